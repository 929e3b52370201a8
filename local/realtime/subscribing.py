"""Subscribe a channel to the database: can its bindings be served to this caller, and from where on?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql
from psycopg_pool import AsyncConnectionPool

from local.claims import Caller, acting_as
from local.realtime.bindings import Binding, Impossible, read_binding
from local.realtime.feed import Subscription
from local.realtime.replication import PUBLICATION

Connection = AsyncConnection[Any]

IS_PUBLISHED = """
    select exists (
      select from pg_publication_tables where pubname = %s and schemaname = %s and %s::text in ('*', tablename)
    )
"""
MAY_SELECT = """
    select exists (
      select from pg_attribute
      where attrelid = to_regclass(%s) and attname = %s and attnum > 0 and not attisdropped
        and has_column_privilege(attrelid, attnum, 'select')
    )
"""
PLACE_IN_WAL = "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"


async def subscribe(pool: AsyncConnectionPool[Any], caller: Caller, asked: Sequence[dict[str, Any]]) -> Subscription:
    """A subscription for this caller, to what is committed from now on.

    Raises:
        Impossible: if one of the bindings cannot be served, which is enough to refuse them all.
        psycopg.Error: if the database cannot be asked.
    """
    bindings = tuple(read_binding(binding, place) for place, binding in enumerate(asked, 1))
    async with acting_as(pool, caller) as connection:
        for binding in bindings:
            await _check(connection, binding)
        return Subscription(caller, bindings, await _ask(connection, PLACE_IN_WAL))


async def _check(connection: Connection, binding: Binding) -> None:
    if not await _ask(connection, IS_PUBLISHED, PUBLICATION, binding.schema, binding.table):
        parameters = f"event: {binding.event}, schema: {binding.schema}, table: {binding.table}"
        _refuse(f"Please check Realtime is enabled for the given connect parameters: [{parameters}]")
    if binding.filter is None:
        return
    table, column = sql.Identifier(binding.schema, binding.table), binding.filter.column
    if not await _ask(connection, MAY_SELECT, table.as_string(), column):
        _refuse(f"invalid column for filter {column}")
    query = sql.SQL("select {} from jsonb_populate_record(null::{}, '{{}}') told")
    try:
        async with connection.transaction():
            await connection.execute(query.format(binding.filter.condition("told"), table), binding.filter.values)
    except psycopg.DatabaseError as error:
        if error.sqlstate is None:
            raise
        _refuse(f"invalid value for filter {column}: {error.diag.message_primary}")


async def _ask(connection: Connection, query: str, *parameters: object) -> Any:
    row = await (await connection.execute(query.encode(), parameters)).fetchone()
    return row and row[0]


def _refuse(reason: str) -> None:
    raise Impossible(f"Unable to subscribe to changes with given parameters. {reason}")
