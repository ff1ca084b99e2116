"""The calendar of deadlines: a secret address that is shown once, ends at once, and tells what its owner may see."""

import hashlib
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from icalendar import Calendar

from agreements.models import ExtensionOption
from portal.accounts import calendar, services
from portal.organisations.models import Appointment
from portal.workflow import audit
from portal.workflow.errors import Refused
from portal.workflow.models import CalendarFeed, Frequency, ReminderWish
from tests import factories


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        yield


@pytest.fixture
def agreement(cast):
    """Its option is to be used by 30 September 2027, its last day is 31 December 2027."""
    made = factories.make_agreement(
        cast.cooperation, cast.municipality, "Städtjänster; å, ä & ö", responsible=cast.officer
    )
    ExtensionOption.objects.filter(agreement=made).update(notice_by=date(2027, 9, 30))
    return made


def read(client, token):
    answer = client.get(reverse("calendar", args=[token]))
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def test_a_calendar_of_whole_days(cast, agreement, client):
    token = services.open_calendar(by=cast.officer)
    answer = client.get(reverse("calendar", args=[token]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n") and answer.content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, answer.content.split(b"\r\n"))) <= 75  # RFC 5545, 3.1
    found = Calendar.from_ical(answer.content)
    assert found["version"] == "2.0" and found["prodid"]
    option, end = found.walk("VEVENT")
    assert not option.errors and not end.errors
    assert (option["dtstart"].dt, option["dtend"].dt) == (date(2027, 9, 30), date(2027, 10, 1))
    assert (end["dtstart"].dt, end["dtend"].dt) == (date(2027, 12, 31), date(2028, 1, 1))
    assert option["uid"] == f"option:{agreement.options.get().pk}@localhost"
    assert option["url"] == settings.SITE_URL + agreement.get_absolute_url()
    assert agreement.title in option["summary"]
    assert found.walk("VALARM") == []


def test_an_event_keeps_its_identity_when_its_day_moves(cast, agreement, client):
    token = services.open_calendar(by=cast.officer)
    before = [event["uid"] for event in read(client, token).walk("VEVENT")]
    agreement.options.update(notice_by=date(2027, 10, 31))
    after = read(client, token).walk("VEVENT")
    assert [event["uid"] for event in after] == before
    assert after[0]["dtstart"].dt == date(2027, 10, 31)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 10, 19), False),
        (date(2026, 10, 20), True),
        (date(2028, 11, 20), True),
        (date(2028, 11, 21), False),
    ],
)
def test_a_month_back_and_two_years_on(cast, agreement, client, day, shown):
    agreement.options.update(notice_by=day)
    events = read(client, services.open_calendar(by=cast.officer)).walk("VEVENT")
    assert (day in [event["dtstart"].dt for event in events]) is shown


def test_most_at_once(cast, agreement, client, monkeypatch):
    monkeypatch.setattr(calendar, "MOST", 1)
    (event,) = read(client, services.open_calendar(by=cast.officer)).walk("VEVENT")
    assert event["dtstart"].dt == date(2027, 9, 30)  # the nearest


def test_a_calendar_speaks_its_owner_s_language(cast, agreement, client):
    cast.officer.language = "en"
    cast.officer.save()
    client.cookies["django_language"] = "nb"
    (option, _end) = read(client, services.open_calendar(by=cast.officer)).walk("VEVENT")
    assert option["summary"].startswith("Notice of an option")


def test_an_address_ends_at_once(cast, client):
    first = services.open_calendar(by=cast.officer)
    second = services.open_calendar(by=cast.officer)
    assert client.get(reverse("calendar", args=[first])).status_code == 404
    assert client.get(reverse("calendar", args=[second])).status_code == 200
    assert client.post(reverse("calendar", args=[second])).status_code == 405
    services.close_calendar(by=cast.officer)
    assert client.get(reverse("calendar", args=[second])).status_code == 404
    with pytest.raises(Refused):
        services.close_calendar(by=cast.officer)


def test_only_the_hash_is_kept(cast):
    token = services.open_calendar(by=cast.officer)
    assert len(token) == 43  # 32 bytes
    assert CalendarFeed.objects.get().token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(list(audit.history(cast.officer).values()))


def test_rights_are_those_of_today(cast, agreement, client):
    token = services.open_calendar(by=cast.officer)
    assert len(read(client, token).walk("VEVENT")) == 2
    Appointment.objects.filter(user=cast.officer).update(valid_to=date(2026, 11, 19))
    assert read(client, token).walk("VEVENT") == []
    cast.officer.is_active = False
    cast.officer.save()
    assert client.get(reverse("calendar", args=[token])).status_code == 404


def test_the_profile_s_calendar(cast, sign_in):
    client = sign_in(cast.officer)
    assert reverse("calendar-close") not in client.get(reverse("profile")).content.decode()
    opened = client.post(reverse("calendar-open"))
    assert opened.status_code == 302
    shown = client.get(opened.url)
    assert shown["Cache-Control"] == "no-store"
    address = shown.content.decode().split('<code class="secret">')[1].split("</code>")[0]
    assert address.startswith(settings.SITE_URL + "/calendar/")
    assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200
    profile = client.get(reverse("profile")).content.decode()
    assert reverse("calendar-close") in profile and address not in profile
    assert client.post(reverse("calendar-close")).status_code == 302
    assert client.post(reverse("calendar-close")).status_code == 302  # says that there is none
    assert not CalendarFeed.objects.exists()
    actions = [event.action for event in audit.history(cast.officer)]
    assert actions == ["person.calendar_closed", "person.calendar_opened"]


def test_reminders_choose(cast, sign_in):
    client = sign_in(cast.officer)
    page = reverse("reminders-choose")
    assert client.post(page, {"frequency": "hourly"}).status_code == 200
    assert not ReminderWish.objects.exists()
    assert client.post(page, {"frequency": "weekly"}).status_code == 302
    assert client.post(page, {"frequency": "weekly"}).status_code == 302
    assert ReminderWish.objects.get().frequency == Frequency.WEEKLY
    assert audit.history(cast.officer).get().changes == {"reminders": ["daily", "weekly"]}
    assert "checked" in client.get(page).content.decode()
