"""People who ask the portal: a small client that keeps its connection, and the clock beside it."""

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

ROUNDS = 10


class Unexpected(Exception):
    """The portal answered otherwise than it should."""


@dataclass
class Answer:
    """What came back; ``location`` of a redirect."""

    status: int
    body: bytes
    location: str = ""

    def number(self, before: bytes) -> int:
        """The first number in the text that stands after a piece of the page, however it is written."""
        found = re.search(re.escape(before) + rb"[^\d<]*(\d[\d\s,.]*)", self.body.replace(b"\xc2\xa0", b""))
        if found is None:
            raise Unexpected(f"no number after {before!r}: {self.body[:2000]!r}")
        return int(re.sub(rb"\D", b"", found[1]))


class Reader:
    """Somebody signed in, on a connection of their own that is kept."""

    def __init__(self, port: int, session: str):
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = {"sessionid": session, "csrftoken": "b" * 32}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> Answer:
        body = urlencode([*fields, ("csrfmiddlewaretoken", self._cookies["csrftoken"])])
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def download(self, path: str) -> Iterator[bytes]:
        """The parts of a file as they come."""
        response = self._send("GET", path)
        while part := response.read1(1 << 16):
            yield part

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        response = self._send(method, path, body, headers)
        return Answer(response.status, response.read(), response.headers.get("Location", ""))

    def _send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Any:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        sent = {"Cookie": cookies, **(headers or {})}
        try:
            self._connection.request(method, path, body or None, sent)
            response = self._connection.getresponse()
        except (HTTPException, ConnectionError):  # the server lets go of a connection that was silent for a while
            self._connection.close()
            self._connection.request(method, path, body or None, sent)
            response = self._connection.getresponse()
        if response.status not in (200, 302):
            raise Unexpected(f"{method} {path}: {response.status} {response.read()[:3000].decode(errors='replace')}")
        return response


@dataclass
class Times:
    """How long answers took, in milliseconds, and for how many seconds they were asked for."""

    taken: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, asks: Sequence[Callable[[int], Any]], numbers: Iterable[int]) -> None:
        """Have everybody ask at once."""
        begun = time.perf_counter()
        self.taken += timed(asks, numbers)
        self.seconds += time.perf_counter() - begun

    @property
    def per_second(self) -> float:
        """How many answers all of them got in a second."""
        return len(self.taken) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    @property
    def p95(self) -> float:
        return sorted(self.taken)[max(0, round(0.95 * len(self.taken)) - 1)]

    def plain(self) -> dict[str, Any]:
        return {
            "median_ms": self.median,
            "p95_ms": self.p95,
            "times": len(self.taken),
            "per_second": self.per_second,
        }


def timed(asks: Sequence[Callable[[int], Any]], numbers: Iterable[int]) -> list[float]:
    """Have everybody ask at once, each as soon as the last answer is there, until the numbers are used up.

    Gives the milliseconds of every answer. An error of one of them is raised here.
    """
    waiting, taking = iter(numbers), threading.Lock()
    taken: list[float] = []
    errors: list[BaseException] = []

    def ask_on(ask: Callable[[int], Any]) -> None:
        while not errors:
            with taking:
                number = next(waiting, None)
            if number is None:
                return
            begun = time.perf_counter()
            try:
                ask(number)
            except BaseException as error:
                errors.append(error)
            taken.append(1000 * (time.perf_counter() - begun))

    threads = [threading.Thread(target=ask_on, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return taken


def in_turns(times: int, clients: int) -> Iterator[range]:
    """Numbers up to ``times`` in some rounds, each enough for all clients: both sides are asked one round after the
    other, so that they meet the same load of the machine."""
    at_once = max(clients, -(-times // ROUNDS))
    for first in range(0, times, at_once):
        yield range(first, min(first + at_once, times))
