from portal.organisations.models.appointments import Appointment, Group, GroupKind, Seat
from portal.organisations.models.cooperations import Cooperation, Membership
from portal.organisations.models.organisations import (
    Organisation,
    OrganisationKind,
    Ownership,
    Unit,
    UnitName,
)

__all__ = [
    "Appointment",
    "Cooperation",
    "Group",
    "GroupKind",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Ownership",
    "Seat",
    "Unit",
    "UnitName",
]
