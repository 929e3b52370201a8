"""Starts processes, waits until they answer, starts again what dies, and ends them all, leaving none behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from local.console import say
from local.errors import PartFailed, Stopped

START_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.02
WATCH_SECONDS = 0.1
# A part that ends more often than this within these seconds has a fault that starting it again does not mend.
MOST_RESTARTS = 5
RESTART_SECONDS = 60.0
# A part that was just started again waits before the next time: this long at first, then twice as long each time.
RESTART_PAUSE = 0.25
PR_SET_PDEATHSIG = 1
# Linux only; elsewhere a killed supervisor leaves its processes behind.
PRCTL = getattr(ctypes.CDLL(None), "prctl", None)


@dataclass(frozen=True)
class Process:
    """One program of the stack.

    `answers` tells whether it is ready. `stop_signal` asks it to end, and is also what the kernel sends it if the
    supervisor is killed. `user` and `group` are ids to run as, for who may not run as root. `ends_last` is for what
    the others write to until they have ended.
    """

    name: str
    command: list[str]
    env: Mapping[str, str]
    cwd: Path
    answers: Callable[[], bool] = lambda: True
    stop_signal: signal.Signals = signal.SIGTERM
    user: int | None = None
    group: int | None = None
    ends_last: bool = False


@dataclass
class _Part:
    """A process that runs. `restarts` are the times of the monotonic clock at which it was started again."""

    process: Process
    popen: subprocess.Popen[bytes]
    restarts: list[float] = field(default_factory=list)


@dataclass
class Supervisor:
    """Keeps processes; each writes to `log_dir/NAME.log`."""

    log_dir: Path
    stopping: bool = False
    _running: dict[str, _Part] = field(default_factory=dict)

    def stop_on_signals(self) -> None:
        """From now on SIGINT, SIGTERM and SIGHUP ask the stack to end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "stopping", True))

    def log_of(self, name: str) -> Path:
        """Where the part of this name writes."""
        return self.log_dir / f"{name}.log"

    def start(self, process: Process) -> None:
        """Start it, in a session of its own, without waiting for it to answer."""
        self.check_stopping()
        self.log_dir.mkdir(parents=True, exist_ok=True)
        with self.log_of(process.name).open("wb") as log:
            self._running[process.name] = _Part(process, _popen(process, log.fileno()))

    def wait_until_answering(self, process: Process, seconds: float = START_SECONDS) -> None:
        """Raises PartFailed if any part ends or this one does not answer in time, Stopped if asked to stop."""
        deadline = time.monotonic() + seconds
        while not process.answers():
            self.check_stopping()
            for name in self._running:
                self.check_alive(name)
            if time.monotonic() > deadline:
                raise PartFailed(f"{process.name} does not answer after {seconds:.0f} s.", self.log_of(process.name))
            time.sleep(POLL_SECONDS)

    def run(self, process: Process, seconds: float = START_SECONDS) -> None:
        """Run it to its end. Raises PartFailed if it fails."""
        self.start(process)
        popen = self._running.pop(process.name).popen
        deadline = time.monotonic() + seconds
        try:
            while popen.poll() is None and not self.stopping and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
        finally:
            _end(process, popen)
        self.check_stopping()
        if popen.returncode != 0:
            raise PartFailed(f"{process.name} failed (exit {popen.returncode}).", self.log_of(process.name))

    def watch(self) -> None:
        """Start again each part that ends by itself, and return when asked to stop.

        Raises:
            PartFailed: if one part ends too often.
        """
        while not self.stopping:
            self.keep_alive()
            time.sleep(WATCH_SECONDS)

    def keep_alive(self) -> None:
        """Start again each part that has ended, unless it has to wait. Raises PartFailed if one ended too often."""
        for part in self._running.values():
            if part.popen.poll() is not None:
                self._renew(part)

    def check_stopping(self) -> None:
        """Raises Stopped if somebody asked the stack to end."""
        if self.stopping:
            raise Stopped

    def check_alive(self, name: str) -> None:
        """Raises PartFailed if this process has ended."""
        if (code := self._running[name].popen.poll()) is not None:
            raise PartFailed(f"{name} has ended ({_in_words(code)}).", self.log_of(name))

    def stop(self, name: str) -> None:
        """End one process and all it started."""
        part = self._running.pop(name)
        _end(part.process, part.popen)

    def stop_all(self) -> None:
        """End every process: all at once, but for those that end last."""
        self.stopping = True
        for last in (False, True):
            together = [name for name, part in self._running.items() if part.process.ends_last is last]
            for name in together:
                _ask_to_end(self._running[name].process, self._running[name].popen)
            for name in together:
                _wait_for_end(self._running.pop(name).popen)

    def _renew(self, part: _Part) -> None:
        """Replace a process that has ended. Its log goes on, so that it still holds the reason of the end."""
        name, ended, now = part.process.name, f"ended ({_in_words(part.popen.returncode)})", time.monotonic()
        part.restarts = [at for at in part.restarts if now - at < RESTART_SECONDS]
        if len(part.restarts) == MOST_RESTARTS:
            often = f"It was started again {MOST_RESTARTS} times in the last {RESTART_SECONDS:.0f} s."
            raise PartFailed(f"{name} has {ended}. {often}", self.log_of(name))
        if part.restarts and now - part.restarts[-1] < RESTART_PAUSE * 2 ** (len(part.restarts) - 1):
            return
        part.restarts.append(now)
        _kill_group(part.popen)
        with self.log_of(name).open("ab") as log:
            part.popen = _popen(part.process, log.fileno())
        say(f"{name} {ended}; started again ({len(part.restarts)} of {MOST_RESTARTS})")


def _popen(process: Process, log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        process.command,
        env=dict(process.env),
        cwd=process.cwd,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        user=process.user,
        group=process.group,
        extra_groups=None if process.user is None else [],
        # The supervisor has one thread, so that nothing can be locked at the fork.
        preexec_fn=_end_with_parent(process.stop_signal),  # noqa: PLW1509
    )


def _end_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Asks the kernel to send the signal when the supervisor dies, even by SIGKILL."""
    parent = os.getpid()

    def ask() -> None:
        if PRCTL:
            PRCTL(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _end(process: Process, popen: subprocess.Popen[bytes]) -> None:
    _ask_to_end(process, popen)
    _wait_for_end(popen)


def _ask_to_end(process: Process, popen: subprocess.Popen[bytes]) -> None:
    if popen.poll() is None:
        popen.send_signal(process.stop_signal)


def _wait_for_end(popen: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        popen.wait(STOP_SECONDS)
    _kill_group(popen)
    popen.wait()


def _kill_group(popen: subprocess.Popen[bytes]) -> None:
    """End the process if it still runs, and what it has started."""
    with suppress(ProcessLookupError):
        os.killpg(popen.pid, signal.SIGKILL)


def _in_words(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
