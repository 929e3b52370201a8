"""The database changes that a channel subscribes to: its bindings, from the `postgres_changes` of a join."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from local.realtime.changes import RowChange

# The product needs no other operator.
FILTER = re.compile(r"([^=]+)=eq\.(.*)", re.DOTALL)
EVENTS = ("*", "INSERT", "UPDATE", "DELETE")


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
