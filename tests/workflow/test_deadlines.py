"""Deadlines and reminders: each step told once, whatever stops, starts or runs twice."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from celery.exceptions import OperationalError
from django.conf import settings
from django.core import mail
from django.db import connection
from django.urls import reverse

from portal.accounts import tasks
from portal.accounts.models import User
from portal.workflow import deadlines, duties, reminders
from portal.workflow import tasks as workflow_tasks
from portal.workflow.deadlines import Deadline, Kind, Source, Window
from portal.workflow.models import Frequency, Reminder, ReminderDay, ReminderWish
from tests.factories import make_user

KIND = Kind("test", "Something is due")
NOTICED = Kind("test-noticed", "Something was noticed", (0,), dated=False)
DUE = date(2027, 3, 1)  # a Monday; 90 days before is 1 December 2026, 60: 31 December, 30: 30 January


def people(window):
    """Rows that there are whenever somebody asks."""
    return User.objects.all()


@pytest.fixture
def due(monkeypatch):
    """The deadlines there are; a test puts its own there."""
    found: list[Deadline] = []
    only = {
        kind.name: Source(kind, lambda window, kind=kind: [one for one in found if one.kind == kind], people)
        for kind in (KIND, NOTICED)
    }
    monkeypatch.setattr(deadlines, "_sources", only)
    monkeypatch.setattr(duties, "_duties", {"reminders": duties.Duty("reminders", tasks.remind, 1)})
    return found


def deadline(key="thing:1", day=DUE, to=(), escalate_to=(), kind=KIND):
    return Deadline(
        key=key,
        kind=kind,
        day=day,
        title="To be done",
        about="Cleaning",
        url="/somewhere/",
        to=tuple(person.pk for person in to),
        escalate_to=tuple(person.pk for person in escalate_to),
    )


@pytest.fixture
def letters(monkeypatch):
    """Run the daily task as a worker would on a day; gives the letters of that run as (address, body)."""
    monkeypatch.setattr(tasks.send_digest, "delay", tasks.send_digest)

    def run(day, hour="07:00"):
        mail.outbox.clear()
        with time_machine.travel(f"{day} {hour}+01:00", tick=False):
            workflow_tasks.daily()
        return [(letter.to[0], letter.body) for letter in mail.outbox]

    return run


@pytest.fixture
def person(db):
    return make_user("Åsa Officer", language="en")


def told(letters):
    return [address for address, _body in letters]


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), 90),
        (date(2026, 12, 30), 90),
        (date(2026, 12, 31), 60),
        (date(2027, 1, 29), 60),
        (date(2027, 1, 30), 30),
        (date(2027, 3, 9), 30),
    ],
)
def test_steps(today, step):
    assert deadline().step_on(today) == step


def test_the_last_step_reaches_more():
    one = Deadline("thing:1", KIND, DUE, "", "", "/", to=(1,), escalate_to=(2,))
    assert one.people_on(date(2027, 1, 29)) == {1}
    assert one.people_on(date(2027, 1, 30)) == {1, 2}


def test_three_letters_and_no_more(due, letters, person):
    due.append(deadline(to=[person]))
    days = [date(2026, 11, 25) + timedelta(days=n) for n in range(110)]
    assert [day for day in days if letters(day)] == [date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 30)]


def test_run_twice_tells_once(due, letters, person):
    due.append(deadline(to=[person]))
    assert told(letters("2026-12-01")) == [person.email]
    assert letters("2026-12-01") == []
    assert letters("2026-12-01", "07:15") == []
    ReminderDay.objects.all().delete()  # the claims alone would do
    assert letters("2026-12-01", "07:30") == []


def test_nobody_is_written_to_in_the_night(due, letters, person):
    due.append(deadline(to=[person]))
    assert letters("2026-12-01", "05:59") == []
    assert told(letters("2026-12-01", "06:00")) == [person.email]


def test_after_a_stop_only_the_latest_step_is_told(due, letters, person):
    due.append(deadline(to=[person]))
    assert told(letters("2027-02-10")) == [person.email]
    assert [(row.step, row.day) for row in Reminder.objects.all()] == [(30, date(2027, 2, 10))]
    assert letters("2027-02-11") == []


def test_what_fell_due_while_nothing_ran_is_told_for_two_weeks(due, letters, person):
    due.append(deadline("thing:1", date(2026, 12, 1), to=[person]))
    due.append(deadline("thing:2", date(2026, 11, 30), to=[person]))
    letters("2026-12-15")
    assert [row.mark for row in Reminder.objects.all()] == ["thing:1@2026-12-01"]


def test_a_deadline_that_moves_is_told_anew(due, letters, person):
    due.append(deadline(to=[person]))
    letters("2027-02-10")
    due[0] = deadline(day=date(2027, 4, 1), to=[person])
    assert told(letters("2027-02-11")) == [person.email]


def test_what_is_noticed_is_told_once_although_its_day_moves_on(due, letters, person):
    due.append(deadline("ceiling:1:watch", date(2026, 12, 1), to=[person], kind=NOTICED))
    assert told(letters("2026-12-01")) == [person.email]
    due[0] = deadline("ceiling:1:watch", date(2026, 12, 2), to=[person], kind=NOTICED)
    assert letters("2026-12-02") == []
    due[0] = deadline("ceiling:1:warning", date(2026, 12, 3), to=[person], kind=NOTICED)
    assert told(letters("2026-12-03")) == [person.email]


def test_the_manager_is_told_at_thirty_days(due, letters, person):
    manager = make_user("Maria Manager")
    due.append(deadline(to=[person], escalate_to=[manager]))
    assert told(letters("2026-12-01")) == [person.email]
    assert sorted(told(letters("2027-01-30"))) == sorted([person.email, manager.email])


def test_one_letter_for_everything(due, letters, person):
    due += [deadline(f"thing:{n}", DUE + timedelta(days=n % 5), to=[person]) for n in range(60)]
    ((_to, body),) = letters("2026-12-20")
    assert body.count("Cleaning") == 50
    assert "And 10 more." in body
    assert settings.SITE_URL + reverse("deadline-list") in body
    assert settings.SITE_URL + "/somewhere/" in body


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_letters_speak_the_person_s_language(db, due, letters, language):
    reader = make_user("Åsa O'Connor & Co", language=language)
    due.append(deadline(to=[reader]))
    ((_to, body),) = letters("2026-12-01")
    assert {"sv": "1 mars 2027", "nb": "1. mars 2027", "en": "1 Mar 2027"}[language] in body
    assert "Åsa O'Connor & Co" in body
    (letter,) = mail.outbox
    assert "Cleaning" not in letter.subject and "To be done" not in letter.subject


def test_settled_between_claim_and_letter(due, letters, person, monkeypatch):
    due.append(deadline(to=[person]))
    queued = []
    monkeypatch.setattr(tasks.send_digest, "delay", queued.append)
    assert letters("2026-12-01") == []
    due.clear()
    with time_machine.travel("2026-12-01 08:00+01:00", tick=False):
        tasks.send_digest(queued[0])
    assert mail.outbox == []
    assert reminders.waiting(date(2026, 12, 1)) == []


def test_a_letter_that_fails_is_tried_again(due, letters, person, monkeypatch):
    due.append(deadline(to=[person]))

    def refuse(*_args, **_more):
        raise OSError("the mail server is away")

    with monkeypatch.context() as broken:
        broken.setattr("portal.accounts.mail.EmailMessage.send", refuse)
        assert letters("2026-12-01") == []
    assert reminders.waiting(date(2026, 12, 15)) == [person.pk]
    assert reminders.waiting(date(2026, 12, 16)) == []  # given up after two weeks
    due.append(deadline("thing:2", DUE + timedelta(days=1), to=[person]))
    ((_to, body),) = letters("2026-12-02")  # one letter for what failed and what is new
    assert body.count("Cleaning") == 2
    assert letters("2026-12-02", "09:00") == []


def test_a_letter_that_cannot_be_queued_is_tried_again(due, letters, person, monkeypatch):
    due.append(deadline(to=[person]))

    def refuse(_person):
        raise OperationalError("Redis is away")

    with monkeypatch.context() as broken:
        broken.setattr(tasks.send_digest, "delay", refuse)
        assert letters("2026-12-01") == []
    assert told(letters("2026-12-01", "07:15")) == [person.email]


def test_a_provider_that_fails_silences_no_other(due, letters, person, caplog):
    def fail(window):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        yield from ()

    due.append(deadline(to=[person]))
    deadlines.register(Kind("broken", "Broken"), fail, people)
    assert told(letters("2026-12-01")) == [person.email]
    assert "the kind broken" in caplog.text


def test_never(due, letters, person):
    due.append(deadline(to=[person]))
    ReminderWish.objects.create(user=person, frequency=Frequency.NEVER)
    assert letters("2026-12-01") == []
    ReminderWish.objects.update(frequency=Frequency.DAILY)
    assert told(letters("2026-12-02")) == [person.email]  # nothing is lost by having been silent


def test_weekly(due, letters, person):
    """1 December 2026 is a Tuesday."""
    due.append(deadline(to=[person]))
    ReminderWish.objects.create(user=person, frequency=Frequency.WEEKLY)
    assert letters("2026-11-30") == []
    for day in ("2026-12-01", "2026-12-04", "2026-12-06"):
        assert letters(day) == []
    assert told(letters("2026-12-07")) == [person.email]


def test_weekly_after_a_stop_over_monday(due, letters, person):
    due.append(deadline(to=[person]))
    ReminderWish.objects.create(user=person, frequency=Frequency.WEEKLY)
    assert told(letters("2026-12-09")) == [person.email]


def test_a_closed_account_gets_no_letter(due, letters, person):
    due.append(deadline(to=[person]))
    person.is_active = False
    person.save()
    assert letters("2026-12-01") == []


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once(due):
    """Both claim, both queue, both send: one letter goes out."""
    person = make_user("Åsa Officer")
    due.append(deadline(to=[person]))
    together = threading.Barrier(2)
    failures = []

    def run():
        try:
            together.wait(10)
            reminders.claim(date(2026, 12, 1))
            together.wait(10)
            tasks.send_digest(person.pk)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    with time_machine.travel("2026-12-01 07:00+01:00"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert failures == []
    assert Reminder.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_duty_that_is_being_done_is_left_alone(monkeypatch):
    inside, done, runs = threading.Event(), threading.Event(), []

    def work(day):
        runs.append(day)
        inside.set()
        assert done.wait(10)

    monkeypatch.setattr(duties, "_duties", {"slow": duties.Duty("slow", work, 1)})

    def run():
        duties.perform(date(2026, 12, 1))
        connection.close()

    other = threading.Thread(target=run)
    other.start()
    assert inside.wait(10)
    assert duties.perform(date(2026, 12, 1)) == []
    done.set()
    other.join(10)
    assert len(runs) == 1


@pytest.mark.django_db
def test_a_duty_that_fails_stops_no_other(monkeypatch, caplog):
    order = []

    def fail(day):
        raise ValueError("no")

    registered = {
        "last": duties.Duty("last", lambda day: order.append("last"), 9),
        "first": duties.Duty("first", lambda day: order.append("first"), 1),
        "broken": duties.Duty("broken", fail, 5),
    }
    monkeypatch.setattr(duties, "_duties", registered)
    assert duties.perform(date(2026, 12, 1)) == ["broken"]
    assert order == ["first", "last"]
    assert "The duty broken" in caplog.text


def test_what_providers_share_is_asked_once():
    asked = []

    def work(day):
        asked.append(day)
        return "known"

    window = Window(DUE, DUE, DUE)
    assert (window.once(work), window.once(work), asked) == ("known", "known", [DUE])


def test_beat_knows_the_task():
    assert workflow_tasks.daily.name == settings.CELERY_BEAT_SCHEDULE["daily"]["task"]
