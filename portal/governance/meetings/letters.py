"""Letters about meetings: their days are asked for, they are called, moved and cancelled, their minutes await approval.

A task for each person, so that a letter that fails is tried again alone.
"""

from typing import Any

from celery import shared_task
from django.utils import timezone

from portal.accounts import mail
from portal.accounts.models import User
from portal.governance.agenda.reading import agenda_of
from portal.governance.meetings import calendar
from portal.governance.meetings.people import invited
from portal.governance.meetings.wording import hours, when
from portal.governance.models import Meeting
from portal.governance.states.meetings import MeetingState


@shared_task
def ask_for_days(meeting_id: int) -> None:
    """Ask everybody who has a seat, and every deputy, which days suit."""
    _to_all(meeting_id, "meeting_poll")


@shared_task
def call(meeting_id: int) -> None:
    """Call everybody to a meeting."""
    _to_all(meeting_id, "meeting_call", calendar.REQUEST)


@shared_task
def tell_of_change(meeting_id: int) -> None:
    """Tell those who were called that the day, the hour or the place is another."""
    _to_all(meeting_id, "meeting_changed", calendar.REQUEST)


@shared_task
def tell_of_cancellation(meeting_id: int, reason: str) -> None:
    """Tell those who were to come that the meeting is cancelled, and why."""
    _to_all(meeting_id, "meeting_cancelled", calendar.CANCEL, reason)


@shared_task
def ask_to_approve(meeting_id: int) -> None:
    """Ask those who were chosen for it to approve the minutes."""
    meeting = _meeting(meeting_id)
    if meeting is not None and meeting.state == MeetingState.HELD and meeting.put_forward_at:
        for row in meeting.adjusters.filter(approved_at=None):
            send.delay(meeting_id, row.user_id, "meeting_minutes")


@shared_task
def tell_of_taking_back(meeting_id: int, people: list[int]) -> None:
    """Tell those who had approved the minutes that they are being changed, and come back."""
    for person in people:
        send.delay(meeting_id, person, "meeting_taken_back")


@shared_task
def send(meeting_id: int, person_id: int, template: str, method: str = "", reason: str = "") -> None:
    """One letter about a meeting, with an invitation to the calendar where there is a ``method``. Nobody learns of a
    meeting that they may not see."""
    meeting = _meeting(meeting_id)
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if meeting is None or person is None:
        return
    if not Meeting.objects.visible_to(person).filter(pk=meeting_id).exists():
        return
    context: dict[str, Any] = {
        "meeting": meeting,
        "when": when,
        "hours": hours,
        "reason": reason,
        "agenda": agenda_of(person, meeting),
        "options": list(meeting.options.all()),
        "link": mail.absolute(meeting.get_absolute_url()),
    }
    invitations = []
    if method:
        content = calendar.invitation(meeting, person, timezone.now(), method)
        invitations.append(mail.Invitation(content, method))
    mail.send(template, person, context, invitations)


def _meeting(meeting_id: int) -> Meeting | None:
    return Meeting.objects.select_related("cooperation", "group").filter(pk=meeting_id).first()


def _to_all(meeting_id: int, template: str, method: str = "", reason: str = "") -> None:
    meeting = _meeting(meeting_id)
    if meeting is not None:
        for person in invited(meeting):
            send.delay(meeting_id, person.pk, template, method, reason)
