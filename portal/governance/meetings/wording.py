"""Words of meetings: when they are, and what their history says."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.governance.models import AttendanceStatus, Availability, Meeting
from portal.governance.states.meetings import MeetingState
from portal.web import formats

STATE_TONES = {
    MeetingState.POLLED: "warning",
    MeetingState.PLANNED: "neutral",
    MeetingState.CALLED: "info",
    MeetingState.HELD: "warning",
    MeetingState.APPROVED: "success",
    MeetingState.CANCELLED: "danger",
}
ATTENDANCE_TONES = {
    AttendanceStatus.PRESENT: "success",
    AttendanceStatus.DEPUTY: "success",
    AttendanceStatus.EXCUSED: "neutral",
    AttendanceStatus.ABSENT: "warning",
    AttendanceStatus.GUEST: "info",
}
AVAILABILITY_TONES = {
    Availability.YES: "success",
    Availability.IF_NEEDED: "warning",
    Availability.NO: "danger",
}

ACTIONS: Mapping[str, Any] = {
    "meeting.registered": _("Meeting registered"),
    "meeting.edited": _("Details changed"),
    "meeting.polled": _("Date asked for"),
    "meeting.days_changed": _("Other days proposed"),
    "meeting.settle": _("Date settled"),
    "meeting.call": _("Meeting called"),
    "meeting.called_again": _("Called again"),
    "meeting.opened": _("Meeting opened"),
    "meeting.hold": _("Meeting closed"),
    "meeting.cancel": _("Meeting cancelled"),
    "meeting.answered": _("Days answered"),
    "meeting.item_added": _("Item added to the agenda"),
    "meeting.item_moved": _("Item moved"),
    "meeting.item_removed": _("Item taken off the agenda"),
    "meeting.agenda_copied": _("Agenda copied"),
    "meeting.paper_added": _("Paper added"),
    "meeting.paper_removed": _("Paper removed"),
    "meeting.attendance_recorded": _("Attendance recorded"),
    "meeting.adjusters_chosen": _("Chair and adjusters chosen"),
    "meeting.put_forward": _("Minutes put forward for approval"),
    "meeting.taken_back": _("Minutes taken back"),
    "meeting.adjusted": _("Minutes approved by one of those chosen"),
    "meeting.approve": _("Minutes approved and locked"),
    "meeting.note_added": _("Note added to approved minutes"),
    "agenda_item.edited": _("Item changed"),
    "agenda_item.minuted": _("Minuted"),
}
FACTS: Mapping[str, Any] = {
    "item": _("item"),
    "paper": _("paper"),
    "days": _("days"),
    "answers": _("answers"),
    "present": _("present"),
    "copied_from": _("copied from"),
    "adjusters": _("approve the minutes"),
    "meeting_chair": _("chaired the meeting"),
    "note": _("note"),
    "seat": _("seat"),
}


def hours(starts_at: time | None, ends_at: time | None) -> str:
    """13:00–15:00, 13:00, or nothing."""
    return "–".join(f"{at:%H:%M}" for at in (starts_at, ends_at) if at is not None)


def when(meeting: Meeting) -> str:
    """The day of a meeting, with its hours where they are known: 20 nov. 2026 13:00–15:00. Until one has been settled
    on, that it is asked for."""
    if meeting.state == MeetingState.POLLED:
        return str(meeting.get_state_display())
    return f"{formats.date(meeting.held_on)} {hours(meeting.starts_at, meeting.ends_at)}".strip()
