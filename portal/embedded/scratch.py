"""Throw-away servers for tests, checks and measurements: an empty PostgreSQL and Valkey that vanish afterwards.

``python -m portal.embedded.scratch COMMAND …`` runs a command with their addresses in its environment.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from portal.embedded.processes import StartError
from portal.embedded.servers import Postgres, Server, Valkey, private_folder

# Speed for durability, which nobody needs of a database that is thrown away.
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder that the servers' user owns, with a short path: sockets lie in it."""
    folder = private_folder(Path(tempfile.mkdtemp(prefix="samkop-scratch-")))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(server: Server) -> Iterator[str]:
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


@contextlib.contextmanager
def scratch_postgres(settings: tuple[str, ...] = _HASTY) -> Iterator[str]:
    """The address of an empty PostgreSQL; without ``settings`` it forgets everything at a crash."""
    with (
        scratch_folder() as folder,
        _running(Postgres(folder / "postgres", folder, folder / "postgres.log", settings)) as url,
    ):
        yield url


@contextlib.contextmanager
def scratch_valkey() -> Iterator[str]:
    """The address of an empty Valkey."""
    with scratch_folder() as folder, _running(Valkey(folder / "valkey", folder, folder / "valkey.log")) as url:
        yield url


@contextlib.contextmanager
def scratch_data_dir() -> Iterator[Path]:
    """An empty ``DATA_DIR``."""
    with tempfile.TemporaryDirectory(prefix="samkop-data-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def main(command: list[str]) -> int:
    with scratch_postgres() as database, scratch_valkey() as broker, scratch_data_dir() as data:
        addresses = {"DATABASE_URL": database, "REDIS_URL": broker, "DATA_DIR": str(data)}
        return subprocess.run(command, env={**os.environ, **addresses}).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except StartError as error:
        sys.exit(str(error))
