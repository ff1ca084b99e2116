"""Passing roles, seats and deputies' places on when somebody leaves: one ends, the successor's begins the day after.

Whoever may give a role and end it may pass it on. What has not begun yet passes on from its own first day.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of, forget
from portal.accounts.models import User
from portal.organisations import rules
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Appointment, Seat, SeatDeputy, SeatOffice
from portal.organisations.services import roles
from portal.organisations.services.roles import RoleData, place_of
from portal.workflow import audit
from portal.workflow.errors import ask, refused

ONE_DAY = timedelta(days=1)


@transaction.atomic
def pass_on_appointment(*, by: Any, appointment_id: int, to: User | None, on: date) -> Appointment | None:
    """End a person's role on a day, and give it to a successor from the next; to nobody, where ``to`` is None.

    A successor who holds the role then already keeps it as it is. Gives the successor's row, if one was made.
    """
    rows = Appointment.objects.select_for_update(of=("self",))
    row = rows.select_related("user", "cooperation", "organisation", "unit").get(pk=appointment_id)
    ask(rules.may_end(actor_of(by), row, day=timezone.localdate()))
    data = RoleData(
        role=row.role,
        valid_from=max(on + ONE_DAY, row.valid_from),
        valid_to=row.valid_to if row.valid_to and row.valid_to > on else None,
        cooperation=row.cooperation,
        organisation=row.organisation,
        unit=row.unit,
        title=row.title,
        is_deputy=row.is_deputy,
    )
    _end_or_drop(row, row.role, by, on)
    if to is None:
        return None
    same = Appointment.objects.filter(
        user=to, role=row.role, cooperation=row.cooperation, organisation=row.organisation, unit=row.unit
    ).exclude(valid_to__lt=data.valid_from)
    if held := same.order_by("valid_from").first():
        if held.valid_from <= data.valid_from:
            return None
        data = replace(data, valid_to=held.valid_from - ONE_DAY)
        return _until_the_next(by, to, data, held)
    given = roles.give(by=by, person_id=to.pk, role=data)
    assert isinstance(given, Appointment)
    return given


def _until_the_next(by: Any, to: User, data: RoleData, held: Appointment) -> Appointment:
    """A successor who was to begin later begins earlier, in one row."""
    before = held.valid_from
    held.valid_from = data.valid_from
    held.save(update_fields=["valid_from"])
    forget(to)
    changes = {"role": (held.role, held.role), "from_day": (before, held.valid_from)}
    audit.record("person.appointed", to, by=by, changes=changes)
    return held


@transaction.atomic
def pass_on_seat(*, by: Any, seat_id: int, to: User | None, on: date) -> Seat | None:
    """End a person's seat on a day, and give it to a successor from the next, with its office; to nobody without one.
    A successor who sits in the group already takes over the office, unless that person has one. Personal
    deputies go on with the new seat."""
    rows = Seat.objects.select_for_update(of=("self",)).select_related("user", "group", "organisation")
    row = rows.get(pk=seat_id)
    ask(rules.may_coordinate(actor_of(by), row.group.cooperation_id))
    first, last = max(on + ONE_DAY, row.valid_from), row.valid_to if row.valid_to and row.valid_to > on else None
    deputies = [one for one in row.deputies.select_related("user") if one.valid_to is None or one.valid_to > on]
    for one in deputies:
        _end_deputy(one, by, on)
    role = SEAT_ROLES.get(row.group.kind, row.group.kind)
    _end_or_drop(row, role, by, on)
    if to is None:
        return None
    if row.group.closed_on is not None and row.group.closed_on < first:
        return None
    seat = row.group.seats.filter(user=to).exclude(valid_to__lt=first).order_by("valid_from").first()
    if seat is None:
        seat = Seat.objects.create(
            group=row.group,
            user=to,
            organisation=row.organisation,
            office=row.office,
            valid_from=first,
            valid_to=last,
        )
        changes = {"role": (None, role), "place": (None, place_of(seat)), "from_day": (None, first)}
        audit.record("person.appointed", to, by=by, changes=changes)
    elif row.office != SeatOffice.MEMBER and seat.office == SeatOffice.MEMBER:
        seat.office = row.office
        seat.save(update_fields=["office"])
        audit.record("person.appointed", to, by=by, changes={"place": (None, place_of(seat)), "role": (None, role)})
    for one in deputies:
        _add_deputy(seat, one.user, by, max(first, one.valid_from), one.valid_to)
    forget(to)
    return seat


@transaction.atomic
def pass_on_deputy(*, by: Any, deputy_id: int, to: User | None, on: date) -> None:
    """Have another person, or nobody, be the deputy of a seat after a day. Raises ``Refused``."""
    rows = SeatDeputy.objects.select_for_update(of=("self",))
    row = rows.select_related("user", "seat__group", "seat__user").get(pk=deputy_id)
    ask(rules.may_coordinate(actor_of(by), row.seat.group.cooperation_id))
    if to is not None and to.pk == row.seat.user_id:
        raise refused(_("The deputy is somebody else than the holder."))
    first, last = max(on + ONE_DAY, row.valid_from), row.valid_to if row.valid_to and row.valid_to > on else None
    seat = row.seat
    _end_deputy(row, by, on)
    if to is not None and (seat.valid_to is None or seat.valid_to >= first):
        _add_deputy(seat, to, by, first, last)


def _end_deputy(row: SeatDeputy, by: Any, on: date) -> None:
    """Have a deputy's place end on a day; one that would only begin after it is taken back."""
    if row.valid_from > on:
        row.delete()
    else:
        roles.end_deputy(by=by, deputy_id=row.pk, on=on)


def _add_deputy(seat: Seat, person: User, by: Any, first: date, last: date | None) -> None:
    """Have a person be deputy of a seat; one who sits in the group then, or is its deputy already, needs it not."""
    sits = Seat.objects.filter(user=person, group=seat.group_id).exclude(valid_to__lt=first)
    if not sits.exists() and not seat.deputies.filter(user=person).exclude(valid_to__lt=first).exists():
        roles.add_deputy(by=by, seat_id=seat.pk, person_id=person.pk, valid_from=first, valid_to=last)


def _end_or_drop(row: Appointment | Seat, role: str, by: Any, on: date) -> None:
    """Have a role or seat end on a day; one that would only begin after it is taken back."""
    changes = {"role": (role, None), "place": (place_of(row), None), "to_day": (row.valid_to, on)}
    forget(row.user)
    audit.record("person.role_ended", row.user, by=by, changes=changes)
    if row.valid_from > on:
        row.delete()
    elif row.valid_to is None or row.valid_to > on:
        row.valid_to = on
        row.save(update_fields=["valid_to"])
