"""How gunicorn serves the portal, here and in a container: ``gunicorn --config python:portal.gunicorn portal.wsgi``."""

import gc
import sys
from typing import Any

worker_class = "gthread"
workers = 2
threads = 4
# The processes share the pages of what is loaded before they are forked, as long as nobody writes to them.
preload_app = True


def when_ready(server: Any) -> None:
    """Everything is loaded: what is there stays, so the collector need not look at it, nor write to it."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """A thread that holds the lock of a ceiling and hears from the database waits for the interpreter a fifth as long
    as usual: meanwhile all who call off from the same lot wait for it. What a page makes is gone with its answer, so
    the collector looks for what remains a good deal more seldom than Python would have it."""
    sys.setswitchinterval(0.001)
    gc.set_threshold(20_000, 20, 50)
