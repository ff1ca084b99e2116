"""How a goal stands: against the straight line from its baseline to its target. Numbers only, no database.

A figure of a whole year stands at the end of that year, and so do the baseline and the target. A figure of one day
stands at the end of that day. Between the baseline and the target as much is expected as lies on the straight line
between them; before and after, the baseline and the target themselves.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from portal.governance.states.goals import Direction, Standing, Trend

_PLACES = Decimal("0.0001")


class Measured(Protocol):
    """What is read of a measurement."""

    year: int
    day: date | None
    value: Decimal


def moment(year: int, day: date | None = None) -> Decimal:
    """Where a figure stands in time, in years: 2027 is the end of 2026."""
    if day is None:
        return Decimal(year + 1)
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return Decimal(year) + Decimal(day.timetuple().tm_yday) / length


@dataclass(frozen=True)
class Way:
    """The straight line from a baseline to a target."""

    direction: str
    baseline_value: Decimal
    baseline_year: int
    target_value: Decimal
    target_year: int

    @classmethod
    def of(cls, goal: Any) -> "Way":
        names = ("direction", "baseline_value", "baseline_year", "target_value", "target_year")
        return cls(**{name: getattr(goal, name) for name in names})

    def expected(self, at: Decimal) -> Decimal:
        """What lies on the line at a moment, to four decimals."""
        begin, end = moment(self.baseline_year), moment(self.target_year)
        gone = (min(max(at, begin), end) - begin) / (end - begin)
        return (self.baseline_value + (self.target_value - self.baseline_value) * gone).quantize(_PLACES)

    def suffices(self, value: Decimal, wanted: Decimal) -> bool:
        """Whether a value is as good as what is wanted, or better."""
        return value >= wanted if self.direction == Direction.UP else value <= wanted

    def standing(self, rows: Iterable[Measured]) -> Standing:
        """How it stands by the latest figure: the target is reached or not; on the way, by what is expected then."""
        latest = latest_of(rows)
        if latest is None:
            return Standing.UNMEASURED
        at = moment(latest.year, latest.day)
        if self.suffices(latest.value, self.target_value):
            return Standing.REACHED
        if at >= moment(self.target_year):
            return Standing.MISSED
        return Standing.ON_TRACK if self.suffices(latest.value, self.expected(at)) else Standing.BEHIND

    def trend(self, rows: Iterable[Measured]) -> Trend:
        """What the latest figure says against the one before it; the first is held against the baseline."""
        ordered = in_time(rows)
        if not ordered:
            return Trend.UNKNOWN
        before = ordered[-2].value if len(ordered) > 1 else self.baseline_value
        latest = ordered[-1].value
        if latest == before:
            return Trend.SAME
        return Trend.BETTER if self.suffices(latest, before) else Trend.WORSE

    def share(self, value: Decimal) -> Decimal | None:
        """How much of the way from the baseline to the target is gone, 1 being all of it; None where there is no way
        to go, because what is wanted is to keep what there is."""
        whole = self.target_value - self.baseline_value
        return None if whole == 0 else (value - self.baseline_value) / whole


def in_time(rows: Iterable[Measured]) -> Sequence[Measured]:
    """Figures in the order of time; of a year's own and one of its last day, the year's last."""
    return sorted(rows, key=lambda row: (moment(row.year, row.day), row.day is None))


def latest_of(rows: Iterable[Measured]) -> Measured | None:
    """The latest figure; None where nothing was measured."""
    ordered = in_time(rows)
    return ordered[-1] if ordered else None
