"""The grants that follow from appointments, memberships and seats."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.accounts.actor import Grant, Role
from portal.organisations.models import Appointment, GroupKind, Seat, SeatDeputy
from portal.organisations.periods import valid_on
from portal.workflow.statements import Statement

SEAT_ROLES: dict[str, Role] = {
    GroupKind.STEERING: Role.STEERING_GROUP,
    GroupKind.WORKING: Role.WORKING_GROUP,
    GroupKind.AGREEMENT: Role.EXPERT,
}


def _appointments(user: int, day: date) -> QuerySet:
    member = "organisation__memberships"
    return (
        Appointment.objects.annotate(member=FilteredRelation(member, condition=valid_on(day, f"{member}__")))
        .filter(valid_on(day), user=user)
        .order_by("role", "is_deputy", "valid_from", "pk", "member__valid_from", "member__pk")
        .values_list("role", "cooperation", "organisation", "member__cooperation")
    )


def _seats(user: int, day: date) -> QuerySet:
    deputy = Exists(SeatDeputy.objects.filter(valid_on(day), seat=OuterRef("pk"), user=user))
    sits = Q(user=user) | ~Q(group__kind=GroupKind.AGREEMENT) & Q(deputy)
    return (
        Seat.objects.filter(valid_on(day))
        .filter(sits)
        .values_list("group__kind", "group__cooperation", "organisation", "group")
    )


APPOINTMENTS = Statement(_appointments, user=int, day=date)
SEATS = Statement(_seats, user=int, day=date)


def grants_of(user: Any) -> Iterator[Grant]:
    """What a user may do today, by appointment and seat.

    A role in an organisation counts in every cooperation of which the organisation is a member today. A personal deputy
    has the role of the seat in steering and working groups; in an agreement group whoever reads of a procurement that
    is not public is appointed to it, and has a seat.
    """
    today = timezone.localdate()
    for role, cooperation, organisation, member_of in APPOINTMENTS.ask(user=user.pk, day=today):
        yield Grant(role, cooperation=member_of if organisation else cooperation, organisation=organisation)
    for kind, cooperation, organisation, group in SEATS.ask(user=user.pk, day=today):
        if role := SEAT_ROLES.get(kind):
            yield Grant(role, cooperation=cooperation, organisation=organisation, group=group)
