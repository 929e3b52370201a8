"""Changes of rows, assembled from the messages of the stream: the table, the values, the transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg_pool import AsyncConnectionPool

from local.realtime.pgoutput import EPOCH, Reader, Unchanged, Values

COLUMNS = """
    select attname::text, typname::text, coalesce(attnum = any (indkey), false)
    from pg_attribute
    join pg_type on pg_type.oid = atttypid
    left join pg_index on indrelid = attrelid and indisprimary
    where attrelid = %s and attnum > 0 and not attisdropped
"""
JSON = ("json", "jsonb")
KINDS = {b"I": "INSERT", b"U": "UPDATE", b"D": "DELETE"}

Texts = dict[str, str | None]


@dataclass(frozen=True)
class Transaction:
    """A committed transaction, which begins at this position in the WAL."""

    lsn: int
    committed_at: datetime
    xid: int


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
    transaction: Transaction


class Assembler:
    """Turns messages into changes. Remembers tables and the current transaction, which the stream sends once."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._tables: dict[int, Table] = {}
        self._transaction = Transaction(0, EPOCH, 0)

    async def changes(self, batch: Sequence[bytes]) -> list[RowChange]:
        """Return the changes in these messages, in order. Other messages (commits, types, truncations) are skipped."""
        changes = []
        for payload in batch:
            reader = Reader(payload)
            kind = reader.take()
            if kind == b"B":
                lsn, time = reader.number("q"), EPOCH + timedelta(microseconds=reader.number("q"))
                self._transaction = Transaction(lsn, time, reader.number("I"))
            elif kind == b"R":
                table = await self._read_table(reader)
                self._tables[table.oid] = table
            elif kind in KINDS:
                changes.append(self._read_change(KINDS[kind], reader))
        return changes

    async def _read_table(self, reader: Reader) -> Table:
        """Return the table of a relation message, as the catalogue has it now."""
        oid, schema, name = reader.number("I"), reader.text(), reader.text()
        reader.take()  # replica identity
        columns = tuple(reader.column() for _ in range(reader.number("h")))
        async with self._pool.connection() as connection:
            rows = await (await connection.execute(COLUMNS, [oid])).fetchall()
        types = {column: type_ for column, type_, _ in rows}
        return Table(oid, schema, name, columns, types, frozenset(column for column, _, is_key in rows if is_key))

    def _read_change(self, kind: str, reader: Reader) -> RowChange:
        table, new, old = self._tables[reader.number("I")], None, None
        # The old row (K: only its key, O: all values) is absent from an INSERT, and from an UPDATE with the same key.
        if (part := reader.take()) in (b"K", b"O"):
            old = reader.values()
            part = b"" if kind == "DELETE" else reader.take()
        if part == b"N":
            new = reader.values()
        before = table.texts(old or new or ())
        key = {name: text for name, text in before.items() if name in table.primary_key}
        return RowChange(kind, table, key if new is None else table.texts(new), key, self._transaction)
