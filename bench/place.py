"""Where the measurements happen: servers of their own, a filled database that is kept, and the portal's processes."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench import fill
from portal.embedded import addresses, programs
from portal.embedded.processes import Process, StartError
from portal.embedded.scratch import scratch_folder, scratch_valkey
from portal.embedded.servers import Postgres

FOLDER = addresses.ROOT / ".data/bench"
FILLED, USED = "samkop", "used"  # the kept database, and the copy that is written to
#: What decides what a filled database holds.
CONTENT = ("*/migrations/*.py", "portal/*/migrations/*.py", "portal/reference/data/*", "bench/fill.*")


def say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def servers(size: int, fresh: bool) -> Iterator[str]:
    """Brings up a durable PostgreSQL with the filled register and a Valkey, and sets the environment to them.

    Gives the address of the database: a copy, so that what is measured never changes what is kept.
    """
    with _alone():
        if fresh:
            shutil.rmtree(FOLDER / "postgres", ignore_errors=True)
        with scratch_folder() as sockets, scratch_valkey() as broker:
            postgres = Postgres(FOLDER / "postgres", sockets, FOLDER / "log/postgres.log")
            try:
                postgres.start()
                os.environ |= {
                    "DATABASE_URL": postgres.url,
                    "REDIS_URL": broker,
                    "DATA_DIR": str(FOLDER / "site"),
                    "SECRET_KEY": secrets.token_urlsafe(),
                }
                _fill(sockets, size)
                yield _copy(postgres.url, sockets)
            finally:
                postgres.stop()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError("The measurements are running already.") from None
        yield


def _run(*command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=addresses.ROOT, check=True)


def _fill(sockets: Path, size: int) -> None:
    """Fills the kept database, unless it holds already what it would be filled with."""
    kept = FOLDER / "postgres/bench-content"
    content = _content(size)
    if kept.exists() and kept.read_text() == content:
        return
    say(f"Filling a database with {size:,} agreements and {10 * size:,} rows behind them, and as many prices …")
    kept.unlink(missing_ok=True)
    begun = time.monotonic()
    with psycopg.connect(host=str(sockets), user="samkop", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {FILLED}")
        connection.execute(f"CREATE DATABASE {FILLED}")
    _run("manage.py", "migrate", "--no-input", "-v0")
    _run("manage.py", "load_reference")
    _run("-m", "bench.fill", str(size))
    kept.write_text(content)
    say(f"Filled in {time.monotonic() - begun:.0f} s.")


def _content(size: int) -> str:
    """What a filled database depends on, in short."""
    digest = hashlib.sha256(f"{size} {fill.anchor()}".encode())
    files = {path for pattern in CONTENT for path in addresses.ROOT.glob(pattern)}
    for path in sorted(files):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _copy(url: str, sockets: Path) -> str:
    with psycopg.connect(host=str(sockets), user="samkop", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {USED}")
        connection.execute(f"CREATE DATABASE {USED} TEMPLATE {FILLED} STRATEGY FILE_COPY")
    address = url.replace(f"/{FILLED}?", f"/{USED}?")
    os.environ["DATABASE_URL"] = address
    return address


@contextlib.contextmanager
def portal() -> Iterator[tuple[int, Process]]:
    """Starts the portal's web server and worker on the database; gives the port and the web server."""
    with socket.socket() as probe:
        probe.bind((programs.HOST, 0))
        port: int = probe.getsockname()[1]
    os.environ["SITE_URL"] = f"http://{programs.HOST}:{port}"
    gather_static()
    web, worker = programs.web(port, FOLDER / "log"), programs.worker(FOLDER / "log")
    try:
        web.start()
        worker.start()
        _wait(web, port)
        yield port, web
    finally:
        worker.stop()
        web.stop()


def gather_static() -> None:
    """Gathers what pages need beside the database."""
    _run("scripts/translations.py", "compile")
    _run("manage.py", "collectstatic", "--no-input", "-v0")


def _wait(web: Process, port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.ended() is None:
        with contextlib.suppress(OSError), socket.create_connection((programs.HOST, port), timeout=1):
            return
        time.sleep(0.1)
    raise StartError(f"The web server does not answer:\n{web.last_words()}")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory(pid: int) -> float:
    """The proportional set size of a process in MiB: its own pages, and its share of those it has in common."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"no memory is told of process {pid}")
