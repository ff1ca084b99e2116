"""Reporting a need and answering it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import Denied, Reason
from portal.organisations.models import Organisation, Unit
from portal.reference.models import CpvCode
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from procurements import tasks
from procurements.models import Need
from procurements.rules import needs as rules
from procurements.states.needs import NEED

SAY_WHAT = Denied((Reason(_("Say what is needed."), field="what"),))
SAY_ANSWER = Denied((Reason(_("Write an answer."), field="answer"),))
OTHER_UNIT = Denied((Reason(_("The unit belongs to another organisation."), field="unit"),))


@dataclass(frozen=True)
class NeedData:
    """What is said of a need. ``amount`` is ex VAT in the currency of the organisation's country; None is unknown."""

    organisation: Organisation
    what: str
    unit: Unit | None = None
    cpv: CpvCode | None = None
    amount: Decimal | None = None
    wanted_by: date | None = None
    description: str = ""


@transaction.atomic
def report(*, by: Any, data: NeedData) -> Need:
    """Report a need. The organisation's purchasing contact and deputy get a letter. Raises ``Refused``."""
    ask(rules.may_report(actor_of(by), data.organisation.pk))
    if not data.what.strip():
        raise Refused(SAY_WHAT)
    if data.unit is not None and data.unit.organisation_id != data.organisation.pk:
        raise Refused(OTHER_UNIT)
    values = {name: getattr(data, name) for name in data.__dataclass_fields__}
    need = Need.objects.create(reported_by=by, **values | {"what": " ".join(data.what.split())})
    said = {name: (None, value) for name, value in values.items() if value not in (None, "")}
    audit.record("need.reported", need, by=by, changes=said)
    transaction.on_commit(partial(tasks.tell_of_need.delay, need.pk))
    return need


@transaction.atomic
def answer(*, by: Any, need_id: int, version: int, answer: str) -> Need:
    """Answer a need; whoever reported it gets a letter. Raises ``Refused``, and ``Conflict`` when somebody else has
    answered meanwhile."""
    need = locked(Need, need_id, version)
    ask(rules.may_answer(actor_of(by), need))
    if not answer.strip():
        raise Refused(SAY_ANSWER)
    need.answer, need.answered_by, need.answered_at = answer.strip(), by, timezone.now()
    need.version += 1
    transitions.apply(
        NEED, "answered", need, by=by, field="state", saving=("answer", "answered_by", "answered_at", "version")
    )
    transaction.on_commit(partial(tasks.tell_of_answer.delay, need.pk))
    return need
