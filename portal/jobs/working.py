"""Doing a job: the claim, the heart that keeps it, and its end."""

import logging
import threading
import time
from typing import Any, Self

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext

from portal.jobs import registry, services
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The job was cancelled or another worker has it: stop working, write nothing."""


class Progress:
    """What the work tells of itself, and the heart that keeps the claim while it works.

    The heart is a thread with a connection of its own, so that progress is seen while the work is in the middle of a
    transaction, and ``report`` costs the work nothing.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told: dict[str, Any] = {}
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"job-{job.pk}", daemon=True)

    def report(self, done: int, total: int, step: Any = "") -> None:
        """Say how far the work is and what it is doing. Raises ``Stopped`` when it is not wanted any more."""
        if self._stopped.is_set():
            raise Stopped
        self._told = {"done": min(done, total), "total": total, "step": str(step)[:200]}

    def _beat(self) -> None:
        renewed = time.monotonic()
        while not self._ended.wait(settings.JOB_BEAT_SECONDS):
            try:
                if not services.renew(self._job, **self._told):
                    break
                renewed = time.monotonic()
            except DatabaseError:  # it may be away for a moment; past the lease another worker may have begun
                log.warning("job %s: the lease could not be renewed", self._job.pk, exc_info=True)
                connection.close()
                if time.monotonic() - renewed > settings.JOB_LEASE_SECONDS:
                    break
        self._stopped.set()
        connection.close()

    def __enter__(self) -> Self:
        self._heart.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._heart.join()


def perform(job_id: int) -> bool:
    """Claim a job and do it; false when there was nothing to claim or the claim was lost on the way."""
    job = services.claim(job_id)
    if job is None:
        return False
    with translation.override(job.language):
        try:
            with Progress(job) as progress:
                result = registry.kind_of(job).run(job, progress) or Result()
                return _finish(job, result)
        except Stopped:
            log.info("job %s (%s): stopped", job.pk, job.kind)
            return False
        except JobFailed as failure:
            return services.fail(job, str(failure.message), [str(detail) for detail in failure.details])
        except SoftTimeLimitExceeded:
            log.error("job %s (%s) took too long", job.pk, job.kind)
            return services.fail(job, gettext("The work took too long and has been stopped."), [])
        except (OperationalError, InterfaceError):
            raise  # the database went away: the lease runs out, and the job is begun again when it is back
        except Exception:  # a job is an upper app's code; its owner hears that it failed, the log why
            log.exception("job %s (%s) failed", job.pk, job.kind)
            message = gettext("Something went wrong on our side. The error has been written down; you can try again.")
            return services.fail(job, message, [])


def _finish(job: Job, result: Result) -> bool:
    """Write what the work gave and that it is done, together; nothing when the claim was lost."""
    with transaction.atomic():
        if result.write is not None:
            result = result.write() or result
        if not services.finish(job, result):
            raise Stopped
    return True
