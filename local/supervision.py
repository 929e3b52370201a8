"""Starts processes, waits until they answer, watches them, and ends them all, leaving none behind."""

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

from local.errors import PartFailed, Stopped

START_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.02
WATCH_SECONDS = 0.2
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
    pass_fds: tuple[int, ...] = ()
    ends_last: bool = False


@dataclass
class Supervisor:
    """Keeps processes; each writes to `log_dir/NAME.log`."""

    log_dir: Path
    stopping: bool = False
    _running: dict[str, tuple[Process, subprocess.Popen[bytes]]] = field(default_factory=dict)

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
            popen = _popen(process, log.fileno())
        self._running[process.name] = (process, popen)

    def wait_until_answering(self, process: Process, seconds: float = START_SECONDS) -> None:
        """Raises PartFailed if it ends or does not answer in time, Stopped if asked to stop."""
        deadline = time.monotonic() + seconds
        while not process.answers():
            self.check_stopping()
            self.check_alive(process.name)
            if time.monotonic() > deadline:
                raise PartFailed(f"{process.name} does not answer after {seconds:.0f} s.", self.log_of(process.name))
            time.sleep(POLL_SECONDS)

    def run(self, process: Process, seconds: float = START_SECONDS) -> None:
        """Run it to its end. Raises PartFailed if it fails."""
        self.start(process)
        _, popen = self._running.pop(process.name)
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
        """Return when asked to stop. Raises PartFailed as soon as a process ends by itself."""
        while not self.stopping:
            for name in self._running:
                self.check_alive(name)
            time.sleep(WATCH_SECONDS)

    def check_stopping(self) -> None:
        """Raises Stopped if somebody asked the stack to end."""
        if self.stopping:
            raise Stopped

    def check_alive(self, name: str) -> None:
        """Raises PartFailed if this process has ended."""
        _, popen = self._running[name]
        if (code := popen.poll()) is not None:
            raise PartFailed(f"{name} has ended ({_in_words(code)}).", self.log_of(name))

    def stop(self, name: str) -> None:
        """End one process and all it started."""
        _end(*self._running.pop(name))

    def stop_all(self) -> None:
        """End every process: all at once, but for those that end last."""
        self.stopping = True
        for last in (False, True):
            together = [name for name, (process, _) in self._running.items() if process.ends_last is last]
            for name in together:
                _ask_to_end(*self._running[name])
            for name in together:
                _wait_for_end(self._running.pop(name)[1])


def _popen(process: Process, log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        process.command,
        env=dict(process.env),
        cwd=process.cwd,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        pass_fds=process.pass_fds,
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
    with suppress(ProcessLookupError):
        os.killpg(popen.pid, signal.SIGKILL)
    popen.wait()


def _in_words(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
