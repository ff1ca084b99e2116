from portal.organisations.models.appointments import (
    APPOINTED_TO_OFFICE,
    APPOINTED_TO_ORGANISATION,
    Appointment,
    Group,
    GroupKind,
    Seat,
    SeatDeputy,
    SeatOffice,
)
from portal.organisations.models.cooperations import Cooperation, Currency, Membership
from portal.organisations.models.organisations import (
    Organisation,
    OrganisationKind,
    Ownership,
    Unit,
    UnitName,
)

__all__ = [
    "APPOINTED_TO_OFFICE",
    "APPOINTED_TO_ORGANISATION",
    "Appointment",
    "Cooperation",
    "Currency",
    "Group",
    "GroupKind",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Ownership",
    "Seat",
    "SeatDeputy",
    "SeatOffice",
    "Unit",
    "UnitName",
]
