"""How much of a person's time procurements take, quarter by quarter: an estimate, reckoned from planned days and a
stated effort for each phase. No act says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from portal.law.periods import add_months
from portal.law.planning import Phase


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a calendar year, ``number`` 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The first day that is not in it any more."""
        return add_months(self.first, 3)

    def on(self, quarters: int) -> "Quarter":
        """So many quarters later, or earlier."""
        return Quarter.of(add_months(self.first, 3 * quarters))

    def shared(self, first: date, then: date) -> int:
        """How many of the days from ``first`` until before ``then`` lie in it."""
        return max((min(then, self.after) - max(first, self.first)) // timedelta(days=1), 0)

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


def load(spans: Iterable[tuple[Phase, date, date]], efforts: Mapping[Phase, int], quarter: Quarter) -> Decimal:
    """How much of one person's full time the phases take in a quarter, in whole per cent.

    ``efforts`` is the share of full time, in per cent, that a phase takes while it lasts: a phase of 40 per cent that
    fills half of the quarter weighs 20.
    """
    days = (quarter.after - quarter.first).days
    weighed = sum(quarter.shared(first, then) * efforts[phase] for phase, first, then in spans)
    return (Decimal(weighed) / days).quantize(Decimal(1), ROUND_HALF_UP)
