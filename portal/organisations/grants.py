"""The grants that follow from appointments, memberships and seats."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils import timezone

from portal.accounts.actor import Grant, Role
from portal.organisations.models import Appointment, GroupKind, Seat, SeatDeputy
from portal.organisations.periods import valid_on

SEAT_ROLES: dict[str, Role] = {
    GroupKind.STEERING: Role.STEERING_GROUP,
    GroupKind.WORKING: Role.WORKING_GROUP,
    GroupKind.AGREEMENT: Role.EXPERT,
}


def grants_of(user: Any) -> Iterator[Grant]:
    """What a user may do today, by appointment and seat.

    A role in an organisation counts in every cooperation of which the organisation is a member today. A personal deputy
    has the role of the seat in steering and working groups; in an agreement group whoever reads of a procurement that
    is not public is appointed to it, and has a seat.
    """
    today = timezone.localdate()
    member = "organisation__memberships"
    appointments = (
        Appointment.objects.annotate(member=FilteredRelation(member, condition=valid_on(today, f"{member}__")))
        .filter(valid_on(today), user=user)
        .order_by("role", "is_deputy", "valid_from", "pk", "member__valid_from", "member__pk")
    )
    for role, cooperation, organisation, member_of in appointments.values_list(
        "role", "cooperation", "organisation", "member__cooperation"
    ):
        yield Grant(role, cooperation=member_of if organisation else cooperation, organisation=organisation)
    deputy = Exists(SeatDeputy.objects.filter(valid_on(today), seat=OuterRef("pk"), user=user))
    sits = Q(user=user) | ~Q(group__kind=GroupKind.AGREEMENT) & Q(deputy)
    for seat in Seat.objects.filter(valid_on(today)).filter(sits).select_related("group"):
        if role := SEAT_ROLES.get(seat.group.kind):
            yield Grant(
                role,
                cooperation=seat.group.cooperation_id,
                organisation=seat.organisation_id,
                group=seat.group_id,
            )
