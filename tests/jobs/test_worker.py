"""Jobs with a real Celery worker in a process of its own, on the tests' PostgreSQL and Valkey."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from portal.jobs import services
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.workflow.models import AuditEvent
from tests.factories import make_user
from tests.jobs import kinds

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def worker(log: Path):
    """A worker on the test database, in a session of its own so that nothing of it is left."""
    known = connection.settings_dict
    address = make_conninfo(
        dbname=known["NAME"],
        **{
            key: known[name]
            for key, name in (("user", "USER"), ("password", "PASSWORD"), ("host", "HOST"), ("port", "PORT"))
            if known[name]
        },
    )
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency=1", "--loglevel=INFO"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings", "DATABASE_URL": address},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(answer, seconds: float = 40):
    """What ``answer`` gives once it gives something."""
    until = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
    return found


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
