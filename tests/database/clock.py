"""A clock that tests set: replaces now() in the database's functions within one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from psycopg import Connection

from .conftest import Database, Row

FUNCTIONS_WITH_NOW = """
    select pg_get_functiondef(oid) as definition from pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prokind = 'f' and prosrc ~ 'now\\(\\)'"""


class Clock:
    """The time in the functions of one transaction."""

    def __init__(self, connection: Connection[Row]) -> None:
        self.connection = connection
        for row in connection.execute(FUNCTIONS_WITH_NOW).fetchall():
            definition = row["definition"].replace("now()", "current_setting('tests.now')::timestamptz")
            connection.execute(definition.encode())

    def set(self, now: datetime) -> None:
        """Set the time."""
        self.now = now
        self.connection.execute("select set_config('tests.now', %s, false)", [now.isoformat()])

    def advance(self, **duration: float) -> None:
        """Advance the time."""
        self.set(self.now + timedelta(**duration))


@contextmanager
def rolled_back_database(url: str) -> Iterator[tuple[Database, Clock]]:
    """A database in one transaction that is rolled back, with its clock."""
    db = Database(url)
    with db.connection, db.connection.transaction(force_rollback=True):
        yield db, Clock(db.connection)
