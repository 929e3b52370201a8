"""Start processes, wait until they are ready, restart those that end, and end them all with their children."""

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
from local.errors import ProcessFailed, Stopped

START_SECONDS = 60.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.02
WATCH_SECONDS = 0.1
# A process that ends more often than this within RESTART_SECONDS is not restarted.
MOST_RESTARTS = 5
RESTART_SECONDS = 60.0
# Pause before the second restart; it doubles for each further one.
RESTART_PAUSE = 0.25
PR_SET_PDEATHSIG = 1
# Linux only; elsewhere processes outlive a killed supervisor.
PRCTL = getattr(ctypes.CDLL(None), "prctl", None)


@dataclass(frozen=True)
class Process:
    """One program of the stack.

    `stop_signal` makes it end; the kernel sends it, too, if the supervisor is killed. `user` and `group` are ids to run
    as, for programs that refuse root. With `ends_last` it ends after the others, which write to it until then.
    """

    name: str
    command: list[str]
    env: Mapping[str, str]
    cwd: Path
    is_ready: Callable[[], bool] = lambda: True
    stop_signal: signal.Signals = signal.SIGTERM
    user: int | None = None
    group: int | None = None
    ends_last: bool = False


@dataclass
class _Running:
    """A running process. `restarts` are monotonic times of its restarts."""

    process: Process
    popen: subprocess.Popen[bytes]
    restarts: list[float] = field(default_factory=list)


@dataclass
class Supervisor:
    """The processes of a stack; each logs to `log_dir/NAME.log`."""

    log_dir: Path
    stopping: bool = False
    _running: dict[str, _Running] = field(default_factory=dict)

    def stop_on_signals(self) -> None:
        """Let SIGINT, SIGTERM and SIGHUP stop the stack."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "stopping", True))

    def log_of(self, name: str) -> Path:
        """Return the log file of this process."""
        return self.log_dir / f"{name}.log"

    def start(self, process: Process) -> None:
        """Start a process in a session of its own, without waiting until it is ready."""
        self.check_stopping()
        self.log_dir.mkdir(parents=True, exist_ok=True)
        with self.log_of(process.name).open("wb") as log:
            self._running[process.name] = _Running(process, _popen(process, log.fileno()))

    def wait_until_ready(self, process: Process) -> None:
        """Wait for the process. Raises ProcessFailed if any process ends or this one is not ready in time, or Stopped."""
        deadline = time.monotonic() + START_SECONDS
        while not process.is_ready():
            self.check_stopping()
            for name, running in self._running.items():
                if (code := running.popen.poll()) is not None:
                    raise ProcessFailed(f"{name} has ended ({_in_words(code)}).", self.log_of(name))
            if time.monotonic() > deadline:
                raise ProcessFailed(
                    f"{process.name} is not ready after {START_SECONDS:.0f} s.", self.log_of(process.name)
                )
            time.sleep(POLL_SECONDS)

    def run(self, process: Process, seconds: float = START_SECONDS) -> None:
        """Run a process to its end. Raises ProcessFailed if it fails."""
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
            raise ProcessFailed(f"{process.name} failed (exit {popen.returncode}).", self.log_of(process.name))

    def watch(self) -> None:
        """Restart processes that end, until the stack is stopped. Raises ProcessFailed if one ends too often."""
        while not self.stopping:
            self.restart_ended()
            time.sleep(WATCH_SECONDS)

    def restart_ended(self) -> None:
        """Restart ended processes whose pause is over. Raises ProcessFailed if one ended too often."""
        for part in self._running.values():
            if part.popen.poll() is not None:
                self._restart(part)

    def check_stopping(self) -> None:
        """Raise Stopped if the stack is to end."""
        if self.stopping:
            raise Stopped

    def stop(self, name: str) -> None:
        """End one process and its children."""
        part = self._running.pop(name)
        _end(part.process, part.popen)

    def stop_all(self) -> None:
        """End all processes at once, and then those that end last."""
        self.stopping = True
        for last in (False, True):
            together = [name for name, part in self._running.items() if part.process.ends_last is last]
            for name in together:
                _send_stop_signal(self._running[name].process, self._running[name].popen)
            for name in together:
                _wait_for_end(self._running.pop(name).popen)

    def _restart(self, part: _Running) -> None:
        """Restart an ended process and append to its log, which has the reason."""
        name, ended, now = part.process.name, f"ended ({_in_words(part.popen.returncode)})", time.monotonic()
        part.restarts = [at for at in part.restarts if now - at < RESTART_SECONDS]
        if len(part.restarts) == MOST_RESTARTS:
            often = f"It was restarted {MOST_RESTARTS} times in the last {RESTART_SECONDS:.0f} s."
            raise ProcessFailed(f"{name} has {ended}. {often}", self.log_of(name))
        if part.restarts and now - part.restarts[-1] < RESTART_PAUSE * 2 ** (len(part.restarts) - 1):
            return
        part.restarts.append(now)
        _kill_group(part.popen)
        with self.log_of(name).open("ab") as log:
            part.popen = _popen(part.process, log.fileno())
        say(f"{name} {ended}; restarted ({len(part.restarts)} of {MOST_RESTARTS})")


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
        # Safe, as the supervisor has one thread: no lock can be held at the fork.
        preexec_fn=_end_with_parent(process.stop_signal),  # noqa: PLW1509
    )


def _end_with_parent(number: signal.Signals) -> Callable[[], None]:
    """Make the kernel send the signal when the supervisor dies, even by SIGKILL."""
    parent = os.getpid()

    def ask() -> None:
        if PRCTL:
            PRCTL(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _end(process: Process, popen: subprocess.Popen[bytes]) -> None:
    _send_stop_signal(process, popen)
    _wait_for_end(popen)


def _send_stop_signal(process: Process, popen: subprocess.Popen[bytes]) -> None:
    if popen.poll() is None:
        popen.send_signal(process.stop_signal)


def _wait_for_end(popen: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        popen.wait(STOP_SECONDS)
    _kill_group(popen)
    popen.wait()


def _kill_group(popen: subprocess.Popen[bytes]) -> None:
    """Kill the process, if it still runs, and its children."""
    with suppress(ProcessLookupError):
        os.killpg(popen.pid, signal.SIGKILL)


def _in_words(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
