"""The data folder of a stack: one stack at a time, and emptied only of what a stack has put there."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    "keys.new",
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
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StackError(f"Another stack (process {lock.read().strip()}) already uses {folder}.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def empty(folder: Path) -> None:
    """Remove what a stack keeps, and nothing else."""
    for name in CONTENTS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
