"""Which changes a subscriber may see: Postgres decides, under the subscriber's role and claims.

The row is looked up by its primary key, so all policies of the table apply. The columns are those that the role may
select. A deleted row cannot be looked up: all subscribers get its primary key and nothing else, as from the real
Realtime.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from local.realtime.changes import RowChange, Table
from local.realtime.subscriptions import Binding

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
# `changed` is the row after the change, `before` its key before it, `seen` the row as the caller sees it now.
VISIBLE_CHANGE = """
    select to_jsonb(changed), to_jsonb(before)
    from jsonb_populate_record(null::{table}, %s) changed, jsonb_populate_record(null::{table}, %s) before
    where {visible}
"""

Rights = tuple[frozenset[str], bool]


class Visibility:
    """Decides what a caller may see, over a connection with the caller's role."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection
        self._rights: dict[int, Rights] = {}

    async def payload(self, change: RowChange, bindings: Sequence[Binding]) -> dict[str, Any] | None:
        """Return the message about the change for these bindings, None if the caller may not see it."""
        columns, is_restricted = await self._rights_to(change.table)
        key = change.table.primary_key
        if not columns or not key <= columns or (is_restricted and not key):
            return None
        # The right to a filtered column may have been revoked since the subscription.
        ids = [binding.id for binding in bindings if binding.filter is None or binding.filter[0] in columns]
        rows = await self._read(change, must_be_seen=is_restricted and change.kind != "DELETE") if ids else None
        return {"ids": ids, "data": _data(change, columns, *rows)} if rows else None

    async def _rights_to(self, table: Table) -> Rights:
        """Return the columns that the role may select, and whether row level security applies to it."""
        if table.oid not in self._rights:
            row = await (await self._connection.execute(RIGHTS, [table.oid])).fetchone()
            # Without a row the table was dropped.
            self._rights[table.oid] = (frozenset(row[0]), row[1]) if row else (frozenset(), True)
        return self._rights[table.oid]

    async def _read(self, change: RowChange, *, must_be_seen: bool) -> Any:
        table = sql.Identifier(change.table.schema, change.table.name)
        keys = [
            sql.SQL("seen.{0} = changed.{0}").format(sql.Identifier(name)) for name in sorted(change.table.primary_key)
        ]
        seen = sql.SQL("exists (select from {} seen where {})").format(table, sql.SQL(" and ").join(keys))
        query = sql.SQL(VISIBLE_CHANGE).format(table=table, visible=seen if must_be_seen else sql.SQL("true"))
        documents = [change.table.document(values) for values in (change.row, change.key)]
        try:
            async with self._connection.transaction():
                return await (await self._connection.execute(query, documents)).fetchone()
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
