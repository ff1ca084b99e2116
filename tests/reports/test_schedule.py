"""Summaries on a schedule: due days, each served once, and who is told."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from portal.jobs import working
from portal.jobs.models import Job
from portal.reports import services, tasks
from portal.reports.models import Frequency, Report, ReportSchedule
from portal.workflow.errors import Refused

TODAY = date(2026, 11, 20)
FORM = {
    "is_active": "on",
    "frequency": "monthly",
    "day": "15",
    "days_before": "7",
    "language": "nb",
    "recipients": ["steering_group_member", "purchasing_contact"],
}


def schedule(cast, today=TODAY, **fields):
    known = {
        "is_active": True,
        "frequency": Frequency.MONTHLY,
        "day": 15,
        "meeting_on": None,
        "days_before": 7,
        "language": "nb",
        "recipients": ["steering_group_member", "purchasing_contact"],
    }
    return services.save_schedule(
        by=cast.manager, cooperation_id=cast.cooperation.pk, today=today, **{**known, **fields}
    )


@pytest.mark.parametrize(
    ("fields", "today", "due"),
    [
        ({"frequency": "monthly", "day": 15}, date(2026, 11, 20), date(2026, 11, 15)),
        ({"frequency": "monthly", "day": 20}, date(2026, 11, 20), date(2026, 11, 20)),
        ({"frequency": "monthly", "day": 21}, date(2027, 1, 20), date(2026, 12, 21)),
        ({"frequency": "quarterly", "day": 1}, date(2026, 11, 20), date(2026, 10, 1)),
        ({"frequency": "quarterly", "day": 5}, date(2027, 1, 4), date(2026, 10, 5)),
        ({"frequency": "once", "meeting_on": date(2026, 12, 1)}, date(2026, 11, 23), None),
        ({"frequency": "once", "meeting_on": date(2026, 12, 1)}, date(2026, 11, 24), date(2026, 11, 24)),
        ({"frequency": "once", "meeting_on": date(2026, 12, 1)}, date(2026, 12, 2), None),
    ],
)
def test_due_days(fields, today, due):
    assert ReportSchedule(**fields).due_day(today) == due


def test_a_due_day_is_served_once(cast):
    schedule(cast)
    assert services.make_due(today=TODAY) == []  # what was due before the schedule stays unmade
    (job,) = services.make_due(today=date(2026, 12, 15))
    assert (job.owner, job.language) == (None, "nb")
    assert services.make_due(today=date(2026, 12, 16)) == []
    schedule(cast, today=date(2026, 12, 16), recipients=[])  # saving anew changes nothing of that
    assert services.make_due(today=date(2026, 12, 17)) == []
    assert len(services.make_due(today=date(2027, 3, 1))) == 1  # one for all that was missed


def test_a_schedule_that_is_switched_off(cast):
    schedule(cast, is_active=False)
    assert services.make_due(today=date(2027, 1, 1)) == []


def test_recipients_are_told_in_their_language(cast, settings, monkeypatch, django_capture_on_commit_callbacks):
    settings.JOB_BEAT_SECONDS = 60
    told = []
    monkeypatch.setattr(tasks.tell_recipients, "delay", told.append)
    schedule(cast)
    (job,) = services.make_due(today=date(2026, 12, 15))
    with django_capture_on_commit_callbacks(execute=True):
        assert working.perform(job.pk)
    report = Report.objects.get()
    assert report.requested_by is None
    assert told == [report.pk]
    tasks.tell_recipients(report.pk)
    assert {to for letter in mail.outbox for to in letter.to} == {cast.steering.email, cast.contact.email}
    assert reverse("report", args=[report.pk]) in mail.outbox[0].body


def test_report_schedule_page(cast, sign_in):
    page = reverse("report-schedule", args=[cast.cooperation.pk])
    for name in ("officer", "steering", "purchaser", "stranger"):
        assert sign_in(cast.user(name)).get(page).status_code == 403
        assert sign_in(cast.user(name)).post(page, FORM).status_code == 403
    client = sign_in(cast.manager)
    assert client.get(page).status_code == 200
    assert client.post(page, FORM).status_code == 302
    saved = ReportSchedule.objects.get()
    assert (saved.frequency, saved.day, saved.recipients) == ("monthly", 15, FORM["recipients"])
    assert client.get(page).status_code == 200
    for wrong in ({"frequency": "once"}, {"day": "31"}, {"recipients": ["supplier"]}, {"language": "fr"}):
        assert client.post(page, {**FORM, **wrong}).status_code == 200
    saved.refresh_from_db()
    assert saved.day == 15
    assert not Job.objects.exists()


def test_report_schedule_is_the_managers(cast):
    with pytest.raises(Refused):
        services.save_schedule(
            by=cast.officer, cooperation_id=cast.cooperation.pk, today=TODAY, **dict.fromkeys(services.SCHEDULED_FIELDS)
        )
