"""Asking for reports, now or on a schedule."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from portal.accounts.actor import actor_of
from portal.jobs import services as jobs
from portal.jobs.models import Job
from portal.reports import rules
from portal.reports.models import ReportSchedule
from portal.workflow import audit
from portal.workflow.errors import ask

KIND = "steering-report"
SCHEDULED_FIELDS = ("is_active", "frequency", "day", "meeting_on", "days_before", "language", "recipients")


def request_report(*, by: Any, cooperation_id: int, language: str) -> Job:
    """Have a cooperation's steering summary made by a worker, in a language of ``settings.LANGUAGES``."""
    ask(rules.may_request(actor_of(by), cooperation_id))
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"no such language: {language}")
    return jobs.start(kind=KIND, params={"cooperation": cooperation_id}, by=by, language=language)


@transaction.atomic
def save_schedule(*, by: Any, cooperation_id: int, today: date, **fields: Any) -> ReportSchedule:
    """Say when a cooperation's summary is made by itself. A monthly or quarterly one begins with the next due day."""
    ask(rules.may_schedule(actor_of(by), cooperation_id))
    known = ReportSchedule.objects.select_for_update().filter(cooperation=cooperation_id).first()
    schedule = known or ReportSchedule(cooperation_id=cooperation_id)
    before = {name: getattr(schedule, name) for name in SCHEDULED_FIELDS} if known else {}
    for name in SCHEDULED_FIELDS:
        setattr(schedule, name, fields[name])
    changes = audit.differences(before, {name: getattr(schedule, name) for name in SCHEDULED_FIELDS})
    if {"frequency", "day", "meeting_on", "days_before", "is_active"} & changes.keys():
        schedule.last_made_for = schedule.begins_after(today)
    schedule.full_clean()
    schedule.save()
    if changes:
        audit.record("report_schedule.saved", schedule, by=by, changes=changes)
    return schedule


def make_due(*, today: date) -> list[Job]:
    """Start the summaries that are due. Each due day is claimed in one statement, so that it is served once."""
    jobs_started = []
    for schedule in ReportSchedule.objects.filter(is_active=True):
        due = schedule.due_day(today)
        if due is None:
            continue
        with transaction.atomic():
            unserved = Q(last_made_for=None) | Q(last_made_for__lt=due)
            if ReportSchedule.objects.filter(unserved, pk=schedule.pk).update(last_made_for=due):
                params = {"cooperation": schedule.cooperation_id, "scheduled_for": due.isoformat()}
                job = jobs.start(kind=KIND, params=params, by=None, language=schedule.language)
                jobs_started.append(job)
    return jobs_started
