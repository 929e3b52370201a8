"""Changes of rows, put together from the messages of the stream: which table, what became of the row, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg_pool import AsyncConnectionPool

from local.realtime import pgoutput, tables
from local.realtime.pgoutput import EPOCH, Begin, Change, Relation, Values
from local.realtime.tables import Table


@dataclass(frozen=True)
class RowChange:
    """A row that was inserted, updated or deleted by a transaction that has committed."""

    kind: str  # INSERT, UPDATE or DELETE
    table: Table
    new: Values | None
    old: Values | None
    transaction: Begin

    @property
    def texts(self) -> dict[str, str | None]:
        """The row as filters see it: the new values; of a deleted row, its key."""
        if self.new is not None:
            return self.table.texts(self.new)
        return {name: text for name, text in self.table.texts(self.old or ()).items() if name in self.table.primary_key}


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
                await self._learn(message)
            elif isinstance(message, Change):
                changes.append(self._change(message))
        return changes

    async def _learn(self, relation: Relation) -> None:
        async with self._pool.connection() as connection:
            self._tables[relation.oid] = await tables.describe(connection, relation)

    def _change(self, change: Change) -> RowChange:
        table = self._tables[change.relation_oid]
        return RowChange(change.kind, table, change.new, change.old, self._begin)
