"""Buckets: rows of storage.buckets, their rules, and the routes that manage them."""

from __future__ import annotations

import re
from typing import Any

from psycopg import sql
from psycopg.errors import ForeignKeyViolation
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.storage import objects
from local.storage.content import FILE_SIZE_LIMIT, MIMETYPE, Limits
from local.storage.errors import StorageError
from local.storage.names import bucket_name
from local.storage.objects import Connection, Row
from local.storage.requests import SERVICE, acting, caller_of, json_of, storage_of

COLUMNS = sql.SQL("id, name, owner, public, file_size_limit, allowed_mime_types, created_at, updated_at")
FIND = sql.SQL("select {} from storage.buckets where id = %s").format(COLUMNS)
LIST = sql.SQL("select {}, type from storage.buckets order by name").format(COLUMNS)
INSERT = """
    insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
    values (%(id)s, %(name)s, %(owner)s, %(owner_id)s, %(public)s, %(file_size_limit)s, %(allowed_mime_types)s)
"""
SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)(b|kb|mb|gb)?", re.IGNORECASE)
UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}
RULES = ("public", "file_size_limit", "allowed_mime_types")
NO_RULES = (
    ", ".join(f"body must have required property '{name}'" for name in RULES) + ", body must match a schema in anyOf"
)
NO_SIZE = ", ".join(
    f"body/file_size_limit must {what}"
    for what in (
        "be integer",
        'pass "finite" keyword validation',
        'match pattern "^[0-9]+(?:\\.[0-9]+)?(?:[gG][bB]|[mM][bB]|[kK][bB]|[bB])$"',
        "match a schema in anyOf",
    )
)


async def find(connection: Connection, bucket: str) -> Row:
    """The bucket's row; raises StorageError where there is none that may be seen."""
    found = await objects.rows(connection, FIND, [bucket])
    if not found:
        raise StorageError("NoSuchBucket")
    return found[0]


def limits_of(bucket: Row) -> Limits:
    """What may be put into this bucket."""
    own = bucket["file_size_limit"]
    return Limits(FILE_SIZE_LIMIT if own is None else min(own, FILE_SIZE_LIMIT), bucket["allowed_mime_types"])


async def list_buckets(request: Request) -> Response:
    async with acting(request, caller_of(request)) as connection:
        return JSONResponse([_to_json(bucket) for bucket in await objects.rows(connection, LIST)])


async def get_bucket(request: Request) -> Response:
    async with acting(request, caller_of(request)) as connection:
        return JSONResponse(_to_json(await find(connection, request.path_params["bucket"])))


async def create_bucket(request: Request) -> Response:
    caller, body = caller_of(request), await json_of(request)
    bucket = bucket_name(body.get("id") or body.get("name"))
    rules = {"public": False, "file_size_limit": None, "allowed_mime_types": None} | _rules(body)
    async with acting(request, caller) as connection:
        await connection.execute(INSERT, {"id": bucket, "name": bucket} | objects.ownership(caller) | rules)
    return JSONResponse({"name": bucket})


async def update_bucket(request: Request) -> Response:
    rules = _rules(await json_of(request))
    if not rules:
        raise StorageError("InvalidRequest", NO_RULES)
    async with acting(request, caller_of(request)) as connection:
        bucket = await find(connection, request.path_params["bucket"])
        updated = await connection.execute(_update(rules), rules | {"id": bucket["id"]})
        if not updated.rowcount:
            raise StorageError("NoSuchBucket")
    return JSONResponse({"message": "Successfully updated"})


async def empty_bucket(request: Request) -> Response:
    if caller_of(request).role != SERVICE.role:
        raise StorageError("AccessDenied", "Access denied: Invalid role", http=403)
    async with acting(request, SERVICE) as connection:
        bucket = await find(connection, request.path_params["bucket"])
        cursor = await connection.execute("select name from storage.objects where bucket_id = %s", [bucket["id"]])
        deleted = await objects.delete(connection, bucket["id"], [name for (name,) in await cursor.fetchall()])
    await storage_of(request).files.remove(*(row["version"] for row in deleted))
    return JSONResponse({"message": "Empty bucket has been queued. Completion may take up to an hour."})


async def delete_bucket(request: Request) -> Response:
    async with acting(request, caller_of(request)) as connection:
        bucket = await find(connection, request.path_params["bucket"])
        await connection.execute(objects.ALLOW_DELETE)
        try:
            deleted = await connection.execute("delete from storage.buckets where id = %s", [bucket["id"]])
        except ForeignKeyViolation as error:
            raise StorageError("ResourceNotEmpty") from error
        if not deleted.rowcount:
            raise StorageError("NoSuchBucket")
    return JSONResponse({"message": "Successfully deleted"})


def _rules(body: dict[str, Any]) -> Row:
    """The rules that the body sets: those it leaves out stay as they are."""
    rules = {name: body[name] for name in RULES if name in body}
    if "file_size_limit" in rules:
        rules["file_size_limit"] = _size(rules["file_size_limit"])
    for mimetype in rules.get("allowed_mime_types") or []:
        if not MIMETYPE.fullmatch(str(mimetype)):
            raise StorageError("InvalidMimeType", str(mimetype))
    return rules


def _update(rules: Row) -> sql.Composed:
    changes = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in rules]
    settings = sql.SQL(", ").join([sql.SQL("updated_at = now()"), *changes])
    return sql.SQL("update storage.buckets set {} where id = %(id)s").format(settings)


def _size(value: object) -> int | None:
    """Bytes, of a number or of a text such as 20KB."""
    if value is None:
        return None
    match = SIZE.fullmatch(str(value))
    if match is None or isinstance(value, bool):
        raise StorageError("InvalidRequest", NO_SIZE)
    size = int(float(match[1]) * UNITS[(match[2] or "b").lower()])
    if size > FILE_SIZE_LIMIT:
        raise StorageError("EntityTooLarge")
    return size


def _to_json(bucket: Row) -> Row:
    return objects.to_json(bucket) | {"owner": str(bucket["owner"] or "")}


ROUTES = [
    Route("/bucket", list_buckets, methods=["GET"], name="bucket.list"),
    Route("/bucket", create_bucket, methods=["POST"], name="bucket.create"),
    Route("/bucket/{bucket}", get_bucket, methods=["GET"], name="bucket.get"),
    Route("/bucket/{bucket}", update_bucket, methods=["PUT"], name="bucket.update"),
    Route("/bucket/{bucket}", delete_bucket, methods=["DELETE"], name="bucket.delete"),
    Route("/bucket/{bucket}/empty", empty_bucket, methods=["POST"], name="bucket.empty"),
]
