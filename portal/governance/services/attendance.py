"""Who was at a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.governance.meetings.people import seats_on
from portal.governance.models import TAKEN, Attendance, AttendanceStatus, Meeting
from portal.governance.services.meetings import of_item
from portal.organisations.models import Organisation
from portal.workflow import audit
from portal.workflow.errors import refused


@dataclass(frozen=True)
class SeatLine:
    """Whether a seat was taken; ``deputy_id`` is the person who came for its holder."""

    seat_id: int
    status: str
    deputy_id: int | None = None


@dataclass(frozen=True)
class Guest:
    """Somebody who was there beside the group."""

    name: str
    organisation: Organisation | None = None


@transaction.atomic
def record_attendance(
    *, by: Any, meeting_id: int, seats: Sequence[SeatLine], guests: Sequence[Guest] = ()
) -> list[Attendance]:
    """Write the list of those present anew: a line for each seat that is told of, and the guests. Raises ``Refused``
    for a seat of another group, and for somebody who is not a deputy of the seat."""
    meeting = of_item(by, meeting_id)
    known = {seat.pk: seat for seat in seats_on(meeting.group_id, meeting.held_on)}
    rows = []
    for line in seats:
        seat = known.get(line.seat_id)
        if seat is None or line.status not in AttendanceStatus.values or line.status == AttendanceStatus.GUEST:
            raise refused(_("The seats of the group have changed: look at the list again."))
        person: int | None = seat.user_id
        if line.status == AttendanceStatus.DEPUTY:
            if line.deputy_id not in {row.user_id for row in seat.standing_in}:
                raise refused(_("Say which deputy came for %(name)s."), f"deputy-{seat.pk}", name=seat.user)
            person = line.deputy_id
        rows.append(
            Attendance(meeting=meeting, seat=seat, user_id=person, organisation=seat.organisation, status=line.status)
        )
    _ask_for_one_seat_each(rows)
    for guest in guests:
        rows.append(
            Attendance(
                meeting=meeting,
                name=guest.name.strip(),
                organisation=guest.organisation,
                status=AttendanceStatus.GUEST,
            )
        )
    before = _told(list(meeting.attendance.select_related("user")))
    meeting.attendance.all().delete()
    written = Attendance.objects.bulk_create(rows)
    after = _told(list(meeting.attendance.select_related("user")))
    if before != after:
        audit.record("meeting.attendance_recorded", meeting, by=by, changes={"present": (before, after)})
    return written


def present(meeting: Meeting) -> list[int]:
    """The ids of those who took a seat, or came for one who has it."""
    return [row.user_id for row in meeting.attendance.all() if row.status in TAKEN and row.user_id is not None]


def _told(rows: Sequence[Attendance]) -> str:
    there = (*TAKEN, AttendanceStatus.GUEST)
    return ", ".join(str(row.user or row.name) for row in rows if row.status in there)


def _ask_for_one_seat_each(rows: Sequence[Attendance]) -> None:
    people = [row.user_id for row in rows if row.status in TAKEN]
    if len(set(people)) < len(people):
        raise refused(_("The same person cannot take two seats."))
