"""The grants that follow from appointments, memberships and seats."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from portal.accounts.actor import Grant, Role
from portal.organisations.models import Appointment, GroupKind, Membership, Seat
from portal.organisations.periods import valid_on

SEAT_ROLES: dict[str, Role] = {
    GroupKind.STEERING: Role.STEERING_GROUP,
    GroupKind.WORKING: Role.WORKING_GROUP,
    GroupKind.AGREEMENT: Role.EXPERT,
}


def grants_of(user: Any) -> Iterator[Grant]:
    """What a user may do today, by appointment and seat.

    A role in an organisation counts in every cooperation of which the organisation is a member today.
    """
    today = timezone.localdate()
    appointments = list(Appointment.objects.filter(valid_on(today), user=user))
    cooperations = _cooperations_of({row.organisation_id for row in appointments if row.organisation_id}, today)
    for row in appointments:
        if row.organisation_id is None:
            yield Grant(row.role, cooperation=row.cooperation_id)
            continue
        for cooperation in cooperations.get(row.organisation_id, [None]):
            yield Grant(row.role, cooperation=cooperation, organisation=row.organisation_id)
    for seat in Seat.objects.filter(valid_on(today), user=user).select_related("group"):
        if role := SEAT_ROLES.get(seat.group.kind):
            yield Grant(
                role,
                cooperation=seat.group.cooperation_id,
                organisation=seat.organisation_id,
                group=seat.group_id,
            )


def _cooperations_of(organisations: set[int], day: date) -> dict[int, list[int]]:
    """The cooperations of which the organisations are members on the day, oldest membership first."""
    found: dict[int, list[int]] = {}
    if organisations:
        rows = Membership.objects.on(day).filter(organisation__in=organisations)
        for organisation, cooperation in rows.values_list("organisation_id", "cooperation_id"):
            found.setdefault(organisation, []).append(cooperation)
    return found
