"""Who keeps strategies and goals, who measures them, and what stands on a decision."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.governance.goals.sdgs import SDGS
from portal.governance.models import Goal, Strategy
from portal.governance.models.goals import Adopted
from portal.governance.states.goals import Direction
from portal.law.answers import Allowed, Answer, Reason, answer, denied
from portal.organisations.rules import may_coordinate

#: So many goals are still few and clear; more in one strategy are warned about, never refused.
FEW = 5

NOT_MEASURING = denied(_("A goal is measured by the cooperation's office and by whoever is responsible for it."))
SET_BY_A_DECISION = denied(
    _("What a decision has set is not changed. Another takes its place, by a decision of its own.")
)
STILL_PROPOSED = denied(_("A goal is measured once a decision has set it."))
SET_ALREADY = denied(_("A decision has set it already."))
ENDED_ALREADY = denied(_("It has ended already."))
STRATEGY_PROPOSED = denied(_("Its strategy is a proposal still: a decision sets that first."), "strategy")


def cooperation_of(row: Adopted) -> int:
    """The cooperation that a strategy or a goal belongs to."""
    return row.cooperation_id if isinstance(row, Strategy) else row.strategy.cooperation_id  # type: ignore[attr-defined]


def may_keep(actor: Actor, cooperation_id: int) -> Answer:
    """The office proposes strategies and goals, and enters what was decided."""
    return may_coordinate(actor, cooperation_id)


def may_change(actor: Actor, row: Adopted) -> Answer:
    """The office changes, adopts or discards what is only proposed."""
    allowed = may_keep(actor, cooperation_of(row))
    return SET_BY_A_DECISION if allowed and not row.is_proposed else allowed


def may_adopt(actor: Actor, row: Adopted) -> Answer:
    """The office enters the decision that sets a proposal; a goal's strategy is set before it."""
    allowed = may_keep(actor, cooperation_of(row))
    if allowed and not row.is_proposed:
        return SET_ALREADY
    if allowed and isinstance(row, Goal) and row.strategy.is_proposed:
        return STRATEGY_PROPOSED
    return allowed


def may_end(actor: Actor, row: Adopted, today: date) -> Answer:
    """The office enters the decision that ends what is in force or will be."""
    allowed = may_keep(actor, cooperation_of(row))
    if not allowed:
        return allowed
    if row.is_proposed:
        return denied(_("It is a proposal only: discard it."))
    return ENDED_ALREADY if row.ended_by_id or (row.valid_to and row.valid_to < today) else Allowed()


def may_measure(actor: Actor, goal: Goal) -> Answer:
    """The office, and whoever is responsible for the goal, once a decision has set it."""
    cooperation = goal.strategy.cooperation_id
    own = actor.signed_in and goal.responsible_id == actor.user.pk and cooperation in actor.cooperations
    if not own and not may_keep(actor, cooperation):
        return NOT_MEASURING
    return STILL_PROPOSED if goal.is_proposed else Allowed()


def replaceable(row: Adopted, earlier: Adopted | None) -> Answer:
    """What takes the place of another belongs to the same cooperation, and the other still stands alone."""
    if earlier is None:
        return Allowed()
    if earlier.pk == row.pk or cooperation_of(earlier) != cooperation_of(row):
        return denied(_("Only something of the same cooperation is replaced."), "replaces")
    if earlier.is_proposed:
        return denied(_("It is a proposal still: change that one."), "replaces")
    if earlier.successor is not None and earlier.successor.pk != row.pk:
        return denied(_("Something else takes its place already."), "replaces")
    return Allowed()


def begins_after(earlier: Adopted | None, valid_from: date) -> Answer:
    """What takes the place of another begins on a later day than the other did, and before the other has ended."""
    if earlier is None or earlier.valid_from is None:
        return Allowed()
    if valid_from <= earlier.valid_from:
        text = _("What it replaces holds from %(day)s: begin later.")
        return denied(text, "valid_from", day=earlier.valid_from)
    return Allowed()


def within_strategy(goal: Goal, valid_from: date, valid_to: date | None = None) -> Answer:
    """A goal holds while its strategy does, from its first day to its last where it has one of its own."""
    strategy = goal.strategy
    if strategy.holds_on(valid_from):
        if valid_to is not None and strategy.valid_to is not None and valid_to > strategy.valid_to:
            return denied(_("Its strategy has ended by then."), "valid_to")
        return Allowed()
    if strategy.valid_from is not None and valid_from < strategy.valid_from:
        return denied(_("Its strategy holds from %(day)s."), "valid_from", day=strategy.valid_from)
    return denied(_("Its strategy has ended by then."), "valid_from")


def well_formed(goal: Any) -> Answer:
    """A goal says what is measured, from where to where, and by when."""
    return answer(_contradictions(goal))


def _contradictions(goal: Any) -> Iterator[Reason]:
    if goal.target_year <= goal.baseline_year:
        yield Reason(_("The target lies in a later year than the baseline."), field="target_year")
    if goal.direction == Direction.UP and goal.target_value < goal.baseline_value:
        yield Reason(_("More is better, but the target is lower than the baseline."), field="target_value")
    if goal.direction == Direction.DOWN and goal.target_value > goal.baseline_value:
        yield Reason(_("Less is better, but the target is higher than the baseline."), field="target_value")
    if unknown := sorted(set(goal.sdgs) - SDGS.keys()):
        text = _("There is no goal %(number)s of the United Nations.")
        yield Reason(text, field="sdgs", params={"number": unknown[0]})


def well_measured(goal: Goal, year: int, day: date | None, today: date) -> Answer:
    """A measurement is of what has been, not before the baseline, and a day lies in its year."""
    return answer(_mismeasured(goal, year, day, today))


def _mismeasured(goal: Goal, year: int, day: date | None, today: date) -> Iterator[Reason]:
    if year > today.year or (day is not None and day > today):
        yield Reason(_("What is to come cannot be measured yet."), field="year" if day is None else "day")
    if year < goal.baseline_year:
        text = _("The baseline is of %(year)s: earlier figures say nothing of the way to the target.")
        yield Reason(text, field="year", params={"year": str(goal.baseline_year)})
    if day is not None and day.year != year:
        yield Reason(_("The day lies in another year."), field="day")


def ends_well(row: Adopted, on: date) -> Answer:
    """Its last day is not before its first, and not after the last day that it had anyway."""
    if row.valid_from is not None and on < row.valid_from:
        return denied(_("It holds from %(day)s: it cannot end before."), "on", day=row.valid_from)
    if row.valid_to is not None and on > row.valid_to:
        return denied(_("It ends on %(day)s in any case."), "on", day=row.valid_to)
    if isinstance(row, Strategy) and (later := row.goals.filter(valid_from__gt=on).first()):
        text = _("Its goal “%(goal)s” is to hold from %(day)s: choose a day after that.")
        return denied(text, "on", goal=later.title, day=later.valid_from)
    return Allowed()
