"""What a channel wants to hear of the database: its bindings, as a join asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import sql

from local.realtime.changes import RowChange

EVENTS = ("*", "INSERT", "UPDATE", "DELETE")
OPERATORS: dict[str, LiteralString] = {
    "eq": "=",
    "neq": "<>",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
    "in": "in",
}
FILTER = re.compile(r"(?P<column>[^=]+)=(?P<operator>[a-z]+)\.(?P<value>.*)", re.DOTALL)
MOST_VALUES = 100


class Impossible(Exception):
    """Bindings that cannot be served, however often it is tried. The text says why and is safe to show."""


@dataclass(frozen=True)
class Filter:
    """A condition on one column, such as `user_id=eq.42`. `values` has one value, but for `in`."""

    column: str
    operator: str
    values: tuple[str, ...]

    def condition(self, row: str) -> sql.Composed:
        """The condition on this row in SQL, with a parameter for each value."""
        column = sql.Identifier(row, self.column)
        operator = sql.SQL(OPERATORS[self.operator])
        return sql.SQL("{} {} ({})").format(column, operator, sql.SQL(", ").join(sql.Placeholder() * len(self.values)))


@dataclass(frozen=True)
class Binding:
    """One `postgres_changes` listener. Its id is its place in the join. A table of `*` is every table of the schema."""

    id: int
    event: str
    schema: str
    table: str
    filter: Filter | None

    def wants(self, change: RowChange) -> bool:
        """Whether it is of this kind and table. Its filter is another question."""
        table = change.table
        return self.event in ("*", change.kind) and self.schema == table.schema and self.table in ("*", table.name)


def read_binding(asked: dict[str, Any], id_: int) -> Binding:
    """The binding that this entry of a join's `postgres_changes` asks for; raises Impossible."""
    event, schema, table, text = (_text(asked, name) for name in ("event", "schema", "table", "filter"))
    if (event or "*").upper() not in EVENTS:
        raise Impossible(f"event must be one of {', '.join(EVENTS)}")
    return Binding(id_, (event or "*").upper(), schema or "public", table or "*", parse(text) if text else None)


def parse(text: str) -> Filter:
    """The filter in this text; raises Impossible."""
    match = FILTER.fullmatch(text)
    if match is None or match["operator"] not in OPERATORS:
        raise Impossible(f"Error parsing `filter` params: {text!r}")
    if match["operator"] != "in":
        return Filter(match["column"], match["operator"], (match["value"],))
    value = match["value"]
    if not (value.startswith("(") and value.endswith(")")):
        raise Impossible("`in` filter value must be wrapped by parentheses")
    values = tuple(value[1:-1].split(","))
    if len(values) > MOST_VALUES:
        raise Impossible(f"too many values for `in` filter. Maximum {MOST_VALUES}")
    return Filter(match["column"], "in", values)


def _text(asked: dict[str, Any], name: str) -> str | None:
    value = asked.get(name)
    if not isinstance(value, str | None) or "\0" in (value or ""):
        raise Impossible(f"{name} must be a text")
    return value
