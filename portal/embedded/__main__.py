"""``python -m portal.embedded``: the whole portal on one machine, from an empty folder to an address to open.

| variable | meaning | default |
| --- | --- | --- |
| PORT | the port on 127.0.0.1 | 8000 |
| SAMPLE | 0 starts without the sample | 1 |

The settings' own variables hold as well; with DATABASE_URL or REDIS_URL set, that server is used and not started.
"""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import psycopg
import redis

from portal.embedded import addresses, programs, system
from portal.embedded.processes import StartError, Watch, die_with_parent
from portal.embedded.servers import Postgres, Valkey

_LOOKS_PER_SECOND = 4


class _Stop(BaseException):
    """Somebody asked the portal to stop; not an Exception, so that nothing on the way swallows it."""


def say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Holds the data folder for this process alone; gives whether the one before ended without cleaning up."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "run.lock", "a+") as lock:
        lock.seek(0)
        previous = lock.read().strip()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError(
                f"The portal already runs on {folder} (process {previous or 'unknown'}). "
                "Stop it first, or give this one a folder of its own: make run DATA_DIR=… PORT=…"
            ) from None
        _write(lock, str(os.getpid()))
        try:
            yield bool(previous)
        finally:
            _write(lock, "")


def _write(lock: IO[str], text: str) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(text)
    lock.flush()


def _port(patient: bool) -> int:
    """The port to listen on, free; with ``patient`` a portal that was just killed has time to let go of it."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StartError(f"PORT={text} is no port: give a number from 1 to 65535.")
    port = int(text)
    deadline = time.monotonic() + (10 if patient else 0)
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((programs.HOST, port))
                return port
            except PermissionError:
                raise StartError(f"Port {text} is for root only. Choose one from 1024: make run PORT=8000") from None
            except OSError:
                if time.monotonic() > deadline:
                    raise StartError(
                        f"Port {port} is taken by another program. Choose another: make run PORT={port % 65535 + 1}"
                    ) from None
        time.sleep(0.1)


def _run(*command: str, show: bool = True) -> str:
    """Runs one step of the start to its end and gives what it printed."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=addresses.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=None if show else subprocess.PIPE,
        stderr=None if show else subprocess.STDOUT,
        text=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    if done.returncode:
        raise StartError(f"{' '.join(command)} failed.\n{done.stdout or ''}".strip())
    return done.stdout or ""


def _manage(*arguments: str, show: bool = True) -> str:
    return _run("manage.py", *arguments, show=show)


def _start_servers(watch: Watch, data: Path) -> None:
    sockets = addresses.socket_dir()
    if os.environ.get("DATABASE_URL"):
        _ask("DATABASE_URL", _ask_database)
    else:
        say("Starting the embedded PostgreSQL …")
        watch.start(Postgres(data / "postgres", sockets, data / "log/postgres.log"))
    if os.environ.get("REDIS_URL"):
        _ask("REDIS_URL", _ask_broker)
    else:
        say("Starting the embedded Valkey …")
        watch.start(Valkey(data / "valkey", sockets, data / "log/valkey.log"))


def _ask(variable: str, question: Callable[[], object]) -> None:
    """Makes sure that a server that the environment names answers, before anything builds on it."""
    try:
        question()
    except (psycopg.Error, redis.RedisError, ValueError) as error:
        raise StartError(f"The server that {variable} names does not answer: {error}") from None


def _ask_database() -> None:
    psycopg.connect(addresses.database_url(), connect_timeout=10).close()


def _ask_broker() -> None:
    with redis.Redis.from_url(addresses.redis_url(), socket_connect_timeout=10) as client:
        client.ping()


def _prepare(sample: bool) -> None:
    """Brings database, translations, static files and facts to what this version of the portal expects."""
    say("Preparing the database …")
    _manage("migrate", "--no-input", "-v0")
    _run("scripts/translations.py", "compile")
    _manage("collectstatic", "--no-input", "-v0")
    say("Loading the reference data …")
    _manage("load_reference")
    if sample:
        say("Loading the sample, if nothing has been entered yet …")
        _manage("load_sample", "--if-empty")


def _start_portal(watch: Watch, data: Path, port: int) -> None:
    for program in (programs.web(port, data / "log"), programs.worker(data / "log"), programs.beat(data / "log")):
        watch.start(program)


def _wait_for_web(watch: Watch, port: int) -> None:
    """Returns when the first page would be answered, so that the address that is printed works."""
    for _ in range(60 * _LOOKS_PER_SECOND):
        watch.round()
        with contextlib.suppress(OSError), socket.create_connection((programs.HOST, port), timeout=1):
            return
        time.sleep(1 / _LOOKS_PER_SECOND)
    raise StartError("The web server does not answer; see log/web.log in the data folder.")


def _serve(data: Path, port: int, sample: bool) -> None:
    watch = Watch(say)
    try:
        _start_servers(watch, data)
        _prepare(sample)
        welcome = _manage("sample_accounts" if sample else "first_steps_link", show=False)
        _start_portal(watch, data, port)
        _wait_for_web(watch, port)
        say(f"\n{welcome.strip()}\n\nSamköp: {os.environ['SITE_URL']}   (logs: {data / 'log'}; stop: Ctrl-C)\n")
        while True:
            watch.round()
            time.sleep(1 / _LOOKS_PER_SECOND)
    finally:
        # Whoever presses Ctrl-C again must not leave half of the processes behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("Stopping …")
        watch.stop()
        with contextlib.suppress(OSError):  # it stays while it holds copies of the servers' programs
            addresses.socket_dir().rmdir()


def main() -> int:
    def stop(*_: object) -> None:
        raise _Stop

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means it
        signal.signal(signal.SIGHUP, stop)
    if "MAKELEVEL" in os.environ:  # a make that is killed must not leave the portal running unseen
        die_with_parent(signal.SIGTERM, os.getppid())()
    try:
        data = addresses.data_dir()
        with _locked(data) as unclean:
            port = _port(patient=unclean)
            os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
            system.ensure("weasyprint")
            _serve(data, port, sample=os.environ.get("SAMPLE") != "0")
    except _Stop:
        say("Stopped.")
    except StartError as error:
        print(f"\nSamköp did not start: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
