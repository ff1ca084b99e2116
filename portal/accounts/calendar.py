"""A person's deadlines as a calendar that other programs subscribe to (RFC 5545)."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.accounts import mail
from portal.accounts.models import User
from portal.law.periods import add_months
from portal.workflow import deadlines
from portal.workflow.deadlines import Deadline

CALENDAR_ADDRESS = "calendar_address"  # where the session keeps a new address until its owner has seen it
PAST_MONTHS = 1
COMING_MONTHS = 24
MOST = 1000  # the nearest; calendars of telephones choke on more
_AGAIN = timedelta(hours=6)


def calendar_of(person: User, now: datetime, today: date) -> bytes:
    """The deadlines that concern the person today, from a month ago to two years on, as an .ics file."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Samkop//Deadlines//{(get_language() or 'sv').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _("Deadlines"))
    calendar.add("x-wr-calname", _("Deadlines"))  # what Outlook and Google read instead of NAME
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    first, last = add_months(today, -PAST_MONTHS), add_months(today, COMING_MONTHS)
    dated = [one for one in deadlines.own(person.pk, today, first, last, most=MOST) if one.kind.dated]
    for deadline in dated[:MOST]:
        calendar.add_component(_event(deadline, now))
    return calendar.to_ical()


def _event(deadline: Deadline, now: datetime) -> Event:
    """A whole day that keeps nobody busy. Its identity stays when the day is moved, so that calendars move it too."""
    event = Event()
    event.add("uid", f"{deadline.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("summary", f"{deadline.kind.label}: {deadline.about}")
    event.add("description", str(deadline.title))
    event.add("categories", [str(deadline.kind.label)])
    event.add("url", mail.absolute(deadline.url))
    event.add("transp", "TRANSPARENT")
    return event
