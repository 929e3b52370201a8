"""What the catalogue knows of a published table: the types of its columns and its primary key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from local.realtime.pgoutput import Relation, Unchanged, Values
from local.realtime.values import Type, to_json

TYPES = """
    select oid, typname, format_type(oid, null), typbasetype, typelem, typcategory = 'A'
    from pg_type where oid = any (%s)
"""
PRIMARY_KEY = """
    select attname from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)
    where indrelid = %s and indisprimary
"""


@dataclass(frozen=True)
class Table:
    """A table as its changes tell of it. `types` are in the order of `columns`."""

    oid: int
    schema: str
    name: str
    columns: tuple[str, ...]
    types: tuple[Type, ...]
    primary_key: frozenset[str]

    def record(self, values: Values) -> dict[str, Any]:
        """The values as JSON, by column; a large one that is not sent is left out."""
        pairs = zip(self.columns, self.types, values, strict=True)
        return {
            column: None if value is None else to_json(type_, value)
            for column, type_, value in pairs
            if not isinstance(value, Unchanged)
        }

    def texts(self, values: Values) -> dict[str, str | None]:
        """The values as Postgres writes them, by column."""
        pairs = zip(self.columns, values, strict=True)
        return {column: value for column, value in pairs if not isinstance(value, Unchanged)}

    def type_of(self, column: str) -> Type:
        return self.types[self.columns.index(column)]


async def describe(connection: AsyncConnection[Any], relation: Relation) -> Table:
    """The table behind a relation message, as the catalogue has it now."""
    oids = [column.type_oid for column in relation.columns]
    known = await _types(connection, oids)
    key = await (await connection.execute(PRIMARY_KEY, [relation.oid])).fetchall()
    return Table(
        oid=relation.oid,
        schema=relation.schema,
        name=relation.name,
        columns=tuple(column.name for column in relation.columns),
        types=tuple(_type(known, oid) for oid in oids),
        primary_key=frozenset(name for (name,) in key),
    )


@dataclass(frozen=True)
class _Type:
    oid: int
    name: str
    sql: str
    base: int
    element: int
    is_array: bool


async def _types(connection: AsyncConnection[Any], oids: Iterable[int]) -> dict[int, _Type]:
    """These types, and those they are made of."""
    known: dict[int, _Type] = {}
    while missing := set(oids) - {0, *known}:
        rows = await (await connection.execute(TYPES, [list(missing)])).fetchall()
        found = [_Type(*row) for row in rows]
        known |= dict.fromkeys(missing, _Type(0, "text", "text", 0, 0, False)) | {type_.oid: type_ for type_ in found}
        oids = [oid for type_ in found for oid in (type_.base, type_.element)]
    return known


def _type(known: dict[int, _Type], oid: int) -> Type:
    base = _base(known, oid)
    element = _base(known, base.element).name if base.is_array and base.element else None
    return Type(known[oid].name, known[oid].sql, base.name, element)


def _base(known: dict[int, _Type], oid: int) -> _Type:
    type_ = known[oid]
    return _base(known, type_.base) if type_.base else type_
