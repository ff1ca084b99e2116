"""A procurement whose members are asked and answer, for tests of what follows from it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.accounts.actor import Role, forget
from portal.organisations.models import Organisation
from procurements.models import Participation, Procurement
from procurements.services import answers, participation
from procurements.services.answers import AnswerData
from procurements.states.participation import ParticipationState
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast

DUE = factories.TODAY + timedelta(days=20)
NOTICE = date(2027, 3, 1)


def asking(cast: Cast, stage: str = Stage.PARTICIPATION, **fields: Any) -> Procurement:
    """A procurement in participation that nobody has been asked about."""
    said = {"notice_on": NOTICE, "organisation": cast.municipality, "agreement_months": 48, **fields}
    return factories.make_procurement(cast.cooperation, "Frukt och grönt", stage=stage, **said)


def ask(cast: Cast, procurement: Procurement, *organisations: Organisation, due: date = DUE) -> list[Participation]:
    """Have the office ask organisations; their rows, in the order in which they were named."""
    procurement.refresh_from_db()
    participation.invite(
        by=cast.officer,
        procurement_id=procurement.pk,
        version=procurement.version,
        answers_due_on=due,
        organisations=[row.pk for row in organisations],
    )
    return [procurement.participations.get(organisation=row) for row in organisations]


def contact_of(organisation: Organisation, name: str, **fields: Any) -> Any:
    """Somebody who answers for an organisation."""
    person = factories.make_user(name)
    factories.appoint(person, Role.CONTACT, organisation=organisation, **fields)
    return person


def answer(by: Any, row: Participation, state: str = ParticipationState.JOINS, volume: str | None = "100000", **said):
    """Answer for the row's organisation, from the version that it has now."""
    row.refresh_from_db()
    forget(by)
    amount = Decimal(volume) if volume is not None else None
    data = AnswerData(state=state, yearly_volume=amount, **said)
    return answers.answer(by=by, participation_id=row.pk, version=row.version, data=data)


def decline(by: Any, row: Participation, reason: str = "We have our own agreement."):
    return answer(by, row, ParticipationState.DECLINED, None, reason=reason)


def sign(by: Any, row: Participation) -> Participation:
    row.refresh_from_db()
    return answers.sign_mandate(by=by, participation_id=row.pk, version=row.version)


def joined(cast: Cast, volume: str = "100000", stage: str = Stage.PARTICIPATION) -> tuple[Procurement, Participation]:
    """A procurement that the cast's municipality has joined with a mandate."""
    procurement = asking(cast)
    (row,) = ask(cast, procurement, cast.municipality)
    answer(cast.contact, row, volume=volume)
    row = sign(cast.contact, row)
    if stage != Stage.PARTICIPATION:
        move(procurement, stage)
    return procurement, row


def move(procurement: Procurement, stage: str) -> None:
    """Put a procurement into a stage, with what the database asks of it there."""
    procurement.refresh_from_db()
    facts: dict[str, Any] = {"stage": stage}
    if stage in (Stage.READY, Stage.PUBLISHED):
        facts["maximum_value"] = procurement.maximum_value or Decimal(400000)
    if stage == Stage.PUBLISHED:
        facts["published_on"] = factories.TODAY
    Procurement.objects.filter(pk=procurement.pk).update(**facts)
    procurement.refresh_from_db()
