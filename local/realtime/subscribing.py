"""Subscribe a channel to the database: check its bindings, and note from where in the WAL they begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg_pool import AsyncConnectionPool

from local.claims import Caller, acting_as
from local.realtime.bindings import Binding, Impossible, read_binding
from local.realtime.feed import Subscription
from local.realtime.replication import PUBLICATION

IS_PUBLISHED = """
    select from pg_publication_tables where pubname = %s and schemaname = %s and %s::text in ('*', tablename)
"""
MAY_SELECT = """
    select from pg_attribute
    where attrelid = to_regclass(%s) and attname = %s and attnum > 0 and not attisdropped
      and has_column_privilege(attrelid, attnum, 'select')
"""
WAL_POSITION = "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"


async def subscribe(pool: AsyncConnectionPool[Any], caller: Caller, entries: Sequence[dict[str, Any]]) -> Subscription:
    """Return a subscription of this caller to all changes that are committed from now on.

    Raises:
        Impossible: if one of the bindings cannot be served; then none is.
        psycopg.Error: if the database does not respond.
    """
    bindings = tuple(read_binding(entry, position) for position, entry in enumerate(entries, 1))
    async with acting_as(pool, caller) as connection:
        for binding in bindings:
            await _check(connection, binding)
        row = await (await connection.execute(WAL_POSITION)).fetchone()
        return Subscription(caller, bindings, row[0] if row else 0)


async def _check(connection: AsyncConnection[Any], binding: Binding) -> None:
    published = await connection.execute(IS_PUBLISHED, [PUBLICATION, binding.schema, binding.table])
    if not published.rowcount:
        parameters = f"event: {binding.event}, schema: {binding.schema}, table: {binding.table}"
        _refuse(f"Please check Realtime is enabled for the given connect parameters: [{parameters}]")
    if binding.filter:
        table = sql.Identifier(binding.schema, binding.table).as_string()
        allowed = await connection.execute(MAY_SELECT, [table, binding.filter[0]])
        if not allowed.rowcount:
            _refuse(f"invalid column for filter {binding.filter[0]}")


def _refuse(reason: str) -> None:
    raise Impossible(f"Unable to subscribe to changes with given parameters. {reason}")
