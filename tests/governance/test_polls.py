"""Asking for the date of a meeting, calling it, and what calendars are told."""

from datetime import date, time

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from portal.accounts.calendar import calendar_of
from portal.governance.models import DateAnswer, Meeting
from portal.governance.services import meetings, polls
from portal.governance.services.meetings import MEETING_FIELDS, MeetingData
from portal.governance.services.polls import DayData, PollData
from portal.workflow import deadlines
from portal.workflow.errors import Refused
from tests.factories import TODAY
from tests.governance.deciding import decide, make_meeting
from tests.governance.meeting_people import make_circle, plan

pytestmark = pytest.mark.usefixtures("at_once")

FIRST, SECOND = date(2026, 12, 7), date(2026, 12, 9)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00 +0100", tick=False):
        yield


@pytest.fixture
def circle(cast):
    return make_circle(cast)


def ask(circle, **fields) -> Meeting:
    said = {"title": "Budget meeting", "answer_by": date(2026, 11, 27)} | fields
    days = [DayData(FIRST, time(13), time(15)), DayData(SECOND)]
    return polls.ask_for_days(by=circle.secretary, group_id=circle.group.pk, data=PollData(days=days, **said))


def answers(meeting: Meeting, *said: str) -> dict[int, str]:
    return dict(zip(meeting.options.values_list("pk", flat=True), said, strict=True))


def test_meeting_ask_reaches_seats_and_deputies(circle, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(circle)
    people = (circle.chair, circle.secretary, circle.member, circle.deputy, circle.other)
    assert {letter.to[0] for letter in mailoutbox} == {person.email for person in people}


def test_meeting_days_are_answered_by_holder_or_deputy_until_the_last_day(circle, cast):
    meeting = ask(circle)
    seat = circle.seats["member"]
    polls.answer(by=circle.deputy, meeting_id=meeting.pk, seat_id=seat.pk, answers=answers(meeting, "yes", "no"))
    polls.answer(by=circle.member, meeting_id=meeting.pk, seat_id=seat.pk, answers=answers(meeting, "no", "if_needed"))
    assert [row.answer for row in DateAnswer.objects.filter(seat=seat)] == ["no", "if_needed"]
    for person in (circle.other, cast.officer):
        with pytest.raises(Refused):
            polls.answer(by=person, meeting_id=meeting.pk, seat_id=seat.pk, answers=answers(meeting, "yes", "yes"))
    with pytest.raises(Refused):  # each of the days
        first = dict(list(answers(meeting, "yes", "yes").items())[:1])
        polls.answer(by=circle.member, meeting_id=meeting.pk, seat_id=seat.pk, answers=first)
    with time_machine.travel("2026-11-28 09:00 +0100"), pytest.raises(Refused):
        polls.answer(by=circle.member, meeting_id=meeting.pk, seat_id=seat.pk, answers=answers(meeting, "yes", "yes"))


def test_a_meeting_that_has_decided_something_is_not_cancelled(cast):
    """What stands on its decision would lose its ground."""
    meeting = make_meeting(cast, held_on=TODAY, state="called")
    decide(cast, meeting, takes_effect_on=TODAY)
    with pytest.raises(Refused):
        meetings.cancel_meeting(by=cast.officer, meeting_id=meeting.pk, version=meeting.version, reason="Snow")


def test_meeting_days_page(circle, cast, sign_in):
    meeting = ask(circle)
    seat = circle.seats["member"]
    address = reverse("meeting-days", args=[meeting.pk])
    sent = {"seat": str(seat.pk), **{f"option-{pk}": value for pk, value in answers(meeting, "yes", "no").items()}}
    assert sign_in(circle.deputy).post(address, sent).status_code == 302
    assert DateAnswer.objects.filter(seat=seat, by=circle.deputy).count() == 2
    sign_in(circle.other).post(address, sent)  # not that person's seat: nothing is written
    assert DateAnswer.objects.count() == 2
    page = sign_in(cast.purchaser).get(address).content.decode()
    assert circle.other.name in page and 'name="seat"' not in page


def test_meeting_days_kept_where_they_stay(circle):
    meeting = ask(circle)
    seat = circle.seats["chair"]
    polls.answer(by=circle.chair, meeting_id=meeting.pk, seat_id=seat.pk, answers=answers(meeting, "yes", "no"))
    kept = meeting.options.get(day=SECOND)
    data = PollData("Budget meeting", date(2026, 11, 30), [DayData(SECOND, id=kept.pk), DayData(date(2026, 12, 16))])
    polls.change_days(by=circle.chair, meeting_id=meeting.pk, version=meeting.version, data=data)
    assert [row.option_id for row in DateAnswer.objects.all()] == [kept.pk]


@pytest.mark.parametrize(
    "fields",
    [{"answer_by": date(2026, 11, 1)}, {"answer_by": date(2027, 1, 1)}],
)
def test_meeting_ask_refuses_days_that_make_no_sense(circle, fields):
    with pytest.raises(Refused):
        ask(circle, **fields)


def test_meeting_settle_takes_the_day_with_its_hours(circle, sign_in):
    meeting = ask(circle)
    option = meeting.options.get(day=FIRST)
    address = reverse("meeting-settle", args=[meeting.pk])
    assert sign_in(circle.member).post(address, {"option": option.pk, "version": 1}).status_code == 403
    sign_in(circle.chair).post(address, {"option": option.pk, "version": 1})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on, meeting.starts_at) == ("planned", FIRST, time(13))


def test_deadlines_of_polls_stop_when_the_seat_has_answered(circle):
    meeting = ask(circle)

    def due(person):
        found = deadlines.own(person.pk, TODAY, TODAY, date(2027, 1, 1), of=("meeting-poll",))
        return [one.key for one in found]

    assert due(circle.member) == due(circle.deputy) == [f"meeting-poll:{meeting.pk}"]
    seat = circle.seats["member"]
    polls.answer(by=circle.deputy, meeting_id=meeting.pk, seat_id=seat.pk, answers=answers(meeting, "yes", "no"))
    assert due(circle.member) == due(circle.deputy) == []
    assert due(circle.other) == [f"meeting-poll:{meeting.pk}"]


def invitation(letter) -> tuple[Calendar, str]:
    part = letter.attachments[0]
    calendar = Calendar.from_ical(part.get_payload(decode=True).decode())
    assert part.get_param("method") == str(calendar["method"])
    return calendar, part.get_content_type()


def test_meeting_call_goes_out_with_invitations_that_follow_the_meeting(
    circle, mailoutbox, django_capture_on_commit_callbacks
):
    """Called, moved and cancelled: the same event with sequence 0, 1 and 2. 13.00 in Stockholm is 12.00 UTC then."""
    meeting = plan(circle.chair, circle, FIRST, starts_at=time(13), ends_at=time(15), place="Ekby")
    with django_capture_on_commit_callbacks(execute=True):
        meeting = meetings.call_meeting(by=circle.chair, meeting_id=meeting.pk, version=meeting.version, text="Welcome")
    assert len(mailoutbox) == 5
    letter = mailoutbox[0]
    assert {"Ekby", "Welcome", "1. Opening", "2. Budget"} <= set(letter.body.splitlines())
    calendar, kind = invitation(letter)
    event = calendar.events[0]
    assert (kind, calendar["method"], event["sequence"]) == ("text/calendar", "REQUEST", 0)
    assert event["dtstart"].dt.isoformat() == "2026-12-07T12:00:00+00:00"
    uid = event["uid"]

    def change(**fields):
        said = {field: getattr(meeting, field) for field in MEETING_FIELDS} | fields
        with django_capture_on_commit_callbacks(execute=True):
            return meetings.update_meeting(
                by=circle.chair, meeting_id=meeting.pk, version=meeting.version, data=MeetingData(**said)
            )

    meeting = change(minutes="Coffee is served.")
    assert len(mailoutbox) == 5  # nothing that a calendar shows
    meeting = change(held_on=SECOND)
    moved = invitation(mailoutbox[-1])[0].events[0]
    assert (len(mailoutbox), moved["uid"], moved["sequence"]) == (10, uid, 1)
    with pytest.raises(Refused):
        meetings.cancel_meeting(by=circle.chair, meeting_id=meeting.pk, version=meeting.version, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        meetings.cancel_meeting(by=circle.chair, meeting_id=meeting.pk, version=meeting.version, reason="Snow")
    calendar, _kind = invitation(mail.outbox[-1])
    event = calendar.events[0]
    assert (calendar["method"], event["status"], event["sequence"], event["uid"]) == ("CANCEL", "CANCELLED", 2, uid)
    assert "Snow" in mail.outbox[-1].body


def test_meeting_call_is_once_and_not_for_the_past(circle):
    past = plan(circle.chair, circle, date(2026, 11, 1))
    with pytest.raises(Refused):
        meetings.call_meeting(by=circle.chair, meeting_id=past.pk, version=past.version)
    coming = plan(circle.chair, circle, FIRST)
    with pytest.raises(Refused):
        meetings.call_meeting(by=circle.member, meeting_id=coming.pk, version=coming.version)
    coming = meetings.call_meeting(by=circle.chair, meeting_id=coming.pk, version=coming.version)
    with pytest.raises(Refused):
        meetings.call_meeting(by=circle.chair, meeting_id=coming.pk, version=coming.version)


def test_meetings_stand_in_personal_calendars(circle, cast, sign_in):
    meeting = plan(circle.chair, circle, FIRST, starts_at=time(13))
    kept = calendar_of(circle.deputy, timezone.now(), TODAY).decode()
    assert f"meeting:{meeting.pk}@" in kept
    for address, count in (("meetings-calendar", 1), ("meeting-calendar", 1)):
        args = [meeting.pk] if address == "meeting-calendar" else []
        content = sign_in(circle.member).get(reverse(address, args=args)).content.decode()
        assert len(Calendar.from_ical(content).events) == count
    assert not Calendar.from_ical(sign_in(cast.purchaser).get(reverse("meetings-calendar")).content.decode()).events
