"""Planning a procurement and taking it through its stages."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import Denied, Reason
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.services.cooperations import touch_register
from portal.reference.models import County, CpvCode
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from procurements.models import Procurement, StageEntry
from procurements.rules import procurements as rules
from procurements.rules.gates import gate
from procurements.states.stages import MACHINE, Stage


@dataclass(frozen=True)
class ProcurementData:
    """What can be said of a procurement. Amounts are ex VAT in the cooperation's currency; None is unknown."""

    title: str
    organisation: Organisation | None = None
    officer: Any = None
    description: str = ""
    cpvs: tuple[CpvCode, ...] = ()
    areas: tuple[County, ...] = ()
    dialogue_on: date | None = None
    notice_on: date | None = None
    tenders_due_on: date | None = None
    award_on: date | None = None
    starts_on: date | None = None
    estimated_min: Decimal | None = None
    estimated_max: Decimal | None = None
    notice_url: str = ""


FIELDS = tuple(ProcurementData.__dataclass_fields__)
_ROWS = ("cpvs", "areas")


@transaction.atomic
def register(*, by: Any, cooperation_id: int, data: ProcurementData) -> Procurement:
    """Begin a procurement as a draft, which the office alone sees. Raises ``Refused``."""
    ask(rules.may_run(actor_of(by), cooperation_id))
    cooperation = Cooperation.objects.get(pk=cooperation_id)
    procurement = Procurement(cooperation=cooperation, currency=cooperation.currency)
    _write(procurement, data)
    changes = {name: (None, value) for name, value in _facts(procurement).items() if value}
    audit.record("procurement.registered", procurement, by=by, changes=changes)
    touch_register(procurement.cooperation_id)
    return procurement


@transaction.atomic
def update(*, by: Any, procurement_id: int, version: int, data: ProcurementData) -> Procurement:
    """Change a procurement. Raises ``Conflict`` when somebody else did meanwhile, ``Refused`` when a rule says no."""
    procurement = locked(Procurement, procurement_id, version)
    ask(rules.may_edit(actor_of(by), procurement))
    before = _facts(procurement)
    procurement.version += 1
    _write(procurement, data)
    if procurement.stage != Stage.DRAFT:
        ask(gate("planned", procurement))
    if changes := audit.differences(before, _facts(procurement)):
        audit.record("procurement.edited", procurement, by=by, changes=changes)
        touch_register(procurement.cooperation_id)
    return procurement


@transaction.atomic
def step(*, by: Any, name: str, procurement_id: int, version: int, reason: str = "") -> Procurement:
    """Take a step of ``states.MACHINE``. To cancel wants a reason, which its page shows."""
    procurement = locked(Procurement, procurement_id, version)
    ask(rules.may_step(actor_of(by), name, procurement))
    if name == "cancelled" and not reason.strip():
        raise Refused(Denied((Reason(_("Say why the procurement is cancelled."), field="reason"),)))
    if name == "planned":
        procurement.planned_at = timezone.now()
    procurement.version += 1
    transitions.apply(
        MACHINE, name, procurement, by=by, field="stage", reason=reason.strip(), saving=("planned_at", "version")
    )
    StageEntry.objects.create(procurement=procurement, stage=procurement.stage, entered_on=timezone.localdate(), by=by)
    touch_register(procurement.cooperation_id)
    return procurement


def _facts(procurement: Procurement) -> dict[str, Any]:
    said = {name: audit.plain(getattr(procurement, name)) for name in FIELDS if name not in _ROWS}
    if procurement.pk:
        for name in _ROWS:
            said[name] = ", ".join(str(row) for row in getattr(procurement, name).order_by("pk"))
    return said


def _write(procurement: Procurement, data: ProcurementData) -> None:
    for name in FIELDS:
        if name not in _ROWS:
            setattr(procurement, name, getattr(data, name))
    procurement.title = " ".join(data.title.split())
    ask(rules.well_formed(procurement))
    procurement.save()
    for name in _ROWS:
        getattr(procurement, name).set(getattr(data, name))


def reason_of_cancelling(procurement: Procurement) -> str:
    """The reason that was given when it was cancelled; '' for one that was not."""
    if procurement.stage != Stage.CANCELLED:
        return ""
    event = audit.history(procurement).filter(action="procurement.cancelled").first()
    return event.reason if event else ""
