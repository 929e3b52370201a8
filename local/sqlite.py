"""SQLite files in which stand-ins keep their data."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from local.errors import RESET_HINT, StackError


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that commits each statement and does not wait for the disk.

    Raises StackError if the file is not a database.
    """
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("pragma synchronous = off")
    except sqlite3.DatabaseError as error:
        raise StackError(f"{path} is damaged ({error}). Repair it, or {RESET_HINT}") from error
    return database
