"""Who may see a change, and how it is told: Postgres decides, under the role and the claims of the subscriber.

The row itself is looked up by its primary key, so that every policy on the table has its say. The columns are those that
the role may select. Of a deleted row nothing is left to look up: everyone who listens hears of it, and gets its primary
key and nothing more, as from the real Realtime.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from local.realtime.bindings import Binding
from local.realtime.changes import RowChange, Table

RIGHTS = """
    select
      array(
        select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped
          and has_schema_privilege(relnamespace, 'usage') and has_column_privilege(attrelid, attnum, 'select')
      ),
      row_security_active(pg_class.oid)
    from pg_class where oid = %s
"""
# `told` is the row as the change has it, `before` its key before that, `seen` the row as the caller sees it now.
TOLD = """
    select to_jsonb(told), to_jsonb(before), array[{filters}]::boolean[]
    from jsonb_populate_record(null::{table}, %s) told, jsonb_populate_record(null::{table}, %s) before
    where {visible}
"""

Rights = tuple[frozenset[str], bool]


class Judge:
    """Says, over a connection that has assumed a caller's role, what the caller may be told."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection
        self._rights: dict[int, Rights] = {}

    async def judge(self, change: RowChange, bindings: Sequence[Binding]) -> dict[str, Any] | None:
        """The change as the subscriber hears of it by these bindings, or None if they may not."""
        columns, is_restricted = await self._rights_to(change.table)
        key = change.table.primary_key
        if not columns or not key <= columns or (is_restricted and not key):
            return None
        # A column that is not told passes no filter.
        asked = [one for one in bindings if one.filter is None or one.filter.column in columns & change.row.keys()]
        must_be_seen = is_restricted and change.kind != "DELETE"
        answer = await self._ask(change, asked, must_be_seen) if asked else None
        if answer is None:
            return None
        row, before, passed = answer
        ids = [binding.id for binding, passes in zip(asked, passed, strict=True) if passes]
        return {"ids": ids, "data": _data(change, columns, row, before)} if ids else None

    async def _rights_to(self, table: Table) -> Rights:
        """The columns that the role may select, and whether row level security restricts it."""
        if table.oid not in self._rights:
            row = await (await self._connection.execute(RIGHTS, [table.oid])).fetchone()
            # Without a row the table has been dropped since.
            self._rights[table.oid] = (frozenset(row[0]), row[1]) if row else (frozenset(), True)
        return self._rights[table.oid]

    async def _ask(self, change: RowChange, bindings: Sequence[Binding], must_be_seen: bool) -> Any:
        table = sql.Identifier(change.table.schema, change.table.name)
        filters = [one.filter.condition("told") if one.filter else sql.SQL("true") for one in bindings]
        keys = [
            sql.SQL("seen.{0} = told.{0}").format(sql.Identifier(name)) for name in sorted(change.table.primary_key)
        ]
        seen = sql.SQL("exists (select from {} seen where {})").format(table, sql.SQL(" and ").join(keys))
        visible = seen if must_be_seen else sql.SQL("true")
        query = sql.SQL(TOLD).format(filters=sql.SQL(", ").join(filters), table=table, visible=visible)
        values = [value for one in bindings if one.filter for value in one.filter.values]
        documents = [change.table.document(texts) for texts in (change.row, change.key)]
        try:
            async with self._connection.transaction():
                return await (await self._connection.execute(query, [*values, *documents])).fetchone()
        except psycopg.DatabaseError:  # a policy that fails shows nothing
            return None


def _data(change: RowChange, columns: frozenset[str], row: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    table = change.table
    data: dict[str, Any] = {
        "schema": table.schema,
        "table": table.name,
        "commit_timestamp": change.transaction.committed_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "type": change.kind,
        "columns": [
            {"name": name, "type": table.types[name]} for name in table.columns if name in columns & table.types.keys()
        ],
        "errors": None,
    }
    if change.kind != "DELETE":
        data["record"] = {name: row[name] for name in change.row if name in columns}
    if change.kind != "INSERT":
        data["old_record"] = {name: before[name] for name in change.key}
    return data
