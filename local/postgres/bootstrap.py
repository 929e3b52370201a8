"""Makes an empty cluster into what a Supabase project's database is before its first migration."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg

from local.errors import StackError
from local.programs import ROOT

# In this order: later ones build on earlier ones.
SCRIPTS = (
    ROOT / "local" / "postgres" / "roles.sql",
    ROOT / "local" / "auth" / "schema.sql",
    ROOT / "local" / "storage" / "schema.sql",
)


def bootstrap(url: str) -> None:
    """Run the scripts as the superuser of `url`. Raises StackError that names the script which failed."""
    with psycopg.connect(url) as connection:
        for script in SCRIPTS:
            _run(connection, script)


def fingerprint() -> str:
    """A hash of the scripts, by which a data folder remembers what it was made with."""
    return hashlib.sha256(b"\0".join(script.read_bytes() for script in SCRIPTS)).hexdigest()


def _run(connection: psycopg.Connection, script: Path) -> None:
    try:
        connection.execute(script.read_bytes())
    except psycopg.Error as error:
        raise StackError(f"{script.relative_to(ROOT)} failed: {error}") from error
