"""Changes of rows, put together from the messages of the stream: which table, what became of the row, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg_pool import AsyncConnectionPool

from local.realtime import pgoutput, tables
from local.realtime.pgoutput import EPOCH, Begin, Change, Relation
from local.realtime.tables import Table, Texts


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
                    self._tables[message.oid] = await tables.describe(connection, message)
            elif isinstance(message, Change):
                changes.append(self._change(message))
        return changes

    def _change(self, change: Change) -> RowChange:
        table = self._tables[change.relation_oid]
        before = table.texts(change.old or change.new or ())
        key = {name: text for name, text in before.items() if name in table.primary_key}
        row = key if change.new is None else table.texts(change.new)
        return RowChange(change.kind, table, row, key, self._begin)
