"""A comparison drawn: for each member a bar for each key, with its letter and its amount beside it.

Places are ratios of the width, so that the page's chart fits a phone and a desktop, and the paper's its column. The
same amounts stand in the table below it.
"""

from dataclasses import dataclass
from decimal import Decimal

from portal.governance.economy.simulation import Simulation

NAME, BAR, GAP, APART = 20, 18, 3, 14  # heights and distances in pixels
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


def draw(simulation: Simulation) -> Chart:
    """The chart of a comparison; the longest bar fills the width."""
    longest = max((share.amount for one in simulation.working for share in one.shares.values()), default=Decimal(0))
    groups, y = [], 0
    for member in simulation.members:
        top = y + NAME
        bars = []
        for one in simulation.working:
            if (share := one.shares.get(member.pk)) is not None:
                bars.append(Bar(top, float(share.amount / longest), one.letter, share.amount))
                top += BAR + GAP
        groups.append(Group(member.organisation.name, y, tuple(bars)))
        y = top + APART
    return Chart(tuple(groups), max(y - APART, 0))
