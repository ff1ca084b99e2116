"""The plan drawn: each procurement's phases in a window of time, what really happened beneath them, and today.

Places are per cent of the width, so that the drawing fits a phone and a desktop without its letters growing or
shrinking. Every day in it stands in words beside it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from portal.law.periods import add_months
from portal.law.planning import BEGINS, Phase, Step, dated, spans
from portal.law.workloads import Quarter
from portal.web import formats
from procurements.models import Procurement, StageEntry
from procurements.rules.planning import plan_of
from procurements.states.planning import PHASE_OF, PUBLIC_STEPS
from procurements.states.stages import ENDED, Stage

#: How many months the drawing spans, by the name in its address.
ZOOMS = {"year": 12, "18": 18, "3": 36}
EDGE = 6  # per cent of the width; a letter nearer to an edge is aligned with it
THINNEST = 0.6  # per cent of the width; a shorter bar could not be seen
_HAPPENED = {
    Step.PARTICIPATION: Stage.PARTICIPATION,
    Step.DIALOGUE: Stage.DIALOGUE,
    Step.SPECIFICATION: Stage.SPECIFICATION,
    Step.NOTICE: Stage.PUBLISHED,
    Step.AWARD: Stage.AWARDED,
}


@dataclass(frozen=True)
class Window:
    """The stretch of time that is drawn, from the first day of a quarter; ``last`` is not in it any more."""

    first: date
    last: date

    @classmethod
    def of(cls, quarter: Quarter, months: int) -> "Window":
        return cls(quarter.first, add_months(quarter.first, months))

    def place(self, day: date) -> float:
        """Where a day lies, in per cent of the width; what is outside lies on the edge."""
        return min(max(100 * (day - self.first).days / (self.last - self.first).days, 0), 100)

    def holds(self, day: date) -> bool:
        return self.first <= day < self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days

    @property
    def quarters(self) -> list[Quarter]:
        found = [Quarter.of(self.first)]
        while found[-1].after < self.last:
            found.append(found[-1].on(1))
        return found


@dataclass(frozen=True)
class Tick:
    """A quarter's first day in the axis, with its name where there is room for one."""

    x: str
    label: str
    starts_year: bool


@dataclass(frozen=True)
class Bar:
    """A phase in the window. ``step`` is the day it begins with, which the office may drag."""

    phase: str
    x: str
    width: str
    label: str
    step: Step | None = None
    day: date | None = None


@dataclass(frozen=True)
class Dot:
    """A day of its own."""

    step: Step
    x: str
    label: str


@dataclass(frozen=True)
class Told:
    """A step in words: the day planned, the day it happened, and how many days late (early ones are negative)."""

    step: Step
    planned: date | None
    happened: date | None

    @property
    def late(self) -> int:
        return (self.happened - self.planned).days if self.planned and self.happened else 0


@dataclass(frozen=True)
class Row:
    """A procurement in the drawing. ``outside`` says in words where its days are, when the window shows none."""

    procurement: Procurement
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    actual: tuple[Bar, ...]
    told: tuple[Told, ...]
    outside: str
    is_own: bool
    movable: frozenset[Step] = frozenset()
    clashes: bool = False


def ticks(window: Window) -> list[Tick]:
    """The axis: every quarter has a line; all are named while there is room, the years alone otherwise."""
    all_named = len(window.quarters) <= 6
    return [
        Tick(
            f"{window.place(quarter.first):.2f}%",
            _tick_label(quarter, first=quarter == window.quarters[0]) if all_named else _year(quarter),
            quarter.number == 1,
        )
        for quarter in window.quarters
    ]


def _year(quarter: Quarter) -> str:
    return str(quarter.year) if quarter.number == 1 else ""


def _tick_label(quarter: Quarter, *, first: bool) -> str:
    """Short, so that six stand beside each other: the year is said once."""
    words = _("%(year)s Q%(quarter)s") if first or quarter.number == 1 else _("Q%(quarter)s")
    return words % {"year": quarter.year, "quarter": quarter.number}


def draw(
    procurement: Procurement, window: Window, today: date, *, is_own: bool, may_move: bool, clashes: bool = False
) -> Row:
    """A procurement's row. Of one that is not the reader's own, the public days alone. Reads the entries that were
    fetched with it."""
    plan = plan_of(procurement)
    days = plan.days if is_own else {step: plan.days[step] for step in PUBLIC_STEPS}
    entries = list(procurement.entries.all()) if is_own else []
    happened = _happened(procurement, entries)
    bars = tuple(_bars(days, window, is_own))
    dots = tuple(_dots(days, window, is_own))
    actual = tuple(_actual(procurement, entries, window, today))
    steps = tuple(Step) if is_own else PUBLIC_STEPS
    return Row(
        procurement=procurement,
        bars=bars,
        dots=dots,
        actual=actual,
        told=tuple(Told(step, days[step], happened.get(step)) for step in steps if days[step] or happened.get(step)),
        outside="" if bars or dots or actual else _outside(days, window),
        is_own=is_own,
        movable=frozenset(step for step, _day in plan.free) if may_move else frozenset(),
        clashes=clashes,
    )


def _happened(procurement: Procurement, entries: Iterable[StageEntry]) -> dict[Step, date]:
    """The day on which each step was taken: the first time that its stage was entered, and for the notice the day it
    was published."""
    first: dict[str, date] = {}
    for entry in entries:
        first.setdefault(entry.stage, entry.entered_on)
    found = {step: first[stage] for step, stage in _HAPPENED.items() if stage in first}
    if procurement.published_on:
        found[Step.NOTICE] = procurement.published_on
    return found


def _bar(window: Window, phase: Phase, first: date, then: date, step: Step | None = None) -> Bar | None:
    if then <= window.first or first >= window.last:
        return None
    x = window.place(first)
    width = max(window.place(then) - x, THINNEST)
    label = _("%(what)s: %(first)s to %(last)s") % {
        "what": phase.label,
        "first": formats.date(first),
        "last": formats.date(then),
    }
    return Bar(phase.value, f"{x:.2f}%", f"{width:.2f}%", label, step, first)


def _bars(days: Any, window: Window, is_own: bool) -> Iterator[Bar]:
    for phase, first, then in spans(days):
        # What follows a dialogue is the office's own, so its end is not told to others.
        if (is_own or phase != Phase.DIALOGUE) and (bar := _bar(window, phase, first, then, BEGINS[phase])):
            yield bar


def _dots(days: Any, window: Window, is_own: bool) -> Iterator[Dot]:
    known = dated(days)
    for step, day in known:
        alone = (step, day) == known[-1] or (step == Step.DIALOGUE and not is_own)
        if alone and window.holds(day):
            yield Dot(step, f"{window.place(day):.2f}%", f"{step.label}: {formats.date(day)}")


def _actual(procurement: Procurement, entries: list[StageEntry], window: Window, today: date) -> Iterator[Bar]:
    """The stages as they were really entered; the present one lasts until today."""
    for entry, following in zip_longest(entries, entries[1:]):
        phase = PHASE_OF.get(entry.stage)
        if following is None and procurement.stage in ENDED:
            continue
        then = following.entered_on if following else today
        if phase and then > entry.entered_on and (bar := _bar(window, phase, entry.entered_on, then)):
            yield bar


def _outside(days: Any, window: Window) -> str:
    known = dated(days)
    if not known:
        return _("No day is set yet.")
    day = known[0][1] if known[0][1] >= window.last else known[-1][1]
    words = _("Later: from %(day)s") if day >= window.last else _("Earlier: until %(day)s")
    return words % {"day": formats.date(day)}
