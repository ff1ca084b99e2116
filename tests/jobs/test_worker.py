"""Jobs with a real Celery worker in a process of its own, on the tests' PostgreSQL and Valkey."""

import os
import signal
import time

import pytest

from portal.jobs import services
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.workflow.models import AuditEvent
from tests.factories import make_user
from tests.jobs import kinds
from tests.jobs.workers import wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(tmp_path):
    kinds.register()
    owner = make_user("Some Body")

    def start(kind: str = "test-slow", **params):
        return services.start(kind=kind, params={"folder": str(tmp_path), **params}, by=owner, language="sv")

    return start


def status_of(job: Job) -> str:
    job.refresh_from_db()
    return job.status


def test_a_killed_worker_s_job_is_done_once_by_the_next(start, tmp_path):
    job = start(hangs=1)
    with worker(tmp_path / "first.log") as first:
        wait_for((tmp_path / "begun-1").exists)
        wait_for(lambda: status_of(job) and job.done == 10)
        assert (job.total, job.step) == (20, "Hanging")
        os.killpg(first.pid, signal.SIGKILL)
    assert services.sweep() == 0 or status_of(job) == JobStatus.QUEUED
    died = time.monotonic()
    with worker(tmp_path / "second.log"):
        wait_for(lambda: services.sweep() or status_of(job) == JobStatus.DONE)
        wait_for(lambda: status_of(job) == JobStatus.DONE)
    assert time.monotonic() - died < 60
    assert (job.attempt, job.result) == (2, {"sum": 42})
    assert AuditEvent.objects.filter(action="test.made", object_id=job.pk).count() == 1


def test_a_worker_stops_when_the_job_is_cancelled_and_goes_on_with_the_next(start, tmp_path):
    job = start(hangs=1)
    with worker(tmp_path / "worker.log"):
        wait_for((tmp_path / "begun-1").exists)
        services.cancel(by=job.owner, job_id=job.pk)
        other = start("test-refuses")
        wait_for(lambda: status_of(other) == JobStatus.FAILED)
    assert other.error == "Row 3 is wrong"
    assert status_of(job) == JobStatus.CANCELLED
    assert not AuditEvent.objects.filter(action="test.made").exists()
