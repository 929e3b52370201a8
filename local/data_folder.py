"""The data folder of a stack: used by one stack at a time, and emptied only of the stack's own files."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from local.errors import StackError

CONTENTS = ("postgres", "postgres.new", "storage", "mails", "pixio", "stripe", "logs", "keys.json", "config.json")


@contextmanager
def only_stack_on(folder: Path) -> Iterator[None]:
    """Lock the folder for this process. Raises StackError if another stack uses it, or it cannot be created."""
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
    """Try to lock the file, until it is closed; return whether that worked."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_private(path: Path, values: dict[str, Any]) -> None:
    """Write JSON with keys in one step, readable by this user only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(values, indent=2), encoding="utf-8")
    unfinished.replace(path)


def empty(folder: Path) -> None:
    """Remove the files of a stack, and nothing else."""
    for name in CONTENTS:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
