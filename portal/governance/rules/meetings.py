"""Who prepares, calls, minutes and approves meetings, and until when."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.governance.models import Meeting
from portal.governance.states.meetings import OPEN_AGENDA, UNLOCKED, MeetingState
from portal.law.answers import Allowed, Answer, denied
from portal.organisations.models import Seat, SeatDeputy, SeatOffice
from portal.organisations.periods import valid_on
from portal.organisations.rules import may_coordinate

#: Whoever holds one of these in a group prepares and minutes its meetings, as the office does.
PREPARING = (SeatOffice.CHAIR, SeatOffice.VICE_CHAIR, SeatOffice.SECRETARY)

NOT_TO_PREPARE = denied(_("Only the cooperation's office and the group's chair, vice chair and secretary may do this."))
APPROVED = denied(_("The minutes are approved and locked. What is wrong in them is noted beside them."))
CANCELLED = denied(_("The meeting was cancelled."))
PUT_FORWARD = denied(_("The minutes await approval: take them back before anything in them is changed."))
NOT_PUT_FORWARD = denied(_("The minutes have not been put forward for approval."))
NOT_PLANNED = denied(_("The date has to be settled first, and a meeting is called once."))
NOT_CALLED = denied(_("Only a meeting that has been called, and has not been opened, is called again."))
PAST = denied(_("The day of the meeting is past."), "held_on")
TO_COME = denied(_("The day of the meeting has not come."))
OPENED = denied(_("The meeting has been opened already."))
NOT_POLLED = denied(_("The date of the meeting is not being asked for."))
TOO_LATE = denied(_("The last day to answer is past."))
NO_SEAT = denied(_("Only those who have a seat in the group, or are somebody's deputy there, may do this."))
NOT_AN_ADJUSTER = denied(_("Only those who were chosen to approve the minutes may do this."))
APPROVED_BY_YOU = denied(_("You have approved the minutes already."))
NOT_HELD = denied(_("The meeting has not been closed yet."))
NOT_APPROVED_YET = denied(_("The minutes have not been approved yet."))
NOT_LOCKED = denied(_("As long as the minutes are not approved, they themselves are corrected."))


def groups_led_by(actor: Actor) -> frozenset[int]:
    """The groups whose meetings the actor prepares by an office held there today."""
    if not actor.signed_in:
        return frozenset()
    seats = Seat.objects.filter(valid_on(timezone.localdate()), user=actor.user.pk, office__in=PREPARING)
    return frozenset(seats.order_by().values_list("group", flat=True))


def may_prepare_for(actor: Actor, cooperation_id: int, group_id: int | None) -> Answer:
    """Who prepares the meetings of a group, or with no group those of all members."""
    if may_coordinate(actor, cooperation_id):
        return Allowed()
    return Allowed() if group_id is not None and group_id in groups_led_by(actor) else NOT_TO_PREPARE


def may_prepare(actor: Actor, meeting: Meeting) -> Answer:
    """Who prepares and minutes a meeting."""
    return may_prepare_for(actor, meeting.cooperation_id, meeting.group_id)


def is_unlocked(meeting: Meeting) -> Answer:
    """Whether anything of a meeting can still be changed."""
    if meeting.state == MeetingState.CANCELLED:
        return CANCELLED
    if meeting.state not in UNLOCKED:
        return APPROVED
    return PUT_FORWARD if meeting.put_forward_at else Allowed()


def may_change(actor: Actor, meeting: Meeting) -> Answer:
    """Whether the actor may change the meeting, its agenda, papers, attendance or minutes."""
    return may_prepare(actor, meeting) and is_unlocked(meeting)


def can_be_called(meeting: Meeting, today: date) -> Answer:
    if meeting.state != MeetingState.PLANNED or meeting.opened_at:
        return NOT_PLANNED
    return Allowed() if meeting.held_on >= today else PAST


def can_be_called_again(meeting: Meeting) -> Answer:
    return Allowed() if meeting.state == MeetingState.CALLED and not meeting.opened_at else NOT_CALLED


def can_be_opened(meeting: Meeting, today: date) -> Answer:
    if meeting.state not in (MeetingState.PLANNED, MeetingState.CALLED) or meeting.opened_at:
        return OPENED if meeting.opened_at else is_unlocked(meeting) and NOT_PLANNED
    return Allowed() if meeting.held_on <= today else TO_COME


def can_be_closed(meeting: Meeting, today: date) -> Answer:
    if meeting.state not in (MeetingState.PLANNED, MeetingState.CALLED):
        return NOT_PLANNED
    return Allowed() if meeting.held_on <= today else TO_COME


def can_be_cancelled(meeting: Meeting) -> Answer:
    """A meeting that has been opened, or has decided something, is not cancelled: what stands on its decisions would
    lose its ground."""
    if meeting.opened_at or meeting.decisions.exists():
        return OPENED
    open_states = (*OPEN_AGENDA, MeetingState.CALLED)
    return Allowed() if meeting.state in open_states else is_unlocked(meeting) and OPENED


def own_seats(actor: Actor, meeting: Meeting) -> list[Seat]:
    """The seats for which the actor answers: the own one, and those of which the actor is a deputy."""
    if not actor.signed_in or meeting.group_id is None:
        return []
    today = timezone.localdate()
    deputy = SeatDeputy.objects.filter(valid_on(today), user=actor.user.pk).values("seat")
    seats = Seat.objects.filter(valid_on(today), group=meeting.group_id)
    held = seats.filter(user=actor.user.pk) | seats.filter(pk__in=deputy)
    return list(held.select_related("user", "organisation").order_by("pk"))


def can_be_answered(meeting: Meeting, today: date) -> Answer:
    """Whether the days that are asked for can be answered."""
    if meeting.state != MeetingState.POLLED:
        return NOT_POLLED
    return Allowed() if meeting.answer_by is None or today <= meeting.answer_by else TOO_LATE


def can_be_put_forward(meeting: Meeting) -> Answer:
    if meeting.state != MeetingState.HELD:
        return is_unlocked(meeting) and NOT_HELD
    return PUT_FORWARD if meeting.put_forward_at else Allowed()


def may_approve(actor: Actor, meeting: Meeting) -> Answer:
    """The chair of the meeting and those whom it chose approve the minutes, each by name and once."""
    mine = next((row for row in meeting.adjusters.all() if actor.signed_in and row.user_id == actor.user.pk), None)
    if mine is None:
        return NOT_AN_ADJUSTER
    if meeting.state != MeetingState.HELD or not meeting.put_forward_at:
        return NOT_PUT_FORWARD
    return APPROVED_BY_YOU if mine.approved_at else Allowed()


def may_annotate(actor: Actor, meeting: Meeting) -> Answer:
    """Those who prepare the meeting, and those who approved its minutes, add notes to them afterwards."""
    if meeting.state != MeetingState.APPROVED:
        return NOT_LOCKED
    approved = actor.signed_in and any(row.user_id == actor.user.pk for row in meeting.adjusters.all())
    return Allowed() if approved else may_prepare(actor, meeting)


def may_read_minutes(actor: Actor, meeting: Meeting) -> Answer:
    """Approved minutes are read by whoever sees the meeting; before that by those who were to come, those who write
    them and those who approve them."""
    if meeting.state == MeetingState.APPROVED or meeting.group_id is None or may_prepare(actor, meeting):
        return Allowed()
    if any(row.user_id == actor.user.pk for row in meeting.adjusters.all()) or own_seats(actor, meeting):
        return Allowed()
    return NOT_APPROVED_YET
