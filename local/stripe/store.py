"""Objects in one SQLite file, so that they outlive a restart.

Within a transaction each object is loaded once and may be changed in place. At the end of the transaction the changed
objects are written; if an exception is raised, the changes are discarded.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.errors import RESET_HINT, StackError
from local.stripe.resource import Resource

SCHEMA = """
pragma synchronous = off; -- do not wait for the disk
pragma journal_mode = wal;
create table if not exists objects (
  seq integer primary key, id text not null unique, type text not null, created integer not null,
  due integer, body text not null, private text not null
);
create index if not exists objects_due on objects (due) where due is not null;
create index if not exists objects_ahead on objects (id) where json_extract(private, '$.ahead') is not null;
create index if not exists objects_by_type on objects (type, created desc, seq desc);
create table if not exists facts (name text primary key, value text not null);
"""
# The fields by which objects are looked up most often.
INDEXED = ("customer", "payment_intent", "charge", "invoice", "product", "lookup_key", "payment.payment_intent")

Json = dict[str, Any]
Row = tuple[str, str]
# Conditions in SQL with their values.
Conditions = list[tuple[str, tuple[Any, ...]]]


class Store:
    """All objects. `due_of` returns the time at which something happens to an object next, if anything does."""

    def __init__(self, path: Path, due_of: Callable[[Resource], int | None]) -> None:
        """Open the file. Raises StackError if it is not a database."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        try:
            self._database.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            raise StackError(f"{path} is damaged ({error}). Repair it, or {RESET_HINT}") from error
        for field in INDEXED:
            name = field.replace(".", "_")
            self._database.execute(f"create index if not exists objects_by_{name} on objects ({_field(field)}, type)")
        self._due_of = due_of
        self._loaded: dict[str, tuple[Resource, Row]] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all changes made within, or none."""
        self._loaded.clear()
        self._database.execute("begin immediate")
        try:
            yield
            self.flush()
            self._database.execute("commit")
        except BaseException:
            self._database.execute("rollback")
            raise
        finally:
            self._loaded.clear()

    def add(self, resource: Resource) -> None:
        """Store a new object; it replaces one with the same id."""
        body, private = _texts(resource)
        created = resource.get("created", resource.get("date", 0))
        statement = "insert or replace into objects (id, type, created, due, body, private) values (?, ?, ?, ?, ?, ?)"
        values = (resource.id, resource.type, created, self._due_of(resource), body, private)
        self._database.execute(statement, values)
        self._loaded[resource.id] = (resource, (body, private))

    def get(self, object_id: str) -> Resource | None:
        """The object with this id, if it exists."""
        if object_id in self._loaded:
            return self._loaded[object_id][0]
        row = self._database.execute("select body, private from objects where id = ?", (object_id,)).fetchone()
        return self._load(row) if row else None

    def delete(self, object_id: str) -> None:
        """Delete an object."""
        self._loaded.pop(object_id, None)
        self._database.execute("delete from objects where id = ?", (object_id,))

    def find(
        self,
        object_type: str,
        where: Json | None = None,
        conditions: Conditions | None = None,
        limit: int = -1,
        oldest_first: bool = False,
    ) -> list[Resource]:
        """Objects of a type whose fields (`a.b` for a nested one) have these values, newest first.

        `conditions` are further ones in SQL, on `created`, `seq`, `body` and `private`, each with its values.
        """
        self.flush()
        fields, further = where or {}, conditions or []
        clauses = ["type = ?", *(f"{_field(name)} = ?" for name in fields), *(text for text, _ in further)]
        values = [value for _, each in further for value in each]
        way = "asc" if oldest_first else "desc"
        query = (
            f"select body, private from objects where {' and '.join(clauses)} order by created {way}, seq {way} limit ?"
        )
        parameters = (object_type, *fields.values(), *values, limit)
        return [self._load(row) for row in self._database.execute(query, parameters).fetchall()]

    def first_due(self, until: int, condition: str, *values: Any) -> tuple[int, Resource] | None:
        """The object that is due first, with the time, among those due by `until` that meet the condition."""
        self.flush()
        query = f"select due, body, private from objects where due <= ? and {condition} order by due, seq limit 1"
        row = self._database.execute(query, (until, *values)).fetchone()
        return (int(row[0]), self._load(row[1:])) if row else None

    def value(self, name: str, default: Any = None) -> Any:
        """A value that belongs to no object, such as an idempotency key's response."""
        row = self._database.execute("select value from facts where name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else default

    def set_value(self, name: str, value: Any) -> None:
        """Store a value that belongs to no object."""
        self._database.execute("insert or replace into facts values (?, ?)", (name, json.dumps(value)))

    def flush(self) -> None:
        """Write the objects that have changed since they were loaded."""
        for object_id, (resource, before) in list(self._loaded.items()):
            now = _texts(resource)
            if now != before:
                statement = "update objects set due = ?, body = ?, private = ? where id = ?"
                self._database.execute(statement, (self._due_of(resource), *now, object_id))
                self._loaded[object_id] = (resource, now)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _load(self, row: Row) -> Resource:
        body = json.loads(row[0])
        if body["id"] in self._loaded:
            return self._loaded[body["id"]][0]
        resource = Resource(body, json.loads(row[1]))
        resource.reported = row[0]
        self._loaded[resource.id] = (resource, row)
        return resource


def _texts(resource: Resource) -> Row:
    return json.dumps(resource), json.dumps(resource.private)


def _field(name: str) -> str:
    return f"json_extract(body, '$.{name}')"
