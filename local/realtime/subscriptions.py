"""What a channel wants to hear of the database: its bindings, as a join asks for them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from local.realtime.changes import RowChange
from local.realtime.filters import Filter, InvalidFilter, parse

EVENTS = ("*", "INSERT", "UPDATE", "DELETE")
ECHOED = ("event", "schema", "table", "filter", "select")
MOST_BINDINGS = 100

_ids = itertools.count(1)


class InvalidBinding(Exception):
    """A binding that cannot be read; the message says why and is safe to show."""


@dataclass(frozen=True)
class Binding:
    """One `postgres_changes` listener. A table of None is every table of the schema."""

    event: str
    schema: str
    table: str | None = None
    filters: tuple[Filter, ...] = ()
    select: tuple[str, ...] | None = None
    asked: dict[str, Any] = field(default_factory=dict)
    id: int = field(default_factory=lambda: next(_ids))

    def wants(self, change: RowChange) -> bool:
        """Whether it is of this kind and table; the filters are another question."""
        return (
            self.event in ("*", change.kind)
            and self.schema in ("*", change.table.schema)
            and self.table in (None, "*", change.table.name)
        )

    @property
    def columns(self) -> set[str]:
        """The columns that its filters look at."""
        return {condition.column for condition in self.filters}

    def echo(self) -> dict[str, Any]:
        """The binding as it was asked for, with its id: clients compare the rest."""
        return {"id": self.id, **self.asked}


def read_bindings(asked: object) -> list[Binding]:
    """The bindings of a join's `postgres_changes`; raises InvalidBinding."""
    if not isinstance(asked, list | None):
        raise InvalidBinding("postgres_changes must be a list")
    if len(asked or ()) > MOST_BINDINGS:
        raise InvalidBinding(f"postgres_changes must have at most {MOST_BINDINGS} entries")
    return [_read(binding) for binding in asked or ()]


def _read(asked: object) -> Binding:
    if not isinstance(asked, dict):
        raise InvalidBinding("an entry of postgres_changes must be an object")
    event = _text(asked, "event") or "*"
    if event.upper() not in EVENTS:
        raise InvalidBinding(f"event must be one of {', '.join(EVENTS)}")
    try:
        filters = parse(_text(asked, "filter"))
    except InvalidFilter as error:
        raise InvalidBinding(str(error)) from error
    echoed = {name: asked[name] for name in ECHOED if name in asked}
    schema = _text(asked, "schema") or "public"
    return Binding(event.upper(), schema, _text(asked, "table"), filters, _select(asked), echoed)


def _text(asked: dict[str, Any], name: str) -> str | None:
    value = asked.get(name)
    if not isinstance(value, str | None) or "\0" in (value or ""):
        raise InvalidBinding(f"{name} must be a text")
    return value


def _select(asked: dict[str, Any]) -> tuple[str, ...] | None:
    select = asked.get("select")
    if select is None:
        return None
    if not isinstance(select, list) or not all(isinstance(column, str) for column in select):
        raise InvalidBinding("select must be a list of columns")
    return tuple(select)
