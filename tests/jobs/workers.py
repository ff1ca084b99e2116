"""A real Celery worker in a process of its own, on the tests' PostgreSQL and Valkey."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection
from psycopg.conninfo import make_conninfo

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


def wait_for(answer, seconds: float = 40, every: float = 0.1):
    """What ``answer`` gives once it gives something."""
    until = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(every)
    return found
