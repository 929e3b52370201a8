"""The service as in production: gunicorn with its configuration, in separate processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.running import ROOT, eventually


@dataclass
class RunningService:
    """A service at `url`; its log file is `log`."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def lines(self) -> list[dict[str, Any]]:
        """The log so far."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def answers(self) -> bool:
        """Whether it responds."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def workers(self) -> list[int]:
        """The worker processes; gunicorn's main process replaces each one that dies."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text(encoding="ascii").split()]

    def kill_workers(self) -> None:
        """Kill the workers. Gunicorn starts others."""
        killed = self.workers()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: self.workers() and not set(killed) & set(self.workers()))

    def kill(self) -> None:
        """Kill all processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running_service(folder: Path, environment: dict[str, str], **changes: str) -> Iterator[RunningService]:
    """Run a service with these settings until the context ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = folder / f"service-{port}.log"
    here = {"HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1", "SITE_URL": url}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "service"],
            cwd=ROOT,
            env=env_of({**environment, **here, **changes}),
            stderr=output,
            start_new_session=True,
        )
    service = RunningService(url, log, process)
    try:
        eventually(lambda: process.poll() is not None or service.answers(), 30)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=40)


def env_of(environment: dict[str, str]) -> dict[str, str]:
    """The environment of a process with these settings only."""
    kept = {name: os.environ[name] for name in ("PATH", "SSL_CERT_DIR")}
    return {**kept, "PYTHON_DOTENV_DISABLED": "1", "FLASK_SKIP_DOTENV": "1", **environment}


def flask_command(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Run a command of the service in a new process; its log lines are those of `stderr`."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "service", *arguments],
        cwd=ROOT,
        env=env_of(environment),
        stderr=subprocess.PIPE,
        text=True,
    )
