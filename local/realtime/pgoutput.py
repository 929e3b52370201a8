"""Decode pgoutput, the messages of Postgres' logical replication (protocol version 1).

https://www.postgresql.org/docs/17/protocol-logicalrep-message-formats.html
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Unchanged(Enum):
    """Stands for a large value that an UPDATE did not change and the stream leaves out."""

    TOAST = "unchanged"


Values = tuple[str | Unchanged | None, ...]


@dataclass(frozen=True)
class Relation:
    """A table, sent before its first change and again after its definition changed."""

    oid: int
    schema: str
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Begin:
    """The beginning of a committed transaction, at this position in the WAL."""

    lsn: int
    xid: int
    committed_at: datetime


@dataclass(frozen=True)
class Change:
    """One inserted, updated or deleted row. `old` has only the key, unless the replica identity is FULL."""

    kind: str  # INSERT, UPDATE or DELETE
    relation_oid: int
    new: Values | None = None
    old: Values | None = None


Message = Relation | Begin | Change


def decode(payload: bytes) -> Message | None:
    """Return the message, None for other kinds (commits, origins, types, truncations)."""
    reader = _Reader(payload)
    read = READERS.get(reader.take(1))
    return read(reader) if read else None


class _Reader:
    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._offset = 0

    def take(self, size: int) -> bytes:
        self._offset += size
        return self._payload[self._offset - size : self._offset]

    def number(self, form: str) -> int:
        (number,) = struct.unpack(f"!{form}", self.take(struct.calcsize(f"!{form}")))
        return int(number)

    def text(self) -> str:
        end = self._payload.index(0, self._offset)
        text = self._payload[self._offset : end].decode()
        self._offset = end + 1
        return text

    def values(self) -> Values:
        return tuple(self._value() for _ in range(self.number("h")))

    def _value(self) -> str | Unchanged | None:
        kind = self.take(1)
        if kind == b"t":
            return self.take(self.number("i")).decode()
        return Unchanged.TOAST if kind == b"u" else None


def _begin(reader: _Reader) -> Begin:
    lsn, microseconds = reader.number("q"), reader.number("q")
    return Begin(lsn, reader.number("I"), EPOCH + timedelta(microseconds=microseconds))


def _relation(reader: _Reader) -> Relation:
    oid, schema, name = reader.number("I"), reader.text(), reader.text()
    reader.take(1)
    return Relation(oid, schema or "pg_catalog", name, tuple(_column(reader) for _ in range(reader.number("h"))))


def _column(reader: _Reader) -> str:
    reader.take(1)  # flag: part of the replica identity
    name = reader.text()
    reader.take(8)  # type and type modifier
    return name


def _insert(reader: _Reader) -> Change:
    oid = reader.number("I")
    reader.take(1)
    return Change("INSERT", oid, new=reader.values())


def _update(reader: _Reader) -> Change:
    oid, kind, old = reader.number("I"), reader.take(1), None
    if kind in (b"K", b"O"):
        old = reader.values()
        reader.take(1)
    return Change("UPDATE", oid, new=reader.values(), old=old)


def _delete(reader: _Reader) -> Change:
    oid = reader.number("I")
    reader.take(1)
    return Change("DELETE", oid, old=reader.values())


READERS: dict[bytes, Callable[[_Reader], Message]] = {
    b"B": _begin,
    b"R": _relation,
    b"I": _insert,
    b"U": _update,
    b"D": _delete,
}
