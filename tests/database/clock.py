"""A clock that a test turns: the database's own functions, except that now() is when the test says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from psycopg import Connection

from .conftest import Database, Row

TELLING_THE_TIME = """
    select pg_get_functiondef(oid) as definition from pg_proc
    where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prokind = 'f' and prosrc ~ 'now\\(\\)'"""


class Clock:
    """The time in the functions of one transaction."""

    def __init__(self, connection: Connection[Row]) -> None:
        self.connection = connection
        for row in connection.execute(TELLING_THE_TIME).fetchall():
            turned = row["definition"].replace("now()", "current_setting('tests.now')::timestamptz")
            connection.execute(turned.encode())

    def set(self, now: datetime) -> None:
        """It is `now`."""
        self.now = now
        self.connection.execute("select set_config('tests.now', %s, false)", [now.isoformat()])

    def go_on(self, **duration: float) -> None:
        """Time passes."""
        self.set(self.now + timedelta(**duration))


@contextmanager
def another_world(url: str) -> Iterator[tuple[Database, Clock]]:
    """The database as one transaction sees it that nobody else ever will, and its clock."""
    db = Database(url)
    with db.connection, db.connection.transaction(force_rollback=True):
        yield db, Clock(db.connection)
