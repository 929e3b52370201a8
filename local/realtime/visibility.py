"""Who may see a change: Postgres decides, under the role and the claims of the subscriber.

The row itself is looked up by its primary key, so that every policy on the table has its say; the columns are those
that the role may select. Of a deleted row nothing is left to look up: everyone who listens hears of it, and gets its
primary key and nothing more, as the real Realtime does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from local.realtime.changes import RowChange
from local.realtime.subscriptions import Binding
from local.realtime.tables import Table

Connection = AsyncConnection[Any]

RIGHTS = """
    select
      array(
        select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped
          and has_schema_privilege(relnamespace, 'usage') and has_column_privilege(attrelid, attnum, 'select')
      ),
      relrowsecurity,
      row_security_active(pg_class.oid)
    from pg_class where oid = %s
"""


@dataclass(frozen=True)
class Rights:
    """What a role may do with a table: the columns it may select, whether the table has row level security at all,
    and whether that holds for this role."""

    columns: frozenset[str]
    has_row_security: bool
    is_restricted: bool


async def rights_of(connection: Connection, table: Table) -> Rights:
    """The rights of the role that the connection has assumed."""
    row = await (await connection.execute(RIGHTS, [table.oid])).fetchone()
    if row is None:  # the table has been dropped since
        return Rights(frozenset(), True, True)
    columns, has_row_security, is_restricted = row
    return Rights(frozenset(columns), has_row_security, is_restricted)


async def may_see(connection: Connection, change: RowChange, rights: Rights) -> bool:
    """Whether this change may be told at all."""
    if not rights.columns or not change.table.primary_key <= rights.columns:
        return False
    if change.kind == "DELETE" or not rights.is_restricted:
        return True
    return await _sees_row(connection, change)


async def passes(connection: Connection, change: RowChange, binding: Binding, rights: Rights) -> bool:
    """Whether all filters of the binding let the change through. A column that is not told passes no filter."""
    texts = change.texts
    if not binding.columns <= rights.columns & texts.keys():
        return False
    for condition in binding.filters:
        type_ = change.table.type_of(condition.column)
        if not await condition.passes(connection, type_, texts[condition.column]):
            return False
    return True


def told(change: RowChange, rights: Rights, select: tuple[str, ...] | None) -> dict[str, Any]:
    """The change as a subscriber with these rights hears of it."""
    columns = rights.columns if select is None else rights.columns & (change.table.primary_key | set(select))
    data: dict[str, Any] = {
        "schema": change.table.schema,
        "table": change.table.name,
        "commit_timestamp": change.transaction.committed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "type": change.kind,
        "columns": _columns(change, columns),
        "errors": None,
    }
    if change.new is not None:
        data["record"] = _only(change.table.record(change.new), columns)
    if change.kind != "INSERT":
        data["old_record"] = _only(_old_record(change, rights), columns)
    return data


async def _sees_row(connection: Connection, change: RowChange) -> bool:
    key = {column: text for column, text in change.texts.items() if column in change.table.primary_key}
    if not key:
        return False
    table = sql.Identifier(change.table.schema, change.table.name)
    conditions = [sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder()) for column in key]
    query = sql.SQL("select exists (select from {} where {})").format(table, sql.SQL(" and ").join(conditions))
    try:
        async with connection.transaction():
            row = await (await connection.execute(query, list(key.values()))).fetchone()
    except psycopg.DatabaseError:  # a policy that fails shows nothing
        return False
    return row is not None and row[0] is True


def _old_record(change: RowChange, rights: Rights) -> dict[str, Any]:
    """The primary key before the change, and with it all that is known, if no row level security hides anything."""
    record = change.table.record(change.old or change.new or ())
    key = _only(record, change.table.primary_key)
    if rights.has_row_security or change.old is None:
        return key
    return {name: value for name, value in record.items() if value is not None} | key


def _columns(change: RowChange, columns: frozenset[str]) -> list[dict[str, str]]:
    pairs = zip(change.table.columns, change.table.types, strict=True)
    return [{"name": name, "type": type_.name} for name, type_ in pairs if name in columns]


def _only(record: dict[str, Any], columns: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name in columns}
