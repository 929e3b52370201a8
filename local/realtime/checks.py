"""Find out, when a channel joins, whether the database can serve its bindings at all."""

from __future__ import annotations

import psycopg
from psycopg import sql

from local.realtime.filters import Filter
from local.realtime.replication import PUBLICATION
from local.realtime.subscriptions import Binding
from local.realtime.visibility import Connection

PUBLISHED = """
    select exists (
      select from pg_publication_tables
      where pubname = %s and %s::text in ('*', schemaname) and coalesce(%s::text, '*') in ('*', tablename)
    )
"""
COLUMN = """
    select format_type(atttypid, null) from pg_attribute
    where attrelid = to_regclass(%s) and attname = %s and attnum > 0 and not attisdropped
      and has_column_privilege(attrelid, attnum, 'select')
"""


async def objection(connection: Connection, bindings: list[Binding]) -> str | None:
    """Why these bindings cannot be served to the role that the connection has assumed, or None.

    One that cannot is enough to refuse them all.
    """
    for binding in bindings:
        reason = await _objection(connection, binding)
        if reason is not None:
            return f"Unable to subscribe to changes with given parameters. {reason}"
    return None


async def place_in_wal(connection: Connection) -> int:
    """How far the WAL has come: what has been committed before now lies below."""
    row = await (await connection.execute("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")).fetchone()
    return int(row[0]) if row else 0


async def _objection(connection: Connection, binding: Binding) -> str | None:
    row = await (await connection.execute(PUBLISHED, [PUBLICATION, binding.schema, binding.table])).fetchone()
    if row is None or not row[0]:
        parameters = f"event: {binding.event}, schema: {binding.schema}, table: {binding.table or '*'}"
        return f"Please check Realtime is enabled for the given connect parameters: [{parameters}]"
    for condition in binding.filters:
        reason = await _filter_objection(connection, binding, condition)
        if reason is not None:
            return reason
    return await _select_objection(connection, binding)


async def _filter_objection(connection: Connection, binding: Binding, condition: Filter) -> str | None:
    type_ = await _type_of(connection, binding, condition.column)
    if type_ is None:
        return f"invalid column for filter {condition.column}"
    if condition.operator == "is":
        return None
    query = sql.SQL("select %s::{}[]").format(sql.SQL(type_))
    try:
        async with connection.transaction():
            await connection.execute(query, [list(condition.values)])
    except psycopg.DatabaseError as error:
        return f"invalid value for filter {condition.column}: {error.diag.message_primary}"
    return None


async def _select_objection(connection: Connection, binding: Binding) -> str | None:
    for column in binding.select or ():
        if await _type_of(connection, binding, column) is None:
            return f"invalid column for select {column}"
    return None


async def _type_of(connection: Connection, binding: Binding, column: str) -> str | None:
    """The type of a column that the caller may select."""
    table = sql.Identifier(binding.schema, binding.table or "").as_string()
    row = await (await connection.execute(COLUMN, [table, column])).fetchone()
    return row[0] if row else None
