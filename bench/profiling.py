"""Where the time of a question goes: the portal in this very process, under Python's profiler."""

import cProfile
import io
import pstats
import re
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.client import Answer, Unexpected
from portal.embedded import addresses

WARMED = 5
ASKED = 50
SHOWN = 15
OURS = re.escape(f"{addresses.ROOT}/") + "(?!.venv)"


class InProcess:
    """Somebody signed in who asks the portal's WSGI application without a network: a ``Reader`` to the scenarios."""

    def __init__(self, application: Any, cookies: str):
        self._application = application
        self._cookies = cookies

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"")

    def post(self, path: str, fields: Any) -> Answer:
        token = self._cookies.rpartition("csrftoken=")[2]
        return self._ask("POST", path, urlencode([*fields, ("csrfmiddlewaretoken", token)]).encode())

    def download(self, path: str) -> list[bytes]:
        return [self.get(path).body]

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        address = urlsplit(path)
        started: dict[str, Any] = {}
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": address.path,
            "QUERY_STRING": address.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": self._cookies,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        result = self._application(environ, lambda status, headers, _=None: started.update(status=status, h=headers))
        content = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        if started["status"][:3] not in ("200", "302"):
            raise Unexpected(f"{method} {path}: {started['status']} {content[:2000]!r}")
        return Answer(int(started["status"][:3]), content, dict(started["h"]).get("Location", ""))


def profile(ask: Any) -> str:
    """The functions that cost most, those of our own that lead to them, and the statements of one answer."""
    for n in range(WARMED):
        ask(n)
    begun = time.process_time()
    for n in range(ASKED):
        ask(n)
    own = 1000 * (time.process_time() - begun) / ASKED
    profiler = cProfile.Profile()
    profiler.enable()
    for n in range(ASKED):
        ask(n)
    profiler.disable()
    told = io.StringIO()
    statistics = pstats.Stats(profiler, stream=told)
    told.write(f"{own:.1f} ms of the processor for an answer, without the database and the profiler\n")
    statistics.sort_stats("tottime").print_stats(SHOWN)
    statistics.sort_stats("cumtime").print_stats(OURS, 2 * SHOWN)
    with CaptureQueriesContext(connection) as queries:
        ask(0)
    told.write(f"{len(queries)} statements:\n")
    for query in queries:
        told.write(f"{1000 * float(query['time']):8.1f} ms  {' '.join(query['sql'].split())[:150]}\n")
    return told.getvalue().replace(f"{addresses.ROOT}/", "")
