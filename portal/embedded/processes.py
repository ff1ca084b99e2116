"""Child processes that never outlive the portal, and the watch that starts a crashed one again."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LOG_KEPT_BYTES = 10 * 1024 * 1024
_LONGEST_PAUSE = 30.0
_HEALTHY_AFTER = 60.0

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class StartError(Exception):
    """The portal cannot start; the message is written for the person who started it."""


def die_with_parent(number: int, parent: int | None = None) -> Callable[[], None]:
    """What a child runs before its program: it is sent the signal when its parent (this process) dies, however.

    It goes last before exec, since the kernel forgets the wish when a process changes user.
    """
    parent = parent or os.getpid()

    def in_child() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the wish
            os._exit(1)

    return in_child


def give_way(niceness: int) -> None:
    """Lets other processes go first, by so many levels of niceness. Linux may share the processors between sessions
    before it looks at processes (autogroup): then the session must say so as a whole."""
    os.nice(niceness)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(niceness))


class Process:
    """One long-running child in a session of its own, with its output in a log file.

    ``stop_signal`` asks it to finish what it holds, ``orphan_signal`` is what it gets when the portal is killed,
    ``niceness`` above 0 has it work when nobody else wants the processor.
    """

    stop_signal = signal.SIGTERM
    orphan_signal = signal.SIGTERM
    niceness = 0
    patience = 10.0  # seconds to end by itself
    firmness = 5.0  # seconds to end when told to drop everything

    def __init__(self, name: str, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None):
        self.name = name
        self.log = log
        self._command = command
        self._env = env
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._crashes = 0

    def spawn_options(self) -> dict:
        """Further arguments of ``Popen``; a server gives up root here."""
        return {}

    def command(self) -> Sequence[str]:
        return self._command

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > _LOG_KEPT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(self.log, "ab") as log:
            self._child = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._env,
                start_new_session=True,  # Ctrl-C reaches the portal alone, which stops its children in order
                preexec_fn=self._before_program(),
                **self.spawn_options(),
            )
        self._started = time.monotonic()

    def _before_program(self) -> Callable[[], None]:
        wish = die_with_parent(self.orphan_signal)

        def in_child() -> None:
            if self.niceness:
                give_way(self.niceness)
            wish()

        return in_child

    def ended(self) -> int | None:
        """The exit code of a child that is gone (its leftovers are swept), or None while it runs."""
        if self._child is None:
            return 0
        code = self._child.poll()
        if code is not None:
            self._sweep()
        return code

    def pause_after_crash(self) -> float:
        """Seconds to wait before the next start: longer for every crash in a row, at most half a minute."""
        self._crashes = 0 if time.monotonic() - self._started > _HEALTHY_AFTER else self._crashes
        self._crashes += 1
        return min(0.5 * 2 ** (self._crashes - 1), _LONGEST_PAUSE)

    def stop(self) -> None:
        """Asks politely, then firmly, then kills what is left of the child and its own children."""
        if self._child is None:
            return
        for number, seconds in (
            (self.stop_signal, self.patience),
            (signal.SIGQUIT, self.firmness),
            (signal.SIGKILL, 5.0),
        ):
            if self._child.poll() is not None:
                break
            self._child.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(seconds)
        self._sweep()
        self._child = None

    def _sweep(self) -> None:
        """Kills grandchildren that a dead child left in its process group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)

    def last_words(self, lines: int = 12) -> str:
        """The end of the log, for a message about a child that would not start."""
        if not self.log.exists():
            return ""
        with open(self.log, "rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4096))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])


class Watch:
    """Starts processes in order, starts the crashed ones again, and stops all of them in reverse order."""

    def __init__(self, say: Callable[[str], None]):
        self._say = say
        self._processes: list[Process] = []
        self._due: dict[Process, float] = {}

    def start(self, process: Process) -> None:
        self._processes.append(process)  # first, so that a stop in the middle of its start finds it
        process.start()

    def round(self) -> None:
        """Looks at every process once: call it a few times a second."""
        now = time.monotonic()
        for process in self._processes:
            if process in self._due:
                if now >= self._due[process]:
                    del self._due[process]
                    self._restart(process)
            elif (code := process.ended()) is not None:
                pause = process.pause_after_crash()
                self._say(f"{process.name} ended ({code}); starting it again in {pause:g} s. See {process.log}")
                self._due[process] = now + pause

    def _restart(self, process: Process) -> None:
        try:
            process.start()
        except (OSError, StartError) as error:
            self._say(f"{process.name} did not start: {error}")

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.stop()
        self._processes.clear()
        self._due.clear()
