"""Read pgoutput, the messages of Postgres' logical replication (protocol version 1).

https://www.postgresql.org/docs/17/protocol-logicalrep-message-formats.html
"""

import struct
from datetime import UTC, datetime
from enum import Enum

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Unchanged(Enum):
    """Stands for a large value that an UPDATE did not change and the stream leaves out."""

    TOAST = "unchanged"


Values = tuple[str | Unchanged | None, ...]


class Reader:
    """Reads the fields of one message in order."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._offset = 0

    def take(self, size: int = 1) -> bytes:
        """Return the next bytes."""
        self._offset += size
        return self._payload[self._offset - size : self._offset]

    def number(self, form: str) -> int:
        """Return the next number, whose type is a format character of `struct`."""
        (number,) = struct.unpack(f"!{form}", self.take(struct.calcsize(f"!{form}")))
        return int(number)

    def text(self) -> str:
        """Return the next string, which ends with a zero byte."""
        end = self._payload.index(0, self._offset)
        text = self._payload[self._offset : end].decode()
        self._offset = end + 1
        return text

    def column(self) -> str:
        """Return the name of the next column of a relation."""
        self.take()  # flag: part of the replica identity
        name = self.text()
        self.take(8)  # type and type modifier
        return name

    def values(self) -> Values:
        """Return the values of the next row."""
        return tuple(self._value() for _ in range(self.number("h")))

    def _value(self) -> str | Unchanged | None:
        kind = self.take()
        if kind == b"t":
            return self.take(self.number("i")).decode()
        return Unchanged.TOAST if kind == b"u" else None
