"""A procurement that lacks nothing before its notice, for tests of what each gate asks."""

from datetime import date
from decimal import Decimal
from typing import Any

from portal.organisations.models import Organisation, Seat
from procurements.models import Procurement, StageEntry
from procurements.services import procurements, values
from procurements.services.procurements import Said
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast
from tests.procurements import joining, specified

#: Numbers that stand the check of their country: the notice names its buyers by them.
_NUMBERS = {"SE": "2120000142", "NO": "942402465"}

#: A Monday; thirty days later it is Wednesday 31 March. The standstill after 3 May ends on 13 May.
NOTICE, TENDERS, AWARD, START = date(2027, 3, 1), date(2027, 4, 5), date(2027, 5, 3), date(2027, 6, 1)
LINK = "https://www.example.org/notice/1"


def whole(cast: Cast, **fields: Any) -> Procurement:
    """In specification, with answers, mandates, values and an approved specification: all that its notice needs."""
    procurement = joining.asking(
        cast,
        group=Seat.objects.get(user=cast.expert).group,
        officer=cast.officer,
        procedure="open",
        is_divided=True,
        climate_weight=Decimal(30),
        tenders_due_on=TENDERS,
        award_on=AWARD,
        starts_on=START,
    )
    procurement.cpvs.add(factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services"))
    Organisation.objects.filter(pk=cast.municipality.pk).update(registration_number=_NUMBERS[cast.municipality.country])
    (row,) = joining.ask(cast, procurement, cast.municipality)
    joining.answer(cast.contact, row)
    joining.sign(cast.contact, row)
    procurement.refresh_from_db()
    values.confirm(by=cast.officer, procurement_id=procurement.pk, version=procurement.version, months=48)
    joining.move(procurement, Stage.SPECIFICATION)
    specified.approved(cast, procurement)
    if fields:
        Procurement.objects.filter(pk=procurement.pk).update(**fields)
    procurement.refresh_from_db()
    return procurement


def step(by: Any, procurement: Procurement, name: str, reason: str = "", **said: Any) -> Procurement:
    """Take a step from the version that the procurement has now."""
    procurement.refresh_from_db()
    return procurements.step(
        by=by,
        name=name,
        procurement_id=procurement.pk,
        version=procurement.version,
        reason=reason,
        said=Said(**said) if said else None,
    )


def ready(cast: Cast, **fields: Any) -> Procurement:
    """Ready to publish, by its gate."""
    return step(cast.officer, whole(cast, **fields), "made_ready")


def announced(cast: Cast) -> Procurement:
    """Published today, with time enough for tenders."""
    return step(cast.officer, ready(cast), "published", notice_url=LINK, published_on=factories.TODAY)


def completed(cast: Cast) -> Procurement:
    """Ended in an agreement, without a link to its result notice."""
    found = announced(cast)
    agreement = factories.make_agreement(cast.cooperation)
    return step(cast.officer, found, "completed", results=(agreement,), concluded_on=factories.TODAY)


def stages_of(procurement: Procurement) -> list[str]:
    """The stages it has entered, in order."""
    return list(StageEntry.objects.filter(procurement=procurement).values_list("stage", flat=True))
