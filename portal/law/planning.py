"""A procurement's plan in time: its days in their order, what follows when one of them is moved, and when it has to be
begun so that an agreement starts on its day.

No act says how a plan is moved. What is announced stands in a notice, though, and is changed there (Directive
2014/24/EU art. 47(3), 51): a plan never moves it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.law.answers import Answer, Reason, answer
from portal.law.periods import add_months

FURTHEST_MONTHS = 20 * 12
_DAY = timedelta(days=1)
_NO_TIME = timedelta(0)


class Step(TextChoices):
    """The planned days of a procurement, in their order; each bears the name of the fact that holds it."""

    PARTICIPATION = "participation_on", _("participation")
    ANSWERS_DUE = "answers_due_on", _("members answer by")
    DIALOGUE = "dialogue_on", _("market dialogue")
    SPECIFICATION = "specification_on", _("specification")
    NOTICE = "notice_on", _("contract notice")
    REQUESTS_DUE = "requests_due_on", _("requests to participate due")
    TENDERS_DUE = "tenders_due_on", _("tenders due")
    AWARD = "award_on", _("award decision")
    STARTS = "starts_on", _("agreement starts")


class Phase(TextChoices):
    """The times of a procurement: each begins with a step and lasts until the next phase that has a day."""

    PARTICIPATION = "participation", _("participation")
    DIALOGUE = "dialogue", _("market dialogue")
    SPECIFICATION = "specification", _("specification")
    TENDERING = "tendering", _("notice to tenders due")
    EVALUATION = "evaluation", _("evaluation to award")
    AWARD = "award", _("award to start")


class How(TextChoices):
    """What the later days do when one is moved."""

    ALONG = "along", _("all later days move by as many days")
    NEEDED = "needed", _("later days move only if they would come before")


ORDER = tuple(Step)
BEGINS: Mapping[Phase, Step] = {
    Phase.PARTICIPATION: Step.PARTICIPATION,
    Phase.DIALOGUE: Step.DIALOGUE,
    Phase.SPECIFICATION: Step.SPECIFICATION,
    Phase.TENDERING: Step.NOTICE,
    Phase.EVALUATION: Step.TENDERS_DUE,
    Phase.AWARD: Step.AWARD,
}
_PHASES = {step: phase for phase, step in BEGINS.items()}
Days = Mapping[Step, date | None]


def dated(days: Days) -> list[tuple[Step, date]]:
    """The steps that have a day, in their order."""
    return [(step, day) for step in ORDER if (day := days.get(step)) is not None]


def spans(days: Days) -> list[tuple[Phase, date, date]]:
    """The phases with the day on which each begins and the day on which the next one does. A phase that has no day of
    its own belongs to the one before it; the start of the agreement ends the last one."""
    marks = [(step, day) for step, day in dated(days) if step in _PHASES or step == Step.STARTS]
    return [(_PHASES[step], first, then) for (step, first), (_next, then) in pairwise(marks) if then > first]


@dataclass(frozen=True)
class Plan:
    """The planned days of one procurement, by its ``key``. ``kept`` are the steps that have happened or are announced;
    ``after`` is the procurement that it follows. One that ``stands`` follows no other any more."""

    key: int
    days: Days
    kept: frozenset[Step] = frozenset()
    after: int | None = None
    stands: bool = False

    @property
    def free(self) -> list[tuple[Step, date]]:
        return [(step, day) for step, day in dated(self.days) if step not in self.kept]

    def end(self, moved: Days | None = None) -> date | None:
        """The last of its days; with ``moved``, once these are in place."""
        last = dated({**self.days, **(moved or {})})
        return last[-1][1] if last else None


@dataclass(frozen=True)
class Moved:
    """A day that moves."""

    key: int
    step: Step
    before: date
    after: date


def may_move(plan: Plan, step: Step, to: date, today: date) -> Answer:
    """Whether a day of the plan may be moved: it is set and still to come, and keeps its place behind the days before
    it."""
    return answer(_objections(plan, step, to, today))


def _objections(plan: Plan, step: Step, to: date, today: date) -> Iterator[Reason]:
    day = plan.days.get(step)
    if step in plan.kept:
        yield Reason(_("This has happened or is announced: the plan does not move it."), field="step")
    elif day is None:
        yield Reason(_("This day is not set. Set it by editing the procurement."), field="step")
    elif to == day:
        yield Reason(_("It stands on this day already."), field="to")
    if to < today:
        yield Reason(_("Choose a day to come."), field="to")
    elif to > add_months(today, FURTHEST_MONTHS):
        yield Reason(_("A plan reaches twenty years on at most."), field="to")
    earlier = [(other, other_day) for other, other_day in dated(plan.days) if ORDER.index(other) < ORDER.index(step)]
    if earlier and to < earlier[-1][1] + _least(earlier[-1][0], step):
        text = _("This comes before the step that goes before it, on %(day)s.")
        yield Reason(text, field="to", params={"day": earlier[-1][1]})


def _least(step: Step, following: Step) -> timedelta:
    """The least time between two steps: tenders are never due on the day of the notice or of what is due before them;
    all else may fall together."""
    return _DAY if following == Step.TENDERS_DUE and step in (Step.NOTICE, Step.REQUESTS_DUE) else _NO_TIME


def moves(plans: Mapping[int, Plan], key: int, step: Step, to: date, how: How, today: date) -> list[Moved]:
    """All days that move when a step of one plan does, in the order in which one follows from another.

    The later days of the same plan go along, each by as many days, or only as far as their order needs it. The plans
    that come after it are carried along whole: by as many days as its last day moves, or only as far as they would
    begin before it ends. What is kept stays; nothing is carried before it, nor into the past.
    """
    followers = defaultdict(list)
    for plan in plans.values():
        if plan.after is not None:
            followers[plan.after].append(plan)
    found: list[Moved] = []
    waiting = [(plans[key], _own(plans[key], step, to, how))]
    seen = {key}
    while waiting:
        plan, days = waiting.pop(0)
        found += [
            Moved(plan.key, moved, before, days[moved])
            for moved, before in dated(plan.days)
            if moved in days and days[moved] != before
        ]
        before, end = plan.end(), plan.end(days)
        if before is None or end is None or before == end:
            continue
        for follower in followers[plan.key]:
            if follower.key not in seen and not follower.stands:
                seen.add(follower.key)
                waiting.append((follower, _carried(follower, end, end - before, how, today)))
    return found


def _own(plan: Plan, step: Step, to: date, how: How) -> dict[Step, date]:
    by = to - (plan.days[step] or to)
    later = [(other, day) for other, day in plan.free if ORDER.index(other) > ORDER.index(step)]
    moved = {step: to}
    previous, reached = step, to
    for other, day in later:
        reached = day + by if how == How.ALONG else max(day, reached + _least(previous, other))
        moved[other] = reached
        previous = other
    return moved


def _carried(plan: Plan, end: date, by: timedelta, how: How, today: date) -> dict[Step, date]:
    """The free days of a plan that follows one whose end has moved ``by`` so much."""
    if not plan.free:
        return {}
    step, first = plan.free[0]
    if how == How.NEEDED:
        by = max(_NO_TIME, min(by, end - first))
    elif by < _NO_TIME:
        kept = [(other, day) for other, day in dated(plan.days) if other in plan.kept]
        earliest = [min(first, today), *(day + _least(other, step) for other, day in kept)]
        by = min(_NO_TIME, max(by, max(earliest) - first))
    return {other: day + by for other, day in plan.free}


@dataclass(frozen=True)
class Leads:
    """How long each phase takes, in calendar days. A phase of no days is not run."""

    participation: int
    dialogue: int
    specification: int
    tendering: int
    evaluation: int
    award: int

    def of(self, phase: Phase) -> int:
        return int(getattr(self, phase.value))

    @property
    def total(self) -> int:
        """From the first step to the start of the agreement."""
        return sum(self.of(phase) for phase in Phase)

    def remaining(self, step: Step) -> int:
        """From a step to the start of the agreement."""
        return sum(self.of(phase) for phase, begins in BEGINS.items() if ORDER.index(begins) >= ORDER.index(step))


def worked_back(starts_on: date, leads: Leads) -> dict[Step, date]:
    """The latest day on which each step has to be taken, so that an agreement starts on its day. A phase that is not
    run has no step; where nothing is announced, there are no tenders due either."""
    found = {
        step: starts_on - timedelta(days=leads.remaining(step))
        for phase, step in BEGINS.items()
        if _is_run(phase, leads)
    }
    return found | {Step.STARTS: starts_on}


def _is_run(phase: Phase, leads: Leads) -> bool:
    if phase == Phase.EVALUATION:
        return leads.tendering > 0
    return phase == Phase.AWARD or leads.of(phase) > 0


def latest_start(starts_on: date, leads: Leads) -> date:
    """The latest day to begin, so that an agreement starts on its day."""
    return starts_on - timedelta(days=leads.total)


def expected_start(days: Days, leads: Leads, today: date) -> date:
    """When the agreement will start: on its planned day; without one, what its latest planned step still takes, or the
    whole of it from today on."""
    if (planned := days.get(Step.STARTS)) is not None:
        return planned
    known = dated(days)
    if not known:
        return today + timedelta(days=leads.total)
    step, day = known[-1]
    return max(day, today) + timedelta(days=leads.remaining(step))


def in_order(days: Days) -> bool:
    """Whether no day comes before the step that goes before it."""
    return all(then >= first + _least(step, following) for (step, first), (following, then) in pairwise(dated(days)))
