"""Meetings in the calendars of other programs (RFC 5545): invitations (RFC 5546), and files to keep."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from portal.accounts import mail
from portal.accounts.models import User
from portal.governance.models import Meeting
from portal.governance.states.meetings import MeetingState

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def invitation(meeting: Meeting, person: User, now: datetime, method: str = REQUEST) -> bytes:
    """What a calendar takes as an invitation to a meeting, or, with ``CANCEL``, as its end. A higher sequence replaces
    a lower one."""
    event = _event(meeting, now, cancelled=method == CANCEL)
    organizer = vCalAddress(f"MAILTO:{meeting.cooperation.email or settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = vText(str(meeting.cooperation))
    event["organizer"] = organizer
    attendee = vCalAddress(f"MAILTO:{person.email}")
    attendee.params["CN"] = vText(person.name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=0)
    calendar = _calendar(method)
    calendar.add_component(event)
    return calendar.to_ical()


def calendar_of(meetings: Iterable[Meeting], now: datetime) -> bytes:
    """Meetings as a file to open in a calendar; what was cancelled says so."""
    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", _("Meetings"))
    for meeting in meetings:
        calendar.add_component(_event(meeting, now, cancelled=meeting.state == MeetingState.CANCELLED))
    return calendar.to_ical()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Samkop//Meetings//{(get_language() or 'sv').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(meeting: Meeting, now: datetime, *, cancelled: bool) -> Event:
    """Its hours in universal time, so that no calendar needs to know ours; without hours, the whole day."""
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("sequence", meeting.calendar_sequence)
    if meeting.starts_at is None:
        event.add("dtstart", meeting.held_on)
        event.add("dtend", meeting.held_on + timedelta(days=1))
    else:
        event.add("dtstart", _universal(datetime.combine(meeting.held_on, meeting.starts_at)))
        if meeting.ends_at is not None:
            event.add("dtend", _universal(datetime.combine(meeting.held_on, meeting.ends_at)))
    event.add("summary", meeting.title)
    if place := ", ".join(part for part in (meeting.place, meeting.online_url) if part):
        event.add("location", place)
    link = mail.absolute(meeting.get_absolute_url())
    event.add("description", "\n".join(part for part in (str(meeting.group or ""), meeting.online_url, link) if part))
    event.add("url", link)
    tentative = meeting.state in (MeetingState.POLLED, MeetingState.PLANNED)
    event.add("status", "CANCELLED" if cancelled else "TENTATIVE" if tentative else "CONFIRMED")
    return event


def _universal(moment: datetime) -> datetime:
    return timezone.make_aware(moment).astimezone(UTC)
