"""The public plan as a calendar that other programs subscribe to (RFC 5545): planned notices and market dialogues."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.accounts import mail
from portal.law.planning import Step
from procurements.models import Procurement
from procurements.wording import money_range

MOST = 1000  # the nearest; calendars of telephones choke on more
TOLD = (Step.DIALOGUE, Step.NOTICE)
_AGAIN = timedelta(hours=6)


def calendar_of(procurements: Iterable[Procurement], now: datetime, since: date) -> bytes:
    """The planned dialogues and notices from a day on, as an .ics file."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Samkop//Plan//{(get_language() or 'sv').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _("Planned procurements"))
    calendar.add("x-wr-calname", _("Planned procurements"))  # what Outlook and Google read instead of NAME
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    days = [
        (day, step, row)
        for row in procurements
        for step in TOLD
        if (day := getattr(row, step.value)) is not None and day >= since
    ]
    for day, step, row in sorted(days, key=lambda one: (one[0], one[2].pk, one[1]))[:MOST]:
        calendar.add_component(_event(row, step, day, now))
    return calendar.to_ical()


def _event(procurement: Procurement, step: Step, day: date, now: datetime) -> Event:
    """A whole day that keeps nobody busy. Its identity stays when the day is moved, so that calendars move it too."""
    event = Event()
    event.add("uid", f"{step.value}-{procurement.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("sequence", procurement.version)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{step.label.capitalize()}: {procurement.title}")
    told = [procurement.organisation.name if procurement.organisation else None, money_range(procurement)]
    event.add("description", "\n".join(words for words in told if words))
    event.add("categories", [str(step.label)])
    event.add("url", mail.absolute(procurement.get_absolute_url()))
    event.add("transp", "TRANSPARENT")
    return event
