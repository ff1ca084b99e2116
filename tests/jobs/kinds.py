"""Kinds of work to test with: one that can be killed in the middle, and one of every way to end."""

import os
import time
from pathlib import Path

from django.apps import AppConfig

from portal.jobs import registry
from portal.jobs.registry import JobFailed, Result


def slow(job, progress):
    """Leaves its process id where the test finds it; the first worker hangs in the middle, the next ones do not."""
    folder = Path(job.params["folder"])
    (folder / f"begun-{job.attempt}").write_text(str(os.getpid()))
    for part in range(20):
        progress.report(part, 20, "Counting")
        time.sleep(0.02)
        while part == 10 and job.attempt <= job.params.get("hangs", 0):
            progress.report(part, 20, "Hanging")
            time.sleep(0.02)
    return Result({"sum": 42}, write=lambda: _write(job, folder))


def _write(job, folder):
    """A row in the domain: an audit event, which nothing can take back."""
    from portal.workflow import audit

    audit.record("test.made", job, by=None)


def refuses(job, progress):
    raise JobFailed("Row 3 is wrong", ["Row 3, column B: not a number"])


def breaks(job, progress):
    raise ZeroDivisionError("secret detail")


def register():
    registry.register("test-slow", slow, "Slow work", may_see=lambda user, job: user.name.startswith("Officer"))
    registry.register("test-refuses", refuses, "Refused work")
    registry.register("test-breaks", breaks, "Broken work")


class TestKinds(AppConfig):
    name = "tests.jobs"
    label = "test_kinds"

    def ready(self):
        register()
