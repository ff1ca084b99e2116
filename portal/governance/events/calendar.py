"""Events in the calendars of other programs (RFC 5545), and invitations to them (RFC 5546)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from portal.accounts import mail
from portal.accounts.models import User
from portal.governance.models import Event
from portal.governance.states.events import EventState

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


def invitation(event: Event, person: User, now: datetime, method: str = REQUEST) -> bytes:
    """What a calendar takes as an event that the person has a place at, or, with ``CANCEL``, as its end."""
    entry = _entry(event, now, shows_video=True, cancelled=method == CANCEL)
    organizer = vCalAddress(f"MAILTO:{event.cooperation.email or settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = vText(str(event.cooperation))
    entry["organizer"] = organizer
    attendee = vCalAddress(f"MAILTO:{person.email}")
    attendee.params["CN"] = vText(person.name)
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    entry.add("attendee", attendee, encode=False)
    calendar = _calendar(method)
    calendar.add_component(entry)
    return calendar.to_ical()


def calendar_of(events: Iterable[Event], now: datetime, *, shows_video: bool = False) -> bytes:
    """Events as a file to open in a calendar; the address of the video meeting is for those who take part."""
    calendar = _calendar(PUBLISH)
    for event in events:
        cancelled = event.state == EventState.CANCELLED
        calendar.add_component(_entry(event, now, shows_video=shows_video, cancelled=cancelled))
    return calendar.to_ical()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Samkop//Events//{(get_language() or 'sv').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _entry(event: Event, now: datetime, *, shows_video: bool, cancelled: bool) -> Entry:
    """Its hours in universal time, so that no calendar needs to know ours."""
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", now)
    entry.add("sequence", event.version + cancelled)
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.title)
    video = event.online_url if shows_video else ""
    if place := ", ".join(part for part in (event.place, video) if part):
        entry.add("location", place)
    link = mail.absolute(event.get_absolute_url())
    entry.add("description", "\n".join(part for part in (event.description, video, link) if part))
    entry.add("url", link)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return entry
