"""Who moves the plan, states its times and begins successors."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, denied
from portal.law.planning import Plan, Step, in_order
from procurements.rules.procurements import may_edit, may_run
from procurements.states.planning import KEPT
from procurements.states.stages import ANNOUNCED, ENDED

if TYPE_CHECKING:
    from agreements.models import Agreement
    from procurements.models import PlanMove, Procurement

NOTHING_FREE = denied(_("Every day of it has happened or is announced, or none is set: there is nothing to move."))
MOVED_SINCE = denied(_("The days have been changed since, so that they cannot simply be moved back."))
UNDONE = denied(_("This move has been taken back already."))
NOT_THE_LAST = denied(_("The plan has been moved again since. Take back the last move first."))
PLANNED_ALREADY = denied(_("A procurement that takes the place of this agreement is planned already."))


def plan_of(procurement: "Procurement") -> Plan:
    """The days of a procurement as the law's questions want them."""
    return Plan(
        key=procurement.pk,
        days={step: getattr(procurement, step.value) for step in Step},
        kept=KEPT[procurement.stage],
        after=procurement.after_id,
        stands=procurement.stage in (*ANNOUNCED, *ENDED),
    )


def may_move(actor: Actor, procurement: "Procurement") -> Answer:
    """The office moves a plan, as long as a day of it is still to come."""
    allowed = may_edit(actor, procurement)
    if not allowed:
        return allowed
    return Allowed() if plan_of(procurement).free else NOTHING_FREE


def may_move_back(actor: Actor, move: "PlanMove", moved: Mapping[int, "Procurement"], *, is_last: bool) -> Answer:
    """The last move of a procurement is taken back as a whole, while every day stands where it put it and none has
    happened or been announced meanwhile. ``moved`` holds the procurements whose days it moved."""
    allowed = may_run(actor, move.procurement.cooperation_id)
    if not allowed:
        return allowed
    if move.undone_at is not None:
        return UNDONE
    if not is_last:
        return NOT_THE_LAST
    return Allowed() if all(_stands(moved[pk], days) for pk, days in _by_procurement(move).items()) else MOVED_SINCE


def _by_procurement(move: "PlanMove") -> dict[int, list[tuple[Step, date, date]]]:
    found: dict[int, list[tuple[Step, date, date]]] = {}
    for row in move.days.all():
        found.setdefault(row.procurement_id, []).append((Step(row.step), row.before, row.after))
    return found


def _stands(procurement: "Procurement", moved: Iterable[tuple[Step, date, date]]) -> bool:
    plan = plan_of(procurement)
    before = {**plan.days, **{step: day for step, day, _after in moved}}
    untouched = all(plan.days[step] == after and step not in plan.kept for step, _before, after in moved)
    return untouched and in_order(before)


def may_state(actor: Actor, cooperation_id: int) -> Answer:
    """The office states its cooperation's lead times, effort and capacity."""
    return may_run(actor, cooperation_id)


def may_plan_successor(actor: Actor, agreement: "Agreement", *, is_planned: bool) -> Answer:
    """The office begins the procurement that takes an agreement's place, once."""
    allowed = may_run(actor, agreement.cooperation_id)
    if not allowed:
        return allowed
    return PLANNED_ALREADY if is_planned else Allowed()
