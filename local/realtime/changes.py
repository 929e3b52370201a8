"""Changes of rows, assembled from the messages of the stream: the table, the values, the transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from local.realtime import pgoutput
from local.realtime.pgoutput import EPOCH, Begin, Change, Relation, Unchanged, Values

COLUMNS = """
    select attname::text, typname::text, coalesce(attnum = any (indkey), false)
    from pg_attribute
    join pg_type on pg_type.oid = atttypid
    left join pg_index on indrelid = attrelid and indisprimary
    where attrelid = %s and attnum > 0 and not attisdropped
"""
JSON = ("json", "jsonb")

Texts = dict[str, str | None]


@dataclass(frozen=True)
class Table:
    """A table in the stream. `columns` are in the order of their values, `types` by column."""

    oid: int
    schema: str
    name: str
    columns: tuple[str, ...]
    types: dict[str, str]
    primary_key: frozenset[str]

    def texts(self, values: Values) -> Texts:
        """Return the values as Postgres writes them, by column, without large ones that the stream leaves out."""
        pairs = zip(self.columns, values, strict=True)
        return {name: text for name, text in pairs if name in self.types and not isinstance(text, Unchanged)}

    def document(self, texts: Texts) -> str:
        """Return JSON from which Postgres makes a row of the table: all values are strings, except JSON values."""
        members = (f"{json.dumps(name)}: {self._value(name, text)}" for name, text in texts.items())
        return f"{{{', '.join(members)}}}"

    def _value(self, name: str, text: str | None) -> str:
        return text if text is not None and self.types[name] in JSON else json.dumps(text)


@dataclass(frozen=True)
class RowChange:
    """A row that a committed transaction inserted, updated or deleted.

    `row` has the values after the change, `key` the primary key before it. A deleted row has only its key.
    """

    kind: str  # INSERT, UPDATE or DELETE
    table: Table
    row: Texts
    key: Texts
    transaction: Begin


class Assembler:
    """Turns messages into changes. Remembers tables and the current transaction, which the stream sends once."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._tables: dict[int, Table] = {}
        self._begin = Begin(0, 0, EPOCH)

    async def changes(self, batch: Sequence[bytes]) -> list[RowChange]:
        """Return the changes in these messages, in order."""
        changes = []
        for payload in batch:
            message = pgoutput.decode(payload)
            if isinstance(message, Begin):
                self._begin = message
            elif isinstance(message, Relation):
                async with self._pool.connection() as connection:
                    self._tables[message.oid] = await _describe(connection, message)
            elif isinstance(message, Change):
                changes.append(self._change(message))
        return changes

    def _change(self, change: Change) -> RowChange:
        table = self._tables[change.relation_oid]
        before = table.texts(change.old or change.new or ())
        key = {name: text for name, text in before.items() if name in table.primary_key}
        row = key if change.new is None else table.texts(change.new)
        return RowChange(change.kind, table, row, key, self._begin)


async def _describe(connection: AsyncConnection[Any], relation: Relation) -> Table:
    """Return the table of a relation message, as the catalogue has it now."""
    rows = await (await connection.execute(COLUMNS, [relation.oid])).fetchall()
    return Table(
        oid=relation.oid,
        schema=relation.schema,
        name=relation.name,
        columns=relation.columns,
        types={name: type_ for name, type_, _ in rows},
        primary_key=frozenset(name for name, _, is_key in rows if is_key),
    )
