"""A steering summary made by a real worker, and by the next one when the first is killed in the middle."""

import os
import signal
import time

import pytest

from portal.jobs import services as jobs
from portal.jobs.states import JobStatus
from portal.reports import services
from portal.reports.models import Report
from tests.jobs.workers import wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_killed_worker_s_report_is_made_once_by_the_next(cast, tmp_path):
    job = services.request_report(by=cast.manager, cooperation_id=cast.cooperation.pk, language="sv")

    def status() -> str:
        job.refresh_from_db()
        return job.status

    with worker(tmp_path / "first.log") as first:
        wait_for(lambda: status() == JobStatus.RUNNING, every=0.02)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert status() == JobStatus.RUNNING
    killed = time.monotonic()
    with worker(tmp_path / "second.log"):
        wait_for(lambda: jobs.sweep() or status() == JobStatus.DONE)
        wait_for(lambda: status() == JobStatus.DONE)
    assert time.monotonic() - killed < 60
    assert job.attempt == 2
    assert Report.objects.get().job == job
    assert Report.objects.get().file.file.size > 5000
