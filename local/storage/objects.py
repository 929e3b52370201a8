"""Rows of storage.objects. Each function runs under the role of its connection, so row level security applies."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from psycopg import AsyncConnection, sql
from psycopg.errors import UniqueViolation
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from local.claims import Caller
from local.storage.errors import StorageError

Row = dict[str, Any]
Connection = AsyncConnection[Any]
WriteMode = Literal["insert", "upsert"]

COLUMNS = sql.SQL(
    "id, name, bucket_id, owner, owner_id, version, created_at, updated_at, last_accessed_at, metadata, user_metadata"
)
# Serialises writers of one name: each knows the content that it replaces.
LOCK = "select pg_advisory_xact_lock(hashtextextended(%(bucket_id)s || '/' || %(name)s, 0))"
FIND = sql.SQL("select {} from storage.objects where bucket_id = %(bucket_id)s and name = %(name)s").format(COLUMNS)
INSERT = """
    insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
    values (%(id)s, %(bucket_id)s, %(name)s, %(owner)s, %(owner_id)s, %(version)s, %(metadata)s, '{}')
"""
UPSERT = f"""
    with old as (select version from storage.objects where bucket_id = %(bucket_id)s and name = %(name)s)
    {INSERT}
    on conflict (bucket_id, name) do update
    set owner = excluded.owner, owner_id = excluded.owner_id, version = excluded.version,
        metadata = excluded.metadata
    returning id::text, (select version from old)
"""
MOVE = """
    update storage.objects set bucket_id = %(to_bucket)s, name = %(to_name)s
    where bucket_id = %(bucket_id)s and name = %(name)s
"""
ALLOW_DELETE = "select set_config('storage.allow_delete_query', 'true', true)"
DELETE = sql.SQL("delete from storage.objects where bucket_id = %s and name = any (%s) returning {}").format(COLUMNS)


class Place(NamedTuple):
    """The bucket and name of an object."""

    bucket: str
    name: str

    @property
    def path(self) -> str:
        return f"{self.bucket}/{self.name}"

    @property
    def columns(self) -> Row:
        return {"bucket_id": self.bucket, "name": self.name}


class Written(NamedTuple):
    """The id of the row that was written, and the version whose content it replaced."""

    id: str
    replaced: str | None = None


async def rows(connection: Connection, query: bytes | sql.Composed, values: Any = None) -> list[Row]:
    """Return the rows of a query as dicts."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(query, values)
    return await cursor.fetchall()


def row(place: Place, caller: Caller, version: str, metadata: Row) -> Row:
    """Return the values of a row that the caller owns; without a `sub` it has no owner."""
    owner = caller.claims.get("sub")
    return {
        **place.columns,
        "owner": _uuid_or_none(owner),
        "owner_id": None if owner is None else str(owner),
        "id": str(uuid.uuid4()),
        "version": version,
        "metadata": Jsonb(metadata),
    }


async def write(connection: Connection, values: Row, mode: WriteMode) -> Written:
    """Insert or replace the row; raise psycopg.Error if Postgres refuses it."""
    await connection.execute(LOCK, values)
    if mode == "upsert":
        cursor = await connection.execute(UPSERT, values)
        return Written(*await cursor.fetchone() or ())
    await connection.execute(INSERT, values)  # without RETURNING, which needs the right to select
    return Written(values["id"])


async def find(connection: Connection, place: Place) -> Row:
    """Return the row of this object; raise StorageError if there is none that the role may see."""
    found = await rows(connection, FIND, place.columns)
    if not found:
        raise StorageError("NoSuchKey")
    return found[0]


async def find_names(connection: Connection, bucket: str, names: Sequence[str]) -> set[str]:
    """Return the names that exist and that the role may see."""
    query = "select name from storage.objects where bucket_id = %s and name = any (%s)"
    cursor = await connection.execute(query, [bucket, list(names)])
    return {name for (name,) in await cursor.fetchall()}


async def move(connection: Connection, source: Place, target: Place) -> None:
    """Change bucket and name of the object; raise StorageError if the role may not."""
    values = source.columns | {"to_bucket": target.bucket, "to_name": target.name}
    try:
        moved = await connection.execute(MOVE, values)
    except UniqueViolation as error:
        raise StorageError("ResourceAlreadyExists") from error
    if not moved.rowcount:
        raise StorageError("NoSuchKey")


async def delete(connection: Connection, bucket: str, names: Sequence[str]) -> list[Row]:
    """Delete the objects that the role may delete; return their rows."""
    await connection.execute(ALLOW_DELETE)
    return await rows(connection, DELETE, [bucket, list(names)])


def to_json(values: Row) -> Row:
    """Return a row as the API shows it: times in ISO 8601, ids as text."""
    return {name: _to_json(value) for name, value in values.items()}


def _to_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value) if isinstance(value, uuid.UUID) else value


def _uuid_or_none(value: object) -> str | None:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        return None
