"""Moving the plan, stating its times, and beginning what takes an agreement's place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from portal.accounts.actor import actor_of
from portal.law import planning as law
from portal.law.planning import How, Moved, Phase, Step
from portal.law.procedures import Procedure
from portal.organisations.models import Cooperation
from portal.organisations.services.cooperations import touch_register
from portal.reference.models import CpvCode
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import conflict, locked
from procurements.models import LeadTime, PlanMove, PlanMoveDay, Procurement, WorkloadTerms
from procurements.plan.terms import terms_of
from procurements.rules import planning as rules
from procurements.rules.procurements import well_formed
from procurements.services import procurements
from procurements.services.procurements import ProcurementData
from procurements.states.stages import Stage


def followers_of(procurement: Procurement) -> list[int]:
    """The procurements that come after one, near or far, each once; in one query."""
    after: dict[int | None, list[int]] = {}
    linked = Procurement.objects.filter(cooperation=procurement.cooperation_id, after__isnull=False)
    for pk, before in linked.values_list("pk", "after"):
        after.setdefault(before, []).append(pk)
    found, waiting = {procurement.pk: None}, [procurement.pk]
    while waiting:
        for pk in after.get(waiting.pop(), ()):
            if pk not in found:
                found[pk] = None
                waiting.append(pk)
    return [pk for pk in found if pk != procurement.pk]


def preview(
    procurement: Procurement, step: Step, to: date, how: How, chain: Mapping[int, Procurement] | None = None
) -> list[Moved]:
    """All days that would move. ``chain`` holds the procurement and those that come after it, where they are known.
    Raises ``Refused``."""
    if chain is None:
        chain = {procurement.pk: procurement, **Procurement.objects.in_bulk(followers_of(procurement))}
    today = timezone.localdate()
    plans = {pk: rules.plan_of(row) for pk, row in chain.items()}
    ask(law.may_move(plans[procurement.pk], step, to, today))
    return law.moves(plans, procurement.pk, step, to, how, today)


def mark_of(moves: list[Moved]) -> str:
    """What a preview showed, in short: so that nothing else is confirmed than was seen."""
    return ";".join(f"{move.key}.{move.step}.{move.before}.{move.after}" for move in moves)


@transaction.atomic
def move(
    *, by: Any, procurement_id: int, version: int, step: str, to: date, how: str, reason: str, seen: str | None = None
) -> PlanMove:
    """Move a day of the plan, with all that follows from it, in one go.

    ``seen`` is the ``mark_of`` the preview that the person confirms. Raises ``Refused`` when a rule says no or other
    days would move than were seen, ``Conflict`` when somebody else changed the procurement meanwhile.
    """
    followers = followers_of(Procurement.objects.get(pk=procurement_id))
    rows = Procurement.objects.select_for_update(of=("self",)).filter(pk__in=[procurement_id, *followers])
    chain = {row.pk: row for row in rows.order_by("pk")}
    procurement = locked(Procurement, procurement_id, version)
    ask(rules.may_move(actor_of(by), procurement))
    if not reason.strip():
        raise refused(_("Say why the plan is moved."), "reason")
    moves = preview(procurement, Step(step), to, How(how), chain)
    if seen is not None and seen != mark_of(moves):
        raise refused(_("What follows has changed since you saw it. Look again."))
    _write(chain, {(one.key, one.step): (one.before, one.after) for one in moves}, by, "procurement.moved", reason)
    made = PlanMove.objects.create(procurement=procurement, step=step, how=how, reason=reason.strip(), by=by)
    PlanMoveDay.objects.bulk_create(
        PlanMoveDay(move=made, procurement_id=one.key, step=one.step, before=one.before, after=one.after)
        for one in moves
    )
    touch_register(procurement.cooperation_id)
    return made


@transaction.atomic
def move_back(*, by: Any, move_id: int) -> PlanMove:
    """Take back the last move of a procurement: every day goes back to where it was. Raises ``Refused``."""
    made = PlanMove.objects.select_for_update(of=("self",)).select_related("procurement").get(pk=move_id)
    days = list(made.days.all())
    rows = Procurement.objects.select_for_update(of=("self",)).filter(pk__in={row.procurement_id for row in days})
    moved = {row.pk: row for row in rows.order_by("pk")}
    ask(rules.may_move_back(actor_of(by), made, moved, is_last=made == last_move(made.procurement)))
    back = {(row.procurement_id, Step(row.step)): (row.after, row.before) for row in days}
    _write(moved, back, by, "procurement.moved_back", made.reason)
    made.undone_by, made.undone_at = by, timezone.now()
    made.save(update_fields=["undone_by", "undone_at"])
    touch_register(made.procurement.cooperation_id)
    return made


def last_move(procurement: Procurement) -> PlanMove | None:
    """The last move of a procurement that was not taken back."""
    return procurement.moves.filter(undone_at=None).prefetch_related("days").first()


def _write(
    rows: Mapping[int, Procurement],
    days: Mapping[tuple[int, Step], tuple[date, date]],
    by: Any,
    action: str,
    reason: str,
) -> None:
    changes: dict[int, dict[str, tuple[date, date]]] = {}
    for (pk, step), pair in days.items():
        changes.setdefault(pk, {})[step.value] = pair
    for pk, changed in changes.items():
        row = rows[pk]
        for name, (_before, after) in changed.items():
            setattr(row, name, after)
        row.version += 1
        ask(well_formed(row))
        row.save(update_fields=[*changed, "version"])
    audit.record_many(
        audit.event(action, rows[pk], by=by, changes=changed, reason=reason.strip()) for pk, changed in changes.items()
    )


@transaction.atomic
def state_lead_times(
    *, by: Any, cooperation_id: int, procedure: str, version: int, days: Mapping[str, int]
) -> LeadTime:
    """State how long the phases of a procedure take in a cooperation, in calendar days, by the names of ``Phase``.

    ``version`` is 0 as long as nothing is stated. Raises ``Refused``, or ``Conflict`` when somebody else stated them.
    """
    ask(rules.may_state(actor_of(by), cooperation_id))
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    row = LeadTime.objects.filter(cooperation=cooperation, procedure=procedure).first()
    row = row or LeadTime(cooperation=cooperation, procedure=procedure, version=0)
    return _state(row, "lead_time.stated", by, version, {phase.value: days[phase.value] for phase in Phase})


@transaction.atomic
def state_workload(*, by: Any, cooperation_id: int, version: int, shares: Mapping[str, int]) -> WorkloadTerms:
    """State the effort of each phase, by the names of ``Phase``, and the ``capacity`` of an officer, in per cent.

    ``version`` is 0 as long as nothing is stated. Raises ``Refused``, or ``Conflict`` when somebody else stated them.
    """
    ask(rules.may_state(actor_of(by), cooperation_id))
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    row = WorkloadTerms.objects.filter(cooperation=cooperation).first()
    row = row or WorkloadTerms(cooperation=cooperation, version=0)
    said = {name: shares[name] for name in (*(phase.value for phase in Phase), "capacity")}
    return _state(row, "workload_terms.stated", by, version, said)


def _state(row: Any, action: str, by: Any, version: int, said: Mapping[str, int]) -> Any:
    if row.version != version:
        raise conflict(row, version)
    before = {name: getattr(row, name) for name in said}
    for name, value in said.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    if changes := audit.differences(before, said):
        audit.record(action, row, by=by, changes=changes)
    return row


@transaction.atomic
def plan_successor(*, by: Any, agreement_id: int, procedure: str, starts_on: date) -> Procurement:
    """Begin the draft of the procurement that takes an agreement's place, with its codes, its officer and the days
    worked back from the first day of the new agreement. Raises ``Refused``."""
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    planned = agreement.replaced_by.exclude(stage=Stage.CANCELLED).exists()
    ask(rules.may_plan_successor(actor_of(by), agreement, is_planned=planned))
    leads = terms_of([agreement.cooperation_id])[agreement.cooperation_id].leads_of(procedure)
    days: dict[str, Any] = {step.value: day for step, day in law.worked_back(starts_on, leads).items()}
    return procurements.register(
        by=by,
        cooperation_id=agreement.cooperation_id,
        data=ProcurementData(
            title=agreement.title,
            organisation=agreement.owner,
            officer=agreement.responsible or by,
            cpvs=tuple(CpvCode.objects.filter(pk__in=agreement.cpvs.values("cpv"))),
            kind=agreement.kind,
            procedure=Procedure(procedure),
            replaces=(agreement,),
            **days,
        ),
    )
