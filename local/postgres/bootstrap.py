"""Prepare an empty cluster like the database of a Supabase project before its first migration."""

from __future__ import annotations

from pathlib import Path

import psycopg

from local.errors import StackError
from local.programs import ROOT

# The order matters.
SCRIPTS = (
    ROOT / "local" / "postgres" / "roles.sql",
    ROOT / "local" / "auth" / "schema.sql",
    ROOT / "local" / "storage" / "schema.sql",
)


def bootstrap(url: str) -> None:
    """Run the scripts as the superuser of `url`. Raises StackError that names the failed script."""
    with psycopg.connect(url) as connection:
        for script in SCRIPTS:
            _run(connection, script)


def _run(connection: psycopg.Connection, script: Path) -> None:
    try:
        connection.execute(script.read_bytes())
    except psycopg.Error as error:
        raise StackError(f"{script.relative_to(ROOT)} failed: {error}") from error
