"""What every route works with, and its transactions, which run as the role that runs Auth in a hosted project.

That role is no superuser and sees only the schema `auth`, so a trigger on auth.users that would fail there fails here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

from local.auth.redirects import AllowList
from local.auth.settings import Settings
from local.config import StackConfig

ENTER: LiteralString = "select set_config('search_path', 'auth', true), set_config('role', 'supabase_auth_admin', true)"

Row = dict[str, Any]
Database = AsyncConnection[Any]


@dataclass(frozen=True)
class Auth:
    """One running Auth: where it is, by which rules, over which database."""

    config: StackConfig
    settings: Settings
    redirects: AllowList
    pool: AsyncConnectionPool[Any]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Database]:
        """One transaction as supabase_auth_admin; an exception rolls it back."""
        async with self.pool.connection() as connection, connection.transaction():
            await connection.execute(ENTER)
            yield connection


def auth_of(request: Request) -> Auth:
    """The Auth that answers this request."""
    auth: Auth = request.app.state.auth
    return auth


async def rows(db: Database, query: LiteralString, *params: Any) -> list[Row]:
    """All rows, as dicts."""
    async with db.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()


async def row(db: Database, query: LiteralString, *params: Any) -> Row | None:
    """The first row as a dict, None if there is none."""
    async with db.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchone()


async def run(db: Database, query: LiteralString, *params: Any) -> int:
    """Execute; the number of rows touched."""
    return (await db.execute(query, params)).rowcount
