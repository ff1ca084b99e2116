"""Giving people roles and seats, and ending them; opening groups."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import services as accounts
from portal.accounts.actor import actor_of, forget
from portal.accounts.models import User
from portal.organisations import rules
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import (
    APPOINTED_TO_OFFICE,
    APPOINTED_TO_ORGANISATION,
    Appointment,
    Cooperation,
    Group,
    Organisation,
    Seat,
    SeatDeputy,
    SeatOffice,
    Unit,
)
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class RoleData:
    """A role, and where it is held: an office role in a cooperation, a contact's or purchaser's in an organisation
    (perhaps one unit of it), a member's in a group, there with an office (``is_chair`` says which for short)."""

    role: str
    valid_from: date
    valid_to: date | None = None
    cooperation: Cooperation | None = None
    organisation: Organisation | None = None
    unit: Unit | None = None
    group: Group | None = None
    title: str = ""
    is_deputy: bool = False
    is_chair: bool = False
    office: str = SeatOffice.MEMBER


@transaction.atomic
def invite(
    *, by: Any, email: str, name: str, language: str = "", phone: str = "", role: RoleData
) -> tuple[User, Appointment | Seat]:
    """Invite a person (or find the account of this address) and give a role at once."""
    actor = actor_of(by)
    _ask_to_give(actor, role)
    person = accounts.invite(by=by, email=email, name=name, language=language, phone=phone)
    return person, give(by=by, person_id=person.pk, role=role)


@transaction.atomic
def give(*, by: Any, person_id: int, role: RoleData) -> Appointment | Seat:
    """Give a person a role from a day. Raises ``Refused`` where its place is missing, where ``by`` may not give it, or
    where the person holds it then already."""
    _ask_to_give(actor_of(by), role)
    if role.valid_to is not None and role.valid_to < role.valid_from:
        raise refused(_("The last day comes before the first."), "valid_to")
    person = User.objects.select_for_update().get(pk=person_id)
    row = _seat(by, person, role) if role.group is not None else _appoint(person, role)
    forget(person)
    changes = {"role": (None, role.role), "place": (None, place_of(row)), "from_day": (None, role.valid_from)}
    audit.record("person.appointed", person, by=by, changes=changes)
    return row


@transaction.atomic
def end_appointment(*, by: Any, appointment_id: int, on: date) -> Appointment:
    """Say which is the last day of an appointment."""
    row = Appointment.objects.select_for_update(of=("self",)).select_related("user").get(pk=appointment_id)
    ask(rules.may_end(actor_of(by), row, day=timezone.localdate()))
    _end(row, row.role, by=by, on=on)
    return row


@transaction.atomic
def end_seat(*, by: Any, seat_id: int, on: date) -> Seat:
    """Say which is the last day of a seat."""
    row = Seat.objects.select_for_update(of=("self",)).select_related("user", "group").get(pk=seat_id)
    ask(rules.may_coordinate(actor_of(by), row.group.cooperation_id))
    _end(row, SEAT_ROLES.get(row.group.kind, row.group.kind), by=by, on=on)
    return row


@transaction.atomic
def open_group(*, by: Any, cooperation_id: int, kind: str, name: str, purpose: str = "") -> Group:
    """Open a group of a cooperation."""
    ask(rules.may_coordinate(actor_of(by), cooperation_id))
    _ask_for_free_name(cooperation_id, name)
    group = Group.objects.create(cooperation_id=cooperation_id, kind=kind, name=name, purpose=purpose)
    audit.record("group.opened", group, by=by, changes={"name": (None, name), "kind": (None, kind)})
    return group


@transaction.atomic
def update_group(
    *,
    by: Any,
    group_id: int,
    version: int,
    name: str,
    purpose: str,
    quorum: int | None = None,
    closed_on: date | None = None,
) -> Group:
    """Change a group's name, purpose and quorum, or close it on a day. Its kind stays: seats in it carry a role."""
    group = locked(Group, group_id, version)
    ask(rules.may_coordinate(actor_of(by), group.cooperation_id))
    _ask_for_free_name(group.cooperation_id, name, but=group.pk)
    after = {"name": name, "purpose": purpose, "quorum": quorum, "closed_on": closed_on}
    before = {field: getattr(group, field) for field in after}
    if changes := audit.differences(before, after):
        for field, value in after.items():
            setattr(group, field, value)
        group.version += 1
        group.save(update_fields=[*after, "version"])
        audit.record("group.edited", group, by=by, changes=changes)
    return group


@transaction.atomic
def give_office(*, by: Any, seat_id: int, office: str) -> Seat:
    """Have the holder of a seat be chair, vice chair, secretary or member of the group. Each of the three offices has
    one holder: whoever held it before keeps the seat as a member; who left before keeps it in the past. Raises
    ``Refused``."""
    group_id = Seat.objects.values_list("group_id", flat=True).get(pk=seat_id)
    group = Group.objects.select_for_update().get(pk=group_id)
    ask(rules.may_coordinate(actor_of(by), group.cooperation_id))
    seats = {seat.pk: seat for seat in group.seats.select_related("user")}
    seat = seats[seat_id]
    if seat.valid_to is not None and seat.valid_to < timezone.localdate():
        raise refused(_("The seat has ended."))
    if seat.office != office:
        changes: dict[str, tuple[str, str | None]]
        if office == SeatOffice.MEMBER:
            changes = {seat.office: (str(seat.user), None)}
        else:
            held = group.seats.filter(office=office).exclude(valid_to__lt=seat.valid_from)
            before = [str(seats[pk].user) for pk in held.values_list("pk", flat=True)]
            held.update(office=SeatOffice.MEMBER)
            changes = {office: (", ".join(before), str(seat.user))}
        Seat.objects.filter(pk=seat.pk).update(office=office)
        seat.refresh_from_db(fields=["office", "is_chair"])
        audit.record("group.office_given", group, by=by, changes=changes)
    return seat


def make_chair(*, by: Any, seat_id: int) -> Seat:
    """Have the holder of a seat chair the group; whoever did before keeps the seat. Raises ``Refused``."""
    return give_office(by=by, seat_id=seat_id, office=SeatOffice.CHAIR)


@transaction.atomic
def add_deputy(*, by: Any, seat_id: int, person_id: int, valid_from: date, valid_to: date | None = None) -> SeatDeputy:
    """Have somebody take a seat when its holder cannot come, from a day. Raises ``Refused``."""
    seat = Seat.objects.select_for_update(of=("self",)).select_related("user", "group").get(pk=seat_id)
    ask(rules.may_coordinate(actor_of(by), seat.group.cooperation_id))
    if valid_to is not None and valid_to < valid_from:
        raise refused(_("The last day comes before the first."), "valid_to")
    if seat.valid_to is not None and seat.valid_to < valid_from:
        raise refused(_("The seat has ended."))
    person = User.objects.get(pk=person_id)
    if Seat.objects.filter(user=person, group=seat.group).exclude(valid_to__lt=valid_from).exists():
        raise refused(_("This person has a seat in the group then already."), "person")
    if seat.deputies.filter(user=person).exclude(valid_to__lt=valid_from).exists():
        raise refused(_("This person is a deputy of the seat then already."), "person")
    row = SeatDeputy.objects.create(seat=seat, user=person, valid_from=valid_from, valid_to=valid_to)
    forget(person)
    changes = {"deputy": (None, str(person)), "deputy_of": (None, str(seat.user)), "from_day": (None, valid_from)}
    audit.record("group.deputy_added", seat.group, by=by, changes=changes)
    return row


@transaction.atomic
def end_deputy(*, by: Any, deputy_id: int, on: date) -> SeatDeputy:
    """Say which is the last day of a deputy."""
    rows = SeatDeputy.objects.select_for_update(of=("self",)).select_related("user", "seat__user", "seat__group")
    row = rows.get(pk=deputy_id)
    ask(rules.may_coordinate(actor_of(by), row.seat.group.cooperation_id))
    if on < row.valid_from:
        raise refused(_("The last day comes before the first."), "on")
    changes = {
        "deputy": (str(row.user), None),
        "deputy_of": (str(row.seat.user), None),
        "to_day": (row.valid_to, on),
    }
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    forget(row.user)
    audit.record("group.deputy_ended", row.seat.group, by=by, changes=changes)
    return row


def place_of(row: Appointment | Seat) -> str:
    """Where a role is held, in words."""
    if isinstance(row, Seat):
        return f"{row.group}, {row.organisation}" if row.organisation else str(row.group)
    parts = [part for part in (row.cooperation, row.organisation, row.unit) if part is not None]
    return ", ".join(map(str, parts))


def _ask_to_give(actor: Any, role: RoleData) -> None:
    """Check that the role has the place it needs, and that the actor may give it there."""
    if role.role in APPOINTED_TO_OFFICE and role.cooperation is None:
        raise refused(_("Say in which cooperation."), "cooperation")
    if role.role in APPOINTED_TO_ORGANISATION and role.organisation is None:
        raise refused(_("Say in which organisation."), "organisation")
    if role.role in SEAT_ROLES.values() and (role.group is None or SEAT_ROLES.get(role.group.kind) != role.role):
        raise refused(_("Say in which group of that kind."), "group")
    if role.unit is not None and role.unit.organisation_id != getattr(role.organisation, "pk", None):
        raise refused(_("The unit belongs to another organisation."), "unit")
    if role.group is not None:
        ask(rules.may_coordinate(actor, role.group.cooperation_id))
        return
    ask(
        rules.may_give(
            actor,
            role.role,
            day=timezone.localdate(),
            cooperation_id=role.cooperation.pk if role.cooperation else None,
            organisation_id=role.organisation.pk if role.organisation else None,
        )
    )


def _appoint(person: User, role: RoleData) -> Appointment:
    in_office, in_organisation = role.role in APPOINTED_TO_OFFICE, role.role in APPOINTED_TO_ORGANISATION
    row = Appointment(
        user=person,
        role=role.role,
        cooperation=role.cooperation if in_office else None,
        organisation=role.organisation if in_organisation else None,
        unit=role.unit if in_organisation else None,
        title=role.title,
        is_deputy=role.is_deputy,
        valid_from=role.valid_from,
        valid_to=role.valid_to,
    )
    same = Appointment.objects.filter(
        user=person, role=row.role, cooperation=row.cooperation, organisation=row.organisation, unit=row.unit
    )
    if same.exclude(valid_to__lt=row.valid_from).exists():
        raise refused(_("This person holds the role then already."), "role")
    row.save()
    return row


def _seat(by: Any, person: User, role: RoleData) -> Seat:
    assert role.group is not None
    if role.group.closed_on is not None and role.group.closed_on < role.valid_from:
        raise refused(_("The group is closed."), "group")
    if Seat.objects.filter(user=person, group=role.group).exclude(valid_to__lt=role.valid_from).exists():
        raise refused(_("This person has a seat in the group then already."), "group")
    seat = Seat.objects.create(
        user=person,
        group=role.group,
        organisation=role.organisation,
        valid_from=role.valid_from,
        valid_to=role.valid_to,
    )
    office = SeatOffice.CHAIR if role.is_chair else role.office
    return seat if office == SeatOffice.MEMBER else give_office(by=by, seat_id=seat.pk, office=office)


def _end(row: Appointment | Seat, role: str, *, by: Any, on: date) -> None:
    if on < row.valid_from:
        raise refused(_("The last day comes before the first."), "on")
    changes = {"role": (role, None), "place": (place_of(row), None), "to_day": (row.valid_to, on)}
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    forget(row.user)
    audit.record("person.role_ended", row.user, by=by, changes=changes)


def _ask_for_free_name(cooperation_id: int, name: str, but: int = 0) -> None:
    if Group.objects.filter(cooperation=cooperation_id, name=name).exclude(pk=but).exists():
        raise refused(_("The cooperation has a group with this name already."), "name")
