"""Strategies and goals: proposed, set by decisions, replaced and ended by others; and what is measured of goals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.effects import stands_on
from portal.governance.models import Decision, Goal, Measurement, Strategy
from portal.governance.models.goals import Adopted
from portal.governance.rules import goals as rules
from portal.governance.states.goals import Direction
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked

Row = TypeVar("Row", Strategy, Goal)

NO_TITLE = denied(_("Give it a title."), "title")
NO_SOURCE = denied(_("Say where the figure comes from."), "source")
NO_REASON = denied(_("Say why the figure is corrected."), "reason")
IN_USE = denied(_("Something is linked to it already, so it stays."))
MEASURED_ALREADY = denied(_("There is a figure of that time already. Correct that one."), "year")
OTHER_PERSON = denied(_("Whoever is responsible belongs to the cooperation."), "responsible")


@dataclass(frozen=True)
class StrategyData:
    """What a strategy says; ``replaces`` is the one whose place it takes once it is adopted."""

    title: str
    text: str = ""
    replaces: Strategy | None = None


@dataclass(frozen=True)
class GoalData:
    """What a goal says. Values are in ``unit``; ``sdgs`` are numbers of the United Nations' goals."""

    title: str
    indicator: str
    unit: str
    baseline_value: Decimal
    baseline_year: int
    target_value: Decimal
    target_year: int
    text: str = ""
    direction: str = Direction.UP
    responsible: User | None = None
    sdgs: tuple[int, ...] = ()
    replaces: Goal | None = None


@dataclass(frozen=True)
class Adoption:
    """The decision that sets something, the first day on which it holds, and the last where one is set at once."""

    decision: Decision
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class MeasurementData:
    """What was measured, for a whole year or on a day of it, and where the figure comes from."""

    year: int
    value: Decimal
    source: str
    day: date | None = None
    note: str = ""


STRATEGY_FIELDS = tuple(StrategyData.__dataclass_fields__)
GOAL_FIELDS = tuple(GoalData.__dataclass_fields__)
MEASUREMENT_FIELDS = tuple(MeasurementData.__dataclass_fields__)


# Strategies and goals


@transaction.atomic
def propose_strategy(*, by: Any, cooperation_id: int, data: StrategyData, adoption: Adoption | None = None) -> Strategy:
    """Propose a strategy; with ``adoption``, enter one that was decided. Raises ``Refused``."""
    ask(rules.may_keep(actor_of(by), cooperation_id))
    strategy = Strategy(cooperation_id=cooperation_id)
    _write(by, strategy, data, STRATEGY_FIELDS, "strategy.proposed")
    return adopt(by=by, row=strategy, version=strategy.version, adoption=adoption) if adoption else strategy


@transaction.atomic
def edit_strategy(*, by: Any, strategy_id: int, version: int, data: StrategyData) -> Strategy:
    """Change a proposal. Raises ``Conflict`` when somebody else did meanwhile, ``Refused`` once a decision set it."""
    strategy = locked(Strategy, strategy_id, version)
    ask(rules.may_change(actor_of(by), strategy))
    _write(by, strategy, data, STRATEGY_FIELDS, "strategy.edited")
    return strategy


@transaction.atomic
def propose_goal(*, by: Any, strategy_id: int, data: GoalData, adoption: Adoption | None = None) -> Goal:
    """Propose a goal of a strategy; with ``adoption``, enter one that was decided. Raises ``Refused``."""
    strategy = Strategy.objects.get(pk=strategy_id)
    ask(rules.may_keep(actor_of(by), strategy.cooperation_id))
    goal = Goal(strategy=strategy)
    _write(by, goal, data, GOAL_FIELDS, "goal.proposed")
    return adopt(by=by, row=goal, version=goal.version, adoption=adoption) if adoption else goal


@transaction.atomic
def edit_goal(*, by: Any, goal_id: int, version: int, data: GoalData) -> Goal:
    """Change a proposal. Raises ``Conflict`` when somebody else did meanwhile, ``Refused`` once a decision set it."""
    goal = locked(Goal, goal_id, version, "strategy")
    ask(rules.may_change(actor_of(by), goal))
    _write(by, goal, data, GOAL_FIELDS, "goal.edited")
    return goal


@transaction.atomic
def adopt(*, by: Any, row: Row, version: int, adoption: Adoption, goals: Iterable[int] = ()) -> Row:
    """Enter the decision that sets a proposal: it holds from that day, and what it replaces ends on the day before.

    ``goals`` are those of a strategy (ids) that the same decision sets with it. Raises ``Refused`` and ``Conflict``.
    """
    found: Row = locked(type(row), row.pk, version, *(("strategy",) if isinstance(row, Goal) else ()))
    ask(rules.may_adopt(actor_of(by), found))
    ask(stands_on(adoption.decision, cooperation_id=rules.cooperation_of(found), valid_from=adoption.valid_from))
    if adoption.valid_to is not None and adoption.valid_to < adoption.valid_from:
        raise refused(_("Its last day lies before its first."), "valid_to")
    last_day = adoption.valid_to
    if isinstance(found, Goal):
        ask(rules.within_strategy(found, adoption.valid_from, adoption.valid_to))
        last_day = last_day or found.strategy.valid_to
    earlier = found.replaces
    ask(rules.replaceable(found, earlier))
    ask(rules.begins_after(earlier, adoption.valid_from))
    found.decision, found.valid_from, found.valid_to = adoption.decision, adoption.valid_from, last_day
    found.version += 1
    found.save()
    changes = {
        "decision": (None, adoption.decision.title),
        "valid_from": (None, adoption.valid_from),
        "valid_to": (None, last_day),
    }
    audit.record(f"{_noun(found)}.adopted", found, by=by, changes={k: v for k, v in changes.items() if v[1]})
    if earlier is not None:
        ask(rules.ends_well(earlier, min(earlier.valid_to or date.max, adoption.valid_from - timedelta(days=1))))
        _end(by, earlier, adoption.decision, adoption.valid_from - timedelta(days=1))
    if isinstance(found, Strategy):
        for goal in found.goals.filter(pk__in=list(goals), decision=None):
            _adopt_with_it(by, goal, adoption)
    return found


def _adopt_with_it(by: Any, goal: Goal, adoption: Adoption) -> None:
    """Have a goal be set by the decision that sets its strategy."""
    adopt(by=by, row=goal, version=goal.version, adoption=adoption)


@transaction.atomic
def end(*, by: Any, row: Row, version: int, decision: Decision, on: date) -> Row:
    """Enter the decision that ends something, with its last day; the goals of a strategy end with it.

    Raises ``Refused`` and ``Conflict``.
    """
    found: Row = locked(type(row), row.pk, version, *(("strategy",) if isinstance(row, Goal) else ()))
    ask(rules.may_end(actor_of(by), found, timezone.localdate()))
    ask(rules.ends_well(found, on))
    first_without = on + timedelta(days=1)
    ask(stands_on(decision, cooperation_id=rules.cooperation_of(found), valid_from=first_without, day_field="on"))
    _end(by, found, decision, on)
    return found


@transaction.atomic
def discard(*, by: Any, row: Row, version: int) -> None:
    """Take away a proposal that nobody decided on and nothing hangs on. Raises ``Refused`` and ``Conflict``."""
    found: Row = locked(type(row), row.pk, version, *(("strategy",) if isinstance(row, Goal) else ()))
    ask(rules.may_change(actor_of(by), found))
    audit.record(f"{_noun(found)}.discarded", found, by=by, changes={"title": (found.title, None)})
    try:
        with transaction.atomic():
            found.delete()
    except ProtectedError:
        raise Refused(IN_USE) from None


@transaction.atomic
def name_responsible(*, by: Any, goal_id: int, version: int, person: User | None) -> Goal:
    """Say who answers for a goal; that needs no decision. Raises ``Refused`` and ``Conflict``."""
    goal = locked(Goal, goal_id, version, "strategy", "responsible")
    ask(rules.may_keep(actor_of(by), goal.strategy.cooperation_id))
    _ask_for_own_person(goal, person)
    before, goal.responsible = goal.responsible, person
    if before != person:
        goal.version += 1
        goal.save(update_fields=["responsible", "version"])
        audit.record("goal.entrusted", goal, by=by, changes={"responsible": (before, person)})
    return goal


# Measurements


@transaction.atomic
def measure(*, by: Any, goal_id: int, data: MeasurementData) -> Measurement:
    """Enter what was measured of a goal. Raises ``Refused``."""
    return _measure(by, _measured(by, goal_id), data, "measurement.entered")


@transaction.atomic
def correct(*, by: Any, measurement_id: int, data: MeasurementData, reason: str) -> Measurement:
    """Put another figure in the place of one that was wrong, with the reason; the wrong one stays to be read.

    Raises ``Refused``.
    """
    wrong = Measurement.objects.select_for_update().get(pk=measurement_id)
    goal = _measured(by, wrong.goal_id)
    if not wrong.stands:
        raise refused(_("It has been corrected already: correct the one that took its place."))
    if not reason.strip():
        raise Refused(NO_REASON)
    wrong.stands = False
    wrong.save(update_fields=["stands"])
    return _measure(by, goal, data, "measurement.corrected", corrects=wrong, reason=reason.strip())


def _measured(by: Any, goal_id: int) -> Goal:
    goal = Goal.objects.select_for_update(of=("self",)).select_related("strategy").get(pk=goal_id)
    ask(rules.may_measure(actor_of(by), goal))
    return goal


def _measure(by: Any, goal: Goal, data: MeasurementData, action: str, **more: Any) -> Measurement:
    ask(rules.well_measured(goal, data.year, data.day, timezone.localdate()))
    if not data.source.strip():
        raise Refused(NO_SOURCE)
    if goal.measurements.standing().filter(year=data.year, day=data.day).exists():
        raise Refused(MEASURED_ALREADY)
    said = {name: _clean(getattr(data, name)) for name in MEASUREMENT_FIELDS}
    row = Measurement.objects.create(goal=goal, by=by, is_sample=goal.is_sample, **said, **more)
    changes = {"figure": (_told(more.get("corrects")), _told(row))}
    audit.record(action, goal, by=by, changes=changes, reason=more.get("reason", ""))
    return row


def _told(row: Measurement | None) -> str | None:
    """A figure as the history keeps it."""
    return f"{row.day or row.year}: {row.figure} ({row.source})" if row else None


# What these share


def _write(by: Any, row: Row, data: Any, fields: Iterable[str], action: str) -> None:
    """Write what was said of a proposal, with its audit row."""
    is_new = row.pk is None
    before = {name: None if is_new else audit.plain(getattr(row, name)) for name in fields}
    for name in fields:
        value = getattr(data, name)
        setattr(row, name, list(value) if isinstance(value, tuple) else _clean(value))
    if not row.title:
        raise Refused(NO_TITLE)
    ask(rules.replaceable(row, row.replaces))
    if isinstance(row, Goal):
        ask(rules.well_formed(row))
        _ask_for_own_person(row, row.responsible)
    after = {name: audit.plain(getattr(row, name)) for name in fields}
    changes = {name: change for name, change in audit.differences(before, after).items() if any(change)}
    if not changes and not is_new:
        return
    row.version += 0 if is_new else 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody else has proposed what takes the same place meanwhile
        raise refused(_("Something else takes its place already."), "replaces") from error
    audit.record(action, row, by=by, changes=changes)


def _end(by: Any, row: Adopted, decision: Decision, on: date) -> None:
    """Have something end on a day by a decision, and the goals of a strategy with it."""
    if row.valid_to is None or on < row.valid_to:
        before, row.valid_to, row.ended_by = row.valid_to, on, decision
        row.version += 1
        row.save(update_fields=["valid_to", "ended_by", "version"])
        changes = {"valid_to": (before, on), "decision": (None, decision.title)}
        audit.record(f"{_noun(row)}.ended", row, by=by, changes=changes)
    if isinstance(row, Strategy):
        for goal in row.goals.exclude(decision=None).filter(valid_from__lte=on):
            _end(by, goal, decision, on)


def _ask_for_own_person(goal: Goal, person: User | None) -> None:
    """Whoever answers for a goal belongs to its cooperation, in whatever role."""
    if person is not None and goal.strategy.cooperation_id not in actor_of(person).cooperations:
        raise Refused(OTHER_PERSON)


def _noun(row: Adopted) -> str:
    return "strategy" if isinstance(row, Strategy) else "goal"


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
