"""What the catalogue knows of a published table: the types of its columns and its primary key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from local.realtime.pgoutput import Relation, Unchanged, Values

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


async def describe(connection: AsyncConnection[Any], relation: Relation) -> Table:
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
