"""Access to the schema auth as supabase_auth_admin with the search path `auth`, as the real Auth has it.

So a trigger on auth.users that would fail in a hosted project fails here, too.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

from local.auth.errors import UNEXPECTED, AuthError
from local.auth.redirects import AllowList
from local.auth.settings import Settings
from local.config import StackConfig

ENTER: LiteralString = "select set_config('search_path', 'auth', true), set_config('role', 'supabase_auth_admin', true)"

Row = dict[str, Any]
Database = AsyncConnection[Any]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Auth:
    """One running Auth: its configuration, settings and database."""

    config: StackConfig
    settings: Settings
    redirects: AllowList
    pool: AsyncConnectionPool[Any]

    @asynccontextmanager
    async def transaction(self, failure: str = UNEXPECTED) -> AsyncIterator[Database]:
        """Open a transaction; an exception rolls it back.

        An error of the database is logged and becomes AuthError 500 with the message `failure`.
        """
        try:
            async with self.pool.connection() as connection, connection.transaction():
                await connection.execute(ENTER)
                yield connection
        except psycopg.Error as error:
            log.warning("auth: database error: %s: %s", failure, error)
            raise AuthError(500, "unexpected_failure", failure) from error


def auth_of(request: Request) -> Auth:
    """Return the Auth of this request."""
    auth: Auth = request.app.state.auth
    return auth


async def rows(db: Database, query: LiteralString, *params: Any) -> list[Row]:
    """Return all rows as dicts."""
    async with db.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


async def row(db: Database, query: LiteralString, *params: Any) -> Row | None:
    """Return the first row as a dict, None if there is none."""
    found = await rows(db, query, *params)
    return found[0] if found else None


async def run(db: Database, query: LiteralString, *params: Any) -> int:
    """Execute a statement; return the number of affected rows."""
    return (await db.execute(query, params)).rowcount


async def insert(db: Database, table: str, **columns: Any) -> None:
    """Insert a row with the current time."""
    now = datetime.now(UTC)
    columns = {"created_at": now, "updated_at": now, **columns}
    names, places = (
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(sql.Placeholder() * len(columns)),
    )
    query = sql.SQL("insert into auth.{} ({}) values ({})").format(sql.Identifier(table), names, places)
    await db.execute(query, _values(columns))


async def update(db: Database, table: str, row_id: object, **columns: Any) -> None:
    """Update columns of the row with this id."""
    columns["updated_at"] = datetime.now(UTC)
    changes = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns)
    query = sql.SQL("update auth.{} set {} where id = %s").format(sql.Identifier(table), changes)
    await db.execute(query, [*_values(columns), row_id])


def _values(columns: dict[str, Any]) -> list[Any]:
    return [Jsonb(value) if isinstance(value, dict) else value for value in columns.values()]
