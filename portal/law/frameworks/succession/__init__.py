"""What becomes of rights, ceilings and running contracts when members join, leave or merge, or a company is sold.

One function is one occasion: it takes the facts as they stand and tells every effect of the day, each with its rule.
What stays as it is is told too, for that is what people ask about. Nothing is written here: what a preview shows is
what the day does.
"""

from portal.law.frameworks.succession.effects import Effect, Part
from portal.law.frameworks.succession.facts import (
    Facts,
    Held,
    LotAreas,
    Member,
    Owned,
    Party,
    Right,
    RoleOf,
    Running,
    Taken,
    UnitOf,
)
from portal.law.frameworks.succession.members import joining, leaving
from portal.law.frameworks.succession.mergers import merging
from portal.law.frameworks.succession.owners import changing_owner
from portal.law.frameworks.succession.reasons import Rule, reason_of

__all__ = [
    "Effect",
    "Facts",
    "Held",
    "LotAreas",
    "Member",
    "Owned",
    "Part",
    "Party",
    "Right",
    "RoleOf",
    "Rule",
    "Running",
    "Taken",
    "UnitOf",
    "changing_owner",
    "joining",
    "leaving",
    "merging",
    "reason_of",
]
