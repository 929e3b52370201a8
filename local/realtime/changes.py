"""Changes of rows, put together from the messages of the stream: which table, what became of the row, when."""

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
    """A table as its changes tell of it. `columns` are in the order of their values, `types` by column."""

    oid: int
    schema: str
    name: str
    columns: tuple[str, ...]
    types: dict[str, str]
    primary_key: frozenset[str]

    def texts(self, values: Values) -> Texts:
        """The values as Postgres writes them, by column. A large one that is not sent is left out."""
        pairs = zip(self.columns, values, strict=True)
        return {name: text for name, text in pairs if name in self.types and not isinstance(text, Unchanged)}

    def document(self, texts: Texts) -> str:
        """JSON of which Postgres makes a row of the table: every value is a text, but for those that are JSON."""
        members = (f"{json.dumps(name)}: {self._value(name, text)}" for name, text in texts.items())
        return f"{{{', '.join(members)}}}"

    def _value(self, name: str, text: str | None) -> str:
        return text if text is not None and self.types[name] in JSON else json.dumps(text)


@dataclass(frozen=True)
class RowChange:
    """A row that was inserted, updated or deleted by a transaction that has committed.

    `row` has the values afterwards, and `key` the primary key before. Of a deleted row there is no more than its key.
    """

    kind: str  # INSERT, UPDATE or DELETE
    table: Table
    row: Texts
    key: Texts
    transaction: Begin


class Assembler:
    """Turns messages into changes, keeping what the stream tells but once: tables and the running transaction."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._tables: dict[int, Table] = {}
        self._begin = Begin(0, 0, EPOCH)

    async def changes(self, batch: Sequence[bytes]) -> list[RowChange]:
        """The changes in these messages, in order."""
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
    """The table behind a relation message, as the catalogue has it now."""
    rows = await (await connection.execute(COLUMNS, [relation.oid])).fetchall()
    return Table(
        oid=relation.oid,
        schema=relation.schema,
        name=relation.name,
        columns=relation.columns,
        types={name: type_ for name, type_, _ in rows},
        primary_key=frozenset(name for name, _, is_key in rows if is_key),
    )
