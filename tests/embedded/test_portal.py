"""``python -m portal.embedded``, the whole portal in one command: it starts, survives, refuses and stops."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.embedded import addresses


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def environment(tmp_path: Path, port: int) -> dict[str, str]:
    """A fresh clone's: no servers named, a data folder of its own, no sample."""
    own = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(port), "SAMPLE": "0", "TMPDIR": "/tmp"}
    named = {"DATABASE_URL", "REDIS_URL", "SITE_URL", "DJANGO_SETTINGS_MODULE", "MAKELEVEL"}
    return {**{name: value for name, value in os.environ.items() if name not in named}, **own}


@contextlib.contextmanager
def portal(environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    started = subprocess.Popen(
        [sys.executable, "-m", "portal.embedded"],
        cwd=addresses.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with started:
        try:
            yield started
        finally:
            started.kill()


def refusal(environment: dict[str, str]) -> str:
    """What a portal that cannot start says."""
    with portal(environment) as started:
        said, _ = started.communicate(timeout=30)
    assert started.returncode == 1, said
    return said


def until_it_serves(started: subprocess.Popen) -> str:
    """What it printed up to its address."""
    said = []
    for line in started.stdout:
        said.append(line)
        if line.startswith("Samköp: "):
            return "".join(said)
    raise AssertionError("".join(said))


def family(ancestor: int) -> set[int]:
    """Every living process that descends from one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(stat.parent.name)] = int(parent)
    found = {ancestor} & parents.keys()
    while children := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= children
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if family(pid)}


def gone(pids: set[int], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def answers(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as response:
        return response.status == 200


def test_portal_starts_survives_a_kill_and_stops(environment, port):
    with portal(environment) as first:
        said = until_it_serves(first)
        assert f"Samköp: http://localhost:{port}" in said
        assert "/first-steps/" in said
        assert answers(port)
        processes = family(first.pid)
        assert len(processes) >= 10  # itself, database, broker, web and its two, worker and its two, beat
        assert "already runs" in refusal({**environment, "PORT": "1024"})
        first.kill()
        first.wait()
        with portal(environment) as second:
            until_it_serves(second)
            assert not alive(processes)
            assert answers(port)
            processes = family(second.pid)
            second.send_signal(signal.SIGINT)
            assert second.wait(timeout=60) == 0
            assert second.stdout.read().strip().endswith("Stopped.")
    assert gone(processes)


def test_portal_refuses_an_occupied_port(environment, port, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        said = refusal(environment)
    assert f"Port {port} is taken by another program" in said
    assert f"make run PORT={port + 1}" in said or port == 65535
    assert not (tmp_path / "data/postgres").exists()


@pytest.mark.parametrize("text", ["web", "0", "65536", "-1"])
def test_portal_refuses_what_is_no_port(environment, text):
    assert re.search(rf"PORT={text} is no port", refusal({**environment, "PORT": text}))


def test_portal_starts_no_server_that_the_environment_names(environment, tmp_path):
    said = refusal(
        {**environment, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
    )
    assert "The server that DATABASE_URL names does not answer" in said
    assert "embedded" not in said
    assert not (tmp_path / "data/postgres").exists()
