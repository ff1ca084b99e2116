"""Meetings: registering them, changing what is written of them, calling, opening, closing and cancelling them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.meetings import letters
from portal.governance.meetings.people import invited
from portal.governance.models import Meeting
from portal.governance.rules import meetings as rules
from portal.governance.states.meetings import MEETING, MeetingState
from portal.organisations.models import Group
from portal.workflow import audit, transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class MeetingData:
    """A meeting: of whom, when and where, and what is minuted of it as a whole."""

    title: str
    held_on: date
    group: Group | None = None
    place: str = ""
    minutes: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    online_url: str = ""


MEETING_FIELDS = tuple(MeetingData.__dataclass_fields__)
#: What a calendar shows of a meeting: whoever was called is told when it changes.
CALENDAR_FIELDS = ("title", "held_on", "starts_at", "ends_at", "place", "online_url")


@transaction.atomic
def register_meeting(*, by: Any, cooperation_id: int, data: MeetingData) -> Meeting:
    """Register a meeting of a cooperation or of one of its groups, to come or held already."""
    group_id = data.group.pk if data.group else None
    _ask_for_own_group(cooperation_id, data.group)
    ask(rules.may_prepare_for(actor_of(by), cooperation_id, group_id))
    _ask_for_hours(data.starts_at, data.ends_at)
    meeting = Meeting.objects.create(
        cooperation_id=cooperation_id, **{field: getattr(data, field) for field in MEETING_FIELDS}
    )
    changes = {field: (None, value) for field, value in facts(meeting, MEETING_FIELDS).items() if value}
    audit.record("meeting.registered", meeting, by=by, changes=changes)
    return meeting


@transaction.atomic
def update_meeting(*, by: Any, meeting_id: int, version: int, data: MeetingData) -> Meeting:
    """Change what is written of a meeting. Those who were called are told of another day, hour or place, as are their
    calendars. Raises ``Conflict`` when somebody else changed it meanwhile."""
    meeting = held_back(by, meeting_id, version)
    _ask_for_own_group(meeting.cooperation_id, data.group)
    _ask_for_hours(data.starts_at, data.ends_at)
    group_id = data.group.pk if data.group else None
    if group_id != meeting.group_id:
        ask(rules.may_prepare_for(actor_of(by), meeting.cooperation_id, group_id))
        if meeting.state != MeetingState.PLANNED or meeting.attendance.exists():
            raise refused(_("Who meets is settled: those of the group have been asked or called."), "group")
    before = facts(meeting, MEETING_FIELDS)
    for field in MEETING_FIELDS:
        setattr(meeting, field, getattr(data, field))
    if changes := audit.differences(before, facts(meeting, MEETING_FIELDS)):
        moved = meeting.state == MeetingState.CALLED and not set(CALENDAR_FIELDS).isdisjoint(changes)
        if moved and not meeting.opened_at:
            meeting.calendar_sequence += 1
            transaction.on_commit(partial(letters.tell_of_change.delay, meeting.pk))
        meeting.version += 1
        meeting.save()
        audit.record("meeting.edited", meeting, by=by, changes=changes)
    return meeting


@transaction.atomic
def call_meeting(*, by: Any, meeting_id: int, version: int, text: str = "") -> Meeting:
    """Call a meeting: everybody who has a seat, and every deputy, gets the agenda and an invitation to the calendar.
    Raises ``Refused`` where there is nobody to call, and ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    ask(rules.can_be_called(meeting, timezone.localdate()))
    _ask_for_people(meeting)
    meeting.call_text, meeting.called_at = text.strip(), timezone.now()
    meeting.version += 1
    transitions.apply(MEETING, "call", meeting, by=by, field="state", saving=("call_text", "called_at", "version"))
    transaction.on_commit(partial(letters.call.delay, meeting.pk))
    return meeting


@transaction.atomic
def call_meeting_again(*, by: Any, meeting_id: int, version: int, text: str = "") -> Meeting:
    """Send the call once more, with the agenda as it is now. Raises ``Refused`` and ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    ask(rules.can_be_called_again(meeting))
    _ask_for_people(meeting)
    meeting.call_text, meeting.called_at = text.strip(), timezone.now()
    meeting.calendar_sequence += 1
    meeting.version += 1
    meeting.save(update_fields=["call_text", "called_at", "calendar_sequence", "version"])
    audit.record("meeting.called_again", meeting, by=by)
    transaction.on_commit(partial(letters.call.delay, meeting.pk))
    return meeting


@transaction.atomic
def open_meeting(*, by: Any, meeting_id: int, version: int) -> Meeting:
    """Open a meeting: from now on it is minuted. Raises ``Refused`` and ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    ask(rules.can_be_opened(meeting, timezone.localdate()))
    meeting.opened_at = timezone.now()
    meeting.version += 1
    meeting.save(update_fields=["opened_at", "version"])
    audit.record("meeting.opened", meeting, by=by)
    return meeting


@transaction.atomic
def close_meeting(*, by: Any, meeting_id: int, version: int) -> Meeting:
    """Close a meeting: it has been held, and its minutes can be finished and put forward. Raises ``Refused`` and
    ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    ask(rules.can_be_closed(meeting, timezone.localdate()))
    meeting.closed_at = timezone.now()
    meeting.version += 1
    transitions.apply(MEETING, "hold", meeting, by=by, field="state", saving=("closed_at", "version"))
    return meeting


@transaction.atomic
def cancel_meeting(*, by: Any, meeting_id: int, version: int, reason: str) -> Meeting:
    """Cancel a meeting and say why: those who were asked or called are told, and their calendars let go of it. Raises
    ``Refused`` and ``Conflict``."""
    meeting = held_back(by, meeting_id, version)
    ask(rules.can_be_cancelled(meeting))
    if not reason.strip():
        raise refused(_("Say why the meeting is cancelled: those who were to come read it."), "reason")
    told = meeting.state in (MeetingState.CALLED, MeetingState.POLLED)
    meeting.calendar_sequence += 1
    meeting.version += 1
    saving = ("calendar_sequence", "version")
    transitions.apply(MEETING, "cancel", meeting, by=by, field="state", reason=reason.strip(), saving=saving)
    if told:
        transaction.on_commit(partial(letters.tell_of_cancellation.delay, meeting.pk, reason.strip()))
    return meeting


def held_back(by: Any, meeting_id: int, version: int) -> Meeting:
    """A meeting, locked, that the person may change as it stands. Raises ``Refused`` and ``Conflict``."""
    meeting = locked(Meeting, meeting_id, version, "cooperation", "group")
    ask(rules.may_change(actor_of(by), meeting))
    return meeting


def of_item(by: Any, meeting_id: int) -> Meeting:
    """A meeting, locked, whose agenda, papers or minutes the person may change; they have versions of their own."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("cooperation", "group")
    meeting = rows.get(pk=meeting_id)
    ask(rules.may_change(actor_of(by), meeting))
    return meeting


def facts(row: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """What stands in the fields of a row, as the history writes it."""
    values = {field: getattr(row, field) for field in fields}
    return {
        field: f"{value:%H:%M}" if isinstance(value, time) else audit.plain(value) for field, value in values.items()
    }


def _ask_for_own_group(cooperation_id: int, group: Group | None) -> None:
    if group is not None and group.cooperation_id != cooperation_id:
        raise refused(_("That group belongs to another cooperation."), "group")


def _ask_for_hours(starts_at: time | None, ends_at: time | None) -> None:
    if ends_at is not None and (starts_at is None or ends_at <= starts_at):
        raise refused(_("The end comes after the beginning."), "ends_at")


def _ask_for_people(meeting: Meeting) -> None:
    if not invited(meeting):
        raise refused(_("There is nobody to call: give the members of the group their seats first."))
