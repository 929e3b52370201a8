"""The data folder of a stack: one stack at a time, its files written as a whole, and emptied only of what a stack put there."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from local.errors import StackError

CONTENTS = (
    "postgres",
    "postgres.new",
    "storage",
    "mails",
    "pixio",
    "stripe",
    "logs",
    "keys.json",
    "config.json",
    "made-with",
)


@contextmanager
def only_stack_on(folder: Path) -> Iterator[None]:
    """Hold the folder for this process. Raises StackError if another stack uses it, or it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise StackError(f"The data folder cannot be used: {error}") from error
    with lock:
        if not try_to_lock(lock):
            lock.seek(0)
            raise StackError(f"Another stack (process {lock.read().strip()}) already uses {folder}.")
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def try_to_lock(file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    """Whether this process holds the file's lock now. It does until the file is closed."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_private(path: Path, values: dict[str, Any]) -> None:
    """Write this JSON as a whole, readable by this user only: it holds keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half_done = path.with_name(f".{path.name}.{os.getpid()}")
    half_done.touch(mode=0o600)
    half_done.write_text(json.dumps(values, indent=2), encoding="utf-8")
    half_done.replace(path)


def empty(folder: Path) -> None:
    """Remove what a stack keeps, and nothing else."""
    for name in CONTENTS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
