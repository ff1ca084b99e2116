"""Planning a procurement and taking it through its stages."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.models import Agreement
from agreements.states import AgreementKind
from portal.accounts.actor import actor_of
from portal.governance.models import Decision
from portal.law.answers import answer
from portal.organisations.models import Cooperation, Organisation
from portal.organisations.services.cooperations import touch_register
from portal.reference.models import County, CpvCode
from portal.workflow import audit, transitions
from portal.workflow.errors import ask
from portal.workflow.versions import locked
from procurements.models import Procurement, StageEntry
from procurements.rules import procurements as rules
from procurements.rules import steps
from procurements.rules.gates import gate, in_time
from procurements.services import checklists, goals, specifications
from procurements.states.stages import MACHINE, Stage


@dataclass(frozen=True)
class ProcurementData:
    """What can be said of a procurement. Amounts are ex VAT in the cooperation's currency; None is unknown.

    Its estimated and its maximum value are confirmed on their own, from what members pledge (``services.values``), its
    agreement group is appointed (``services.agreement_groups``), and the links to its notices are said with the steps
    that they belong to.
    """

    title: str
    organisation: Organisation | None = None
    officer: Any = None
    description: str = ""
    cpvs: tuple[CpvCode, ...] = ()
    areas: tuple[County, ...] = ()
    estimated_min: Decimal | None = None
    estimated_max: Decimal | None = None
    decision: Decision | None = None
    after: Procurement | None = None
    replaces: tuple[Agreement, ...] = ()
    participation_on: date | None = None
    answers_due_on: date | None = None
    dialogue_on: date | None = None
    specification_on: date | None = None
    prior_notice_on: date | None = None
    notice_on: date | None = None
    requests_due_on: date | None = None
    tenders_due_on: date | None = None
    award_on: date | None = None
    starts_on: date | None = None
    kind: str = AgreementKind.FRAMEWORK
    agreement_months: int | None = None
    long_term_reason: str = ""
    procedure: str = ""
    urgency_reason: str = ""
    is_divided: bool | None = None
    undivided_reason: str = ""
    climate_weight: Decimal | None = None
    climate_reason: str = ""


FIELDS = tuple(ProcurementData.__dataclass_fields__)
ROWS = ("cpvs", "areas", "replaces")


@dataclass(frozen=True)
class Said:
    """What a step is told besides a reason: of the notice when it is published, of the end when it is completed."""

    notice_url: str = ""
    published_on: date | None = None
    concluded_on: date | None = None
    result_url: str = ""
    results: tuple[Agreement, ...] = ()


#: What each step takes of what is said.
_HEARD = {"published": ("notice_url", "published_on"), "completed": ("concluded_on", "result_url")}


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
    """Change a procurement. Raises ``Conflict`` when somebody else did meanwhile, ``Refused`` when a rule says no.

    What is published in the plan keeps what it was published with, what is ready for its notice all that the notice
    needs, and what is announced the minimum time limits, counted from the notice.
    """
    procurement = locked(Procurement, procurement_id, version)
    ask(rules.may_edit(actor_of(by), procurement))
    before = _facts(procurement)
    procurement.version += 1
    _write(procurement, data)
    changes = audit.differences(before, _facts(procurement))
    ask(rules.may_change(procurement, changes))
    if procurement.stage != Stage.DRAFT:
        ask(gate("made_ready" if procurement.stage == Stage.READY else "planned", procurement))
    if procurement.stage == Stage.PUBLISHED and not changes.keys().isdisjoint(rules.DAYS):
        ask(answer(in_time(procurement)))
    if changes:
        audit.record("procurement.edited", procurement, by=by, changes=changes)
        touch_register(procurement.cooperation_id)
    return procurement


@transaction.atomic
def step(
    *, by: Any, name: str, procurement_id: int, version: int, reason: str = "", said: Said | None = None
) -> Procurement:
    """Take a step of ``states.MACHINE`` through its gate; ``said`` is what the step itself is told.

    To cancel, to go back and to pass by the market dialogue want a reason. Raises ``Refused`` with all that is missing.
    """
    procurement = locked(Procurement, procurement_id, version, "cooperation")
    actor = actor_of(by)
    ask(rules.may_run(actor, procurement.cooperation_id))
    heard = _HEARD.get(name, ())
    for field in heard:
        setattr(procurement, field, getattr(said or Said(), field))
    if name == "completed":
        results = (said or Said()).results
        ask(rules.of_the_register(procurement, results, "results"))
        procurement.results.set(results)
    ask(steps.may_step(actor, name, procurement, reason))
    if name == "planned":
        procurement.planned_at = timezone.now()
    procurement.version += 1
    saving = ("planned_at", "version", *heard)
    transitions.apply(MACHINE, name, procurement, by=by, field="stage", reason=reason.strip(), saving=saving)
    StageEntry.objects.create(procurement=procurement, stage=procurement.stage, entered_on=timezone.localdate(), by=by)
    if name == "completed":
        goals.inherit(by=by, procurement=procurement)
    if name == "participation_opened":
        checklists.begin(by=by, procurement=procurement)
    if name == "back_to_specification":
        specifications.procurement_went_back(by=by, procurement=procurement)
    touch_register(procurement.cooperation_id)
    return procurement


@transaction.atomic
def link_result(*, by: Any, procurement_id: int, version: int, result_url: str) -> Procurement:
    """Link to the result notice of a completed procurement. Raises ``Refused``."""
    procurement = locked(Procurement, procurement_id, version, "cooperation")
    ask(steps.may_link_result(actor_of(by), procurement))
    before, procurement.result_url = procurement.result_url, result_url.strip()
    ask(steps.result_linked(procurement))
    procurement.version += 1
    procurement.save(update_fields=["result_url", "version"])
    changes = {"result_url": (before, procurement.result_url)}
    audit.record("procurement.result_linked", procurement, by=by, changes=changes)
    return procurement


def _facts(procurement: Procurement) -> dict[str, Any]:
    said = {name: audit.plain(getattr(procurement, name)) for name in FIELDS if name not in ROWS}
    if procurement.pk:
        for name in ROWS:
            said[name] = ", ".join(str(row) for row in getattr(procurement, name).order_by("pk"))
    return said


def _write(procurement: Procurement, data: ProcurementData) -> None:
    decision = procurement.decision
    for name in FIELDS:
        if name not in ROWS:
            setattr(procurement, name, getattr(data, name))
    procurement.title = " ".join(data.title.split())
    ask(rules.well_formed(procurement))
    ask(rules.decided_by(procurement, decision))
    ask(rules.of_the_register(procurement, data.replaces, "replaces"))
    procurement.save()
    for name in ROWS:
        getattr(procurement, name).set(getattr(data, name))


def reason_of_cancelling(procurement: Procurement) -> str:
    """The reason that was given when it was cancelled; '' for one that was not."""
    if procurement.stage != Stage.CANCELLED:
        return ""
    event = audit.history(procurement).filter(action="procurement.cancelled").first()
    return event.reason if event else ""
