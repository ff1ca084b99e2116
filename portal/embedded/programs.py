"""The portal's own processes on one machine: web server, worker and beat."""

import os
import signal
import sys
from pathlib import Path

from portal.embedded.processes import Process

HOST = "127.0.0.1"
_PYTHON = (sys.executable, "-m")


def web(port: int, logs: Path) -> Process:
    """The web server, as ``portal/gunicorn.py`` has it. glibc would give each thread a heap of its own, which costs
    some 20 MB a process."""
    return Process(
        "web",
        [
            *(*_PYTHON, "gunicorn", "portal.wsgi", "--config", "python:portal.gunicorn", "--bind", f"{HOST}:{port}"),
            *("--graceful-timeout", "8", "--no-control-socket"),
        ],
        logs / "web.log",
        {**os.environ, "MALLOC_ARENA_MAX": "2"},
    )


class _Celery(Process):
    """The worker: killed with the portal, it ends at once and its task goes back to the queue.

    It is not asked to: with the broker gone at the same moment, Celery would wait for that one to come back.

    It gives way to the web server and the database: nobody waits for a letter or a PDF as for a page, and one PDF would
    hold a processor for a second.
    """

    orphan_signal = signal.SIGKILL
    niceness = 10


def worker(logs: Path) -> Process:
    """What does the long work: two tasks at a time."""
    command = ("celery", "-A", "portal.celery", "worker", "--concurrency", "2", "--loglevel", "INFO")
    return _Celery("worker", [*_PYTHON, *command], logs / "worker.log")


def beat(logs: Path) -> Process:
    """What tells the worker the time."""
    command = ("celery", "-A", "portal.celery", "beat", "--loglevel", "WARNING", "--pidfile=")
    return Process("beat", [*_PYTHON, *command], logs / "beat.log")
