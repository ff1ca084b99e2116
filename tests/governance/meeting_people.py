"""A working group with people to meet: a chair, a secretary, a member with a deputy, and one more member."""

from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from portal.governance.models import Meeting
from portal.governance.services import agenda, attendance, meetings, minutes
from portal.governance.services.agenda import ItemData
from portal.governance.services.attendance import SeatLine
from portal.governance.services.meetings import MeetingData
from portal.organisations.models import Group, Seat, SeatDeputy, SeatOffice
from tests import factories
from tests.cast import Cast


@dataclass
class Circle:
    group: Group
    chair: User
    secretary: User
    member: User
    deputy: User
    other: User
    seats: dict[str, Seat]


def make_circle(cast: Cast) -> Circle:
    """The cast's working group: its member chairs it."""
    chair_seat = Seat.objects.select_related("group").get(user=cast.working)
    people = {name: factories.make_user(name.title()) for name in ("secretary", "member", "deputy", "other")}
    seats = {"chair": chair_seat}
    for name in ("secretary", "member", "other"):
        seats[name] = factories.seat(people[name], cast.cooperation, "working", cast.neighbour)
    Seat.objects.filter(pk=chair_seat.pk).update(office=SeatOffice.CHAIR)
    Seat.objects.filter(pk=seats["secretary"].pk).update(office=SeatOffice.SECRETARY)
    SeatDeputy.objects.create(seat=seats["member"], user=people["deputy"], valid_from=date(2020, 1, 1))
    return Circle(chair_seat.group, cast.working, **people, seats=seats)


def plan(by: User, circle: Circle, day: date = factories.TODAY, **fields: object) -> Meeting:
    """A planned meeting of the group with two items."""
    data = MeetingData(title="Autumn meeting", held_on=day, group=circle.group, **fields)
    meeting = meetings.register_meeting(by=by, cooperation_id=circle.group.cooperation_id, data=data)
    for title in ("Opening", "Budget"):
        agenda.add_item(by=by, meeting_id=meeting.pk, data=ItemData(title=title))
    return meeting


def hold(by: User, circle: Circle, meeting: Meeting, *adjusters: User) -> Meeting:
    """The meeting is opened, its people are there, its items are minuted, and it is closed."""
    meeting = meetings.open_meeting(by=by, meeting_id=meeting.pk, version=meeting.version)
    lines = [SeatLine(seat.pk, "present") for name, seat in circle.seats.items() if name != "other"]
    lines.append(SeatLine(circle.seats["other"].pk, "excused"))
    attendance.record_attendance(by=by, meeting_id=meeting.pk, seats=lines)
    for item in meeting.items.all():
        minutes.minute(by=by, item_id=item.pk, version=item.version, text=f"{item.title} was gone through.")
    minutes.choose_adjusters(by=by, meeting_id=meeting.pk, chair=circle.chair, adjusters=adjusters)
    return meetings.close_meeting(by=by, meeting_id=meeting.pk, version=meeting.version)


def approve(circle: Circle, meeting: Meeting, *adjusters: User) -> Meeting:
    """The minutes are put forward and approved by the chair and the others."""
    meeting = minutes.put_forward(by=circle.chair, meeting_id=meeting.pk, version=meeting.version)
    for person in (circle.chair, *adjusters):
        meeting = minutes.approve(by=person, meeting_id=meeting.pk, version=meeting.version)
    return meeting
