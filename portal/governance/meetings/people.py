"""Who comes to a meeting: the seats of its group with their deputies, and how many of them make a quorum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.governance.models import TAKEN, Attendance, Meeting
from portal.organisations.models import Appointment, Group, Membership, Seat, SeatDeputy
from portal.organisations.pages import OFFICE_ORDER
from portal.organisations.periods import valid_on


def seats_on(group_id: int | None, day: date) -> list[Seat]:
    """The seats of a group on a day, those who lead it first, each with the deputies of that day (``standing_in``)."""
    if group_id is None:
        return []
    deputies = SeatDeputy.objects.filter(valid_on(day)).select_related("user")
    return list(
        Seat.objects.filter(valid_on(day), group=group_id)
        .select_related("user", "organisation")
        .prefetch_related(Prefetch("deputies", deputies, to_attr="standing_in"))
        .order_by(OFFICE_ORDER, "user__name", "pk")
    )


def invited(meeting: Meeting) -> list[User]:
    """Whom a call reaches: all seats of the group on that day and their deputies, or, where all members meet, their
    purchasing contacts; only open accounts."""
    day = meeting.held_on
    if meeting.group_id is None:
        members = Membership.objects.on(day).filter(cooperation=meeting.cooperation_id).values("organisation")
        contacts = Appointment.objects.filter(valid_on(day), role=Role.CONTACT, organisation__in=members)
        return list(User.objects.filter(pk__in=contacts.values("user"), is_active=True).order_by("name", "pk"))
    people: dict[int, User] = {}
    for seat in seats_on(meeting.group_id, day):
        for person in (seat.user, *(row.user for row in seat.standing_in)):
            if person.is_active:
                people.setdefault(person.pk, person)
    return list(people.values())


def quorum_of(group: Group, seats: int) -> int:
    """How many of a group's seats have to be taken for it to decide: as many as the group says, otherwise more than
    half of them."""
    return group.quorum if group.quorum is not None else seats // 2 + 1


@dataclass(frozen=True)
class Quorum:
    """How many of the seats are taken, and how many have to be. A meeting of all members has no quorum (``needed`` is
    None)."""

    seats: int
    taken: int
    needed: int | None
    recorded: bool

    @property
    def reached(self) -> bool:
        return self.needed is None or self.taken >= self.needed


def quorum(meeting: Meeting, seats: Sequence[Seat], attendance: Sequence[Attendance]) -> Quorum:
    """Whether a meeting can decide, by those seats that its list of attendance says are taken."""
    lines = [row for row in attendance if row.seat_id is not None]
    taken = sum(row.status in TAKEN for row in lines)
    needed = quorum_of(meeting.group, len(seats)) if meeting.group is not None else None
    return Quorum(len(seats), taken, needed, bool(lines))
