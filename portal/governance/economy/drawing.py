"""A comparison drawn: for each member a bar for each key, with its letter and its amount beside it.

Places are ratios of the width, so that the page's chart fits a phone and a desktop, and the paper's its column. The
same amounts stand in the table below it.
"""

from dataclasses import dataclass
from decimal import Decimal

from portal.governance.economy.simulation import Simulation


@dataclass(frozen=True)
class Heights:
    """In pixels: a member's name, a bar, what lies between two bars, and between two members."""

    name: int
    bar: int
    gap: int
    apart: int


SCREEN, PRINT = Heights(20, 18, 3, 14), Heights(15, 12, 2, 9)
INSIDE = 0.6  # a bar longer than this carries its amount inside


@dataclass(frozen=True)
class Bar:
    """A bar: where it stands from the top, how long it is as a ratio of the width, and what it says."""

    y: int
    length: float
    letter: str
    amount: Decimal

    @property
    def is_long(self) -> bool:
        return self.length > INSIDE


@dataclass(frozen=True)
class Group:
    """A member's bars below its name."""

    name: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    groups: tuple[Group, ...]
    height: int
    heights: Heights


def draw(simulation: Simulation, heights: Heights = SCREEN) -> Chart:
    """The chart of a comparison; the longest bar fills the width."""
    longest = max((share.amount for one in simulation.working for share in one.shares.values()), default=Decimal(0))
    groups, y = [], 0
    for member in simulation.members:
        top = y + heights.name
        bars = []
        for one in simulation.working:
            if (share := one.shares.get(member.pk)) is not None:
                bars.append(Bar(top, float(share.amount / longest), one.letter, share.amount))
                top += heights.bar + heights.gap
        groups.append(Group(member.organisation.name, y, tuple(bars)))
        y = top + heights.apart
    return Chart(tuple(groups), max(y - heights.apart, 0), heights)
