"""Starting, cancelling and handing over long work.

A job's status is written here by guarded updates and not by ``workflow.transitions.apply()``: a worker must take or
finish a job in one statement that says whose claim it is, without holding a lock while it works. The steps and their
source statuses are those of ``states.MACHINE``; ``_step`` is the only writer.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from portal.celery import app
from portal.jobs import registry
from portal.jobs.models import Job
from portal.jobs.states import MACHINE, JobStatus
from portal.workflow import audit
from portal.workflow.errors import Refused
from portal.workflow.transitions import WRONG_STATUS

RUN = "portal.jobs.tasks.run"
LOST_MESSAGE_SECONDS = 60


def _step(name: str, job_id: int, guard: Q | None = None, **values: Any) -> bool:
    """Take a step of the machine, if the job is in one of its source statuses and the guard holds."""
    step = MACHINE.transitions[name]
    rows = Job.objects.filter(guard or Q(), pk=job_id, status__in=step.sources)
    return rows.update(status=step.target, **values) == 1


def _send(job_id: int) -> None:
    """Tell a worker about the job. A message that cannot be sent is sent by the sweep, so nobody has to wait for it."""
    transaction.on_commit(lambda: app.send_task(RUN, args=[job_id]), robust=True)


def start(*, kind: str, params: dict[str, Any], by: Any, language: str) -> Job:
    """Queue a piece of long work for ``by`` (``None``: for the system itself), to be done in ``language``."""
    if not registry.is_known(kind):
        raise LookupError(f"no such kind of job: {kind}")
    resend_at = timezone.now() + timedelta(seconds=LOST_MESSAGE_SECONDS)
    with transaction.atomic():
        job = Job.objects.create(kind=kind, params=params, owner=by, language=language, lease_until=resend_at)
        audit.record("job.start", job, by=by)
        _send(job.pk)
    return job


@transaction.atomic
def cancel(*, by: Any, job_id: int) -> None:
    """Stop a job that waits or runs; its worker notices within a second or two and keeps nothing of the work.

    Raises ``Refused`` when the job is finished already.
    """
    if not _step("cancel", job_id, finished_at=timezone.now(), lease_until=None):
        raise Refused(WRONG_STATUS)
    audit.record("job.cancel", Job.objects.get(pk=job_id), by=by)


def _lease() -> datetime:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: int) -> Job | None:
    """Take a job that waits, or whose worker has fallen silent. ``None`` when there is nothing to take."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id).first()
        now = timezone.now()
        free = Q(status=JobStatus.QUEUED) | Q(lease_until__lt=now)
        fresh = {"started_at": now, "done": 0, "total": 0, "step": ""}
        if job is None or not _step("claim", job_id, free, attempt=job.attempt + 1, lease_until=_lease(), **fresh):
            return None
        job.refresh_from_db()
        return job


def renew(job: Job, **progress: Any) -> bool:
    """Renew the lease of a claim and write its progress; false when the claim is not ours any more."""
    mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, status=JobStatus.RUNNING)
    return mine.update(lease_until=_lease(), **progress) == 1


def finish(job: Job, result: registry.Result) -> bool:
    """Keep the result of a claim; false when the claim is not ours any more."""
    return _step(
        "finish",
        job.pk,
        Q(attempt=job.attempt),
        result=result.data,
        file=result.file_id,
        step="",
        finished_at=timezone.now(),
        lease_until=None,
    )


def fail(job: Job, message: str, details: list[str]) -> bool:
    """End a claim with an error in words for the owner; false when the claim is not ours any more."""
    return _step(
        "fail",
        job.pk,
        Q(attempt=job.attempt),
        error=message,
        result={"details": details} if details else None,
        finished_at=timezone.now(),
        lease_until=None,
    )


def sweep() -> int:
    """Hand on the jobs whose worker fell silent or whose message was lost; says how many messages were sent.

    A job that has been begun too often is given up: it may be what kills its workers.
    """
    now = timezone.now()
    sent = 0
    with transaction.atomic():
        overdue = Job.objects.filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING], lease_until__lt=now)
        for job in overdue.select_for_update(skip_locked=True):
            if job.status == JobStatus.RUNNING and job.attempt >= settings.JOB_ATTEMPTS:
                with translation.override(job.language):
                    fail(job, gettext("The work was broken off several times and has been given up."), [])
                continue
            _step("requeue", job.pk, lease_until=now + timedelta(seconds=LOST_MESSAGE_SECONDS))
            _send(job.pk)
            sent += 1
    return sent
