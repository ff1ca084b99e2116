"""What different ways to run a cooperation's office cost in a year. Plain arithmetic: no act says it.

Kongsbergregionen weighed them in 2007: a coordinator of its own for NOK 700,000, hours bought at NOK 650 and 450, or a
network with a fee by inhabitants. All amounts are ex VAT.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ORE = Decimal("0.01")


@dataclass(frozen=True)
class BoughtHours:
    """Hours of a manager and of an adviser in a year, and what an hour of each costs."""

    manager_hours: int
    manager_rate: Decimal
    adviser_hours: int
    adviser_rate: Decimal

    @property
    def hours(self) -> int:
        return self.manager_hours + self.adviser_hours

    @property
    def total(self) -> Decimal:
        """What the hours cost together."""
        return self.manager_hours * self.manager_rate + self.adviser_hours * self.adviser_rate

    @property
    def per_hour(self) -> Decimal | None:
        """What an hour costs in this mix of the two, to the öre; None where no hours are bought."""
        return (self.total / self.hours).quantize(ORE, ROUND_HALF_UP) if self.hours else None

    def break_even(self, amount: Decimal) -> Decimal | None:
        """How many hours in this mix cost as much as ``amount``, to a tenth of an hour; None where an hour costs
        nothing or none are bought. With fewer hours, buying is cheaper."""
        if not self.total:
            return None
        return (amount * self.hours / self.total).quantize(Decimal("0.1"), ROUND_HALF_UP)
