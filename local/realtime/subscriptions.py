"""Subscriptions of channels to the database: the bindings that a join asks for, checked, and where in the WAL they begin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg_pool import AsyncConnectionPool

from local.claims import Caller, acting_as
from local.realtime.changes import RowChange
from local.realtime.replication import PUBLICATION

# The product needs no other operator.
FILTER = re.compile(r"([^=]+)=eq\.(.*)", re.DOTALL)
EVENTS = ("*", "INSERT", "UPDATE", "DELETE")
IS_PUBLISHED = """
    select from pg_publication_tables where pubname = %s and schemaname = %s and %s::text in ('*', tablename)
"""
MAY_SELECT = """
    select from pg_attribute
    where attrelid = to_regclass(%s) and attname = %s and attnum > 0 and not attisdropped
      and has_column_privilege(attrelid, attnum, 'select')
"""
WAL_POSITION = "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"


class Impossible(Exception):
    """Bindings that can never be served. The text is safe to show."""


@dataclass(frozen=True)
class Binding:
    """One `postgres_changes` listener. Its id is its position in the join. The table `*` is every table of the schema."""

    id: int
    event: str
    schema: str
    table: str
    filter: tuple[str, str] | None  # column and value

    def matches(self, change: RowChange) -> bool:
        """Return whether the change has this kind and table, and passes the filter."""
        table = change.table
        of_table = self.schema == table.schema and self.table in ("*", table.name)
        passes = self.filter is None or change.row.get(self.filter[0]) == self.filter[1]
        return of_table and passes and self.event in ("*", change.kind)


@dataclass(frozen=True)
class Subscription:
    """Which changes a channel gets, for which caller, and from which position in the WAL on."""

    caller: Caller
    bindings: tuple[Binding, ...]
    begins_at: int

    def matching(self, change: RowChange) -> list[Binding]:
        """Return the bindings that match this change."""
        if change.transaction.lsn < self.begins_at:
            return []
        return [binding for binding in self.bindings if binding.matches(change)]


async def subscribe(pool: AsyncConnectionPool[Any], caller: Caller, entries: Sequence[dict[str, Any]]) -> Subscription:
    """Return a subscription of this caller to all changes that are committed from now on.

    Raises Impossible if one of the bindings cannot be served (then none is), psycopg.Error without the database.
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


def read_binding(entry: dict[str, Any], id_: int) -> Binding:
    """Return the binding for an entry of a join's `postgres_changes`; raise Impossible."""
    event, schema, table, text = (_text(entry, name) for name in ("event", "schema", "table", "filter"))
    if (event or "*").upper() not in EVENTS:
        raise Impossible(f"event must be one of {', '.join(EVENTS)}")
    return Binding(id_, (event or "*").upper(), schema or "public", table or "*", parse_filter(text) if text else None)


def parse_filter(text: str) -> tuple[str, str]:
    """Return column and value of a filter such as `user_id=eq.42`; raise Impossible."""
    match = FILTER.fullmatch(text)
    if match is None:
        raise Impossible(f"Error parsing `filter` params: {text!r}. The local Realtime has filters by eq only.")
    return match[1], match[2]


def _text(entry: dict[str, Any], name: str) -> str | None:
    value = entry.get(name)
    if not isinstance(value, str | None) or "\0" in (value or ""):
        raise Impossible(f"{name} must be a string")
    return value
