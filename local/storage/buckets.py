"""Buckets: rows of storage.buckets, their rules, and the routes that manage them."""

from __future__ import annotations

import re
from typing import Any

from psycopg import sql
from psycopg.errors import ForeignKeyViolation
from psycopg.rows import dict_row
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.claims import acting_as
from local.storage import names, objects
from local.storage.content import Limits
from local.storage.errors import StorageError, invalid_request, no_such_bucket, too_large
from local.storage.objects import Connection, Row
from local.storage.requests import caller_of, json_of, storage_of, whole

FILE_SIZE_LIMIT = 50 * 1024 * 1024

COLUMNS = sql.SQL(
    "id, name, owner, owner_id, public, avif_autodetection, type, file_size_limit, allowed_mime_types,"
    " created_at, updated_at"
)
FIND = sql.SQL("select {} from storage.buckets where id = %s").format(COLUMNS)
LIST = "select {columns} from storage.buckets where id ilike %s escape '!' order by {by} {order} limit %s offset %s"
INSERT = """
    insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
    values (%(id)s, %(name)s, %(owner)s, %(owner_id)s, %(public)s, %(file_size_limit)s, %(allowed_mime_types)s)
"""
SORT_COLUMNS = ("id", "name", "created_at", "updated_at")
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?", re.IGNORECASE)
UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}


async def find(connection: Connection, bucket: str) -> Row:
    """The bucket's row; raises StorageError where there is none that may be seen."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(FIND, [bucket])
    found = await cursor.fetchone()
    if found is None:
        raise no_such_bucket()
    return found


def limits_of(bucket: Row) -> Limits:
    """What may be put into this bucket."""
    own = bucket["file_size_limit"]
    return Limits(FILE_SIZE_LIMIT if own is None else min(own, FILE_SIZE_LIMIT), bucket["allowed_mime_types"])


async def list_buckets(request: Request) -> Response:
    query = request.query_params
    values = [_containing(query.get("search", "")), whole(query.get("limit", 100)), whole(query.get("offset", 0))]
    async with acting_as(storage_of(request).pool, caller_of(request)) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        await cursor.execute(_list_ordered(query), values)
        return JSONResponse([_to_json(bucket) for bucket in await cursor.fetchall()])


async def get_bucket(request: Request) -> Response:
    async with acting_as(storage_of(request).pool, caller_of(request)) as connection:
        return JSONResponse(_to_json(await find(connection, request.path_params["bucket"])))


async def create_bucket(request: Request) -> Response:
    body = await json_of(request)
    caller = caller_of(request)
    bucket = names.bucket_name(body.get("id") or body.get("name"))
    rules = {"public": False, "file_size_limit": None, "allowed_mime_types": None} | _rules(body)
    values = {"id": bucket, "name": bucket} | objects.ownership(caller) | rules
    async with acting_as(storage_of(request).pool, caller) as connection:
        await connection.execute(INSERT, values)
    return JSONResponse({"name": bucket})


async def update_bucket(request: Request) -> Response:
    rules = _rules(await json_of(request))
    async with acting_as(storage_of(request).pool, caller_of(request)) as connection:
        bucket = await find(connection, request.path_params["bucket"])
        updated = await connection.execute(_update(rules), rules | {"id": bucket["id"]})
        if not updated.rowcount:
            raise no_such_bucket()
    return JSONResponse({"message": "Successfully updated"})


async def empty_bucket(request: Request) -> Response:
    storage = storage_of(request)
    async with acting_as(storage.pool, caller_of(request)) as connection:
        bucket = await find(connection, request.path_params["bucket"])
        cursor = await connection.execute("select name from storage.objects where bucket_id = %s", [bucket["id"]])
        deleted = await objects.delete(connection, bucket["id"], [name for (name,) in await cursor.fetchall()])
    await storage.files.remove(*(row["version"] for row in deleted))
    return JSONResponse({"message": "Successfully emptied"})


async def delete_bucket(request: Request) -> Response:
    async with acting_as(storage_of(request).pool, caller_of(request)) as connection:
        bucket = await find(connection, request.path_params["bucket"])
        await connection.execute(objects.ALLOW_DELETE)
        deleted = await _delete_empty(connection, bucket["id"])
        if not deleted:
            raise no_such_bucket()
    return JSONResponse({"message": "Successfully deleted"})


async def _delete_empty(connection: Connection, bucket: str) -> int:
    try:
        return (await connection.execute("delete from storage.buckets where id = %s", [bucket])).rowcount
    except ForeignKeyViolation as error:
        message = "The bucket you tried to delete is not empty"
        raise StorageError(409, "InvalidRequest", message) from error


def _rules(body: dict[str, Any]) -> Row:
    """The rules that the body sets: those it leaves out stay as they are."""
    read = {"public": _boolean, "file_size_limit": _size, "allowed_mime_types": _mimetypes}
    return {name: read[name](body[name]) for name in read if name in body}


def _update(rules: Row) -> sql.Composed:
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in rules]
    settings = sql.SQL(", ").join([sql.SQL("updated_at = now()"), *changes])
    return sql.SQL("update storage.buckets set {} where id = %(id)s").format(settings)


def _list_ordered(query: QueryParams) -> sql.Composed:
    column = query.get("sortColumn", "name")
    if column not in SORT_COLUMNS:
        raise invalid_request(f"sortColumn must be one of {', '.join(SORT_COLUMNS)}")
    order = sql.SQL("desc" if query.get("sortOrder") == "desc" else "asc")
    return sql.SQL(LIST).format(columns=COLUMNS, by=sql.Identifier(column), order=order)


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise invalid_request("public must be true or false")
    return value


def _size(value: object) -> int | None:
    if value is None:
        return None
    match = SIZE.fullmatch(str(value))
    if match is None or isinstance(value, bool):
        raise invalid_request("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B")
    size = int(float(match[1]) * UNITS[(match[2] or "b").lower()])
    if size > FILE_SIZE_LIMIT:
        raise too_large()
    return size


def _mimetypes(value: object) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise invalid_request("allowed_mime_types must be a list of types such as image/png or image/*")
    return value


def _containing(search: str) -> str:
    escaped = search.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def _to_json(bucket: Row) -> Row:
    return objects.to_json(bucket) | {"owner": str(bucket["owner"] or "")}


ROUTES = [
    Route("/bucket", list_buckets, methods=["GET"]),
    Route("/bucket", create_bucket, methods=["POST"]),
    Route("/bucket/{bucket}", get_bucket, methods=["GET"]),
    Route("/bucket/{bucket}", update_bucket, methods=["PUT"]),
    Route("/bucket/{bucket}", delete_bucket, methods=["DELETE"]),
    Route("/bucket/{bucket}/empty", empty_bucket, methods=["POST"]),
]
