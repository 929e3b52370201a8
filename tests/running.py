"""Stacks for tests: `python -m local` on free ports, in a temporary folder, without the developer's settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120.0
STOP_SECONDS = 60.0
SETTINGS = ("SUPABASE_", "PIXIO_", "COMFY_", "STRIPE_", "DEPLOYMENT_ID_", "SITE_URL", "PUBLIC_", "SERVICE_URL")


@dataclass(frozen=True)
class RunningStack:
    """The contents of a stack's ready file."""

    site_url: str
    service_url: str
    supabase_url: str
    db_url: str
    inbox_url: str
    pixio_url: str
    stripe_url: str | None
    publishable_key: str
    secret_key: str
    anon_key: str
    service_role_key: str
    pixio_webhook_secret: str
    pixio_api_key: str
    stripe_secret_key: str
    stripe_webhook_secret: str
    data_dir: Path
    pid: int
    # The secret of an external Supabase that signs its HS256 tokens.
    jwt_secret: str | None = None


def launch(data: Path, *arguments: str, project: Path = ROOT) -> subprocess.Popen[str]:
    """Start the project's `python -m local` with this data folder; the process's output is captured."""
    command = [sys.executable, "-m", "local", "--disposable", "--data", str(data), *arguments]
    if "--env-file" not in arguments:
        command += ["--env-file", os.devnull]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    return subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def start(data: Path, *arguments: str, project: Path = ROOT) -> tuple[subprocess.Popen[str], RunningStack]:
    """Start a stack on free ports; returns it and its process, which the caller must stop.

    Raises:
        AssertionError: with its output, if it does not start.
    """
    ready = ready_file(data)
    ready.unlink(missing_ok=True)
    process = launch(data, "--free-ports", "--ready-file", str(ready), *arguments, project=project)
    with suppress(AssertionError):
        eventually(lambda: ready.exists() or process.poll() is not None, START_SECONDS)
    if not ready.exists():
        process.terminate()
        raise AssertionError(f"The stack did not start:\n{output_of(process)}")
    return process, stack_of(ready)


@contextmanager
def running_stack(data: Path, *arguments: str, project: Path = ROOT) -> Iterator[RunningStack]:
    """Run a stack until the context ends."""
    process, stack = start(data, *arguments, project=project)
    try:
        yield stack
    finally:
        process.terminate()
        output_of(process)


def wait_until_reconciled(stack: RunningStack) -> None:
    """Wait for the first pass of the stack's reconciler, which would otherwise process the rows of the first test."""
    log = stack.data_dir / "logs" / "reconcile.log"
    eventually(lambda: log.exists() and "stripe reconciled" in log.read_text(encoding="utf-8"), START_SECONDS)


def output_of(process: subprocess.Popen[str], seconds: float = STOP_SECONDS) -> str:
    """Wait for the end of a process and return its output. If it takes too long, kills it and raises TimeoutExpired."""
    try:
        return process.communicate(timeout=seconds)[0]
    finally:
        process.kill()


def ready_file(data: Path) -> Path:
    """The ready file of a stack with this data folder."""
    return data.with_suffix(".ready.json")


def stack_of(ready_file: Path) -> RunningStack:
    """The stack that this ready file describes."""
    values: dict[str, Any] = json.loads(ready_file.read_text(encoding="utf-8"))
    return RunningStack(**{**values, "data_dir": Path(values["data_dir"])})


def eventually(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until the condition holds. Raises AssertionError if it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"still false after {seconds:g} s: {condition}")
        time.sleep(0.02)


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder for a stack's data."""
    with tempfile.TemporaryDirectory(prefix="stack-", ignore_cleanup_errors=True) as path:
        yield Path(path) / "data"
