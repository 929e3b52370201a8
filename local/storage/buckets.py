"""Buckets: rows of storage.buckets. They are made by config.toml and migrations, so the API only shows them."""

from psycopg import sql
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.storage import objects
from local.storage.content import FILE_SIZE_LIMIT, Limits
from local.storage.errors import StorageError
from local.storage.objects import Connection, Row
from local.storage.requests import acting, caller_of

COLUMNS = "id, name, owner, public, file_size_limit, allowed_mime_types, created_at, updated_at"
FIND = sql.SQL("select {} from storage.buckets where id = %s").format(sql.SQL(COLUMNS))


async def find(connection: Connection, bucket: str) -> Row:
    """Return the bucket's row; raise StorageError if there is none that the role may see."""
    found = await objects.rows(connection, FIND, [bucket])
    if not found:
        raise StorageError("NoSuchBucket")
    return found[0]


def limits_of(bucket: Row) -> Limits:
    """Return the size and types that this bucket accepts."""
    own = bucket["file_size_limit"]
    return Limits(FILE_SIZE_LIMIT if own is None else min(own, FILE_SIZE_LIMIT), bucket["allowed_mime_types"])


async def get_bucket(request: Request) -> Response:
    async with acting(request, caller_of(request)) as connection:
        bucket = await find(connection, request.path_params["bucket"])
    return JSONResponse(objects.to_json(bucket) | {"owner": str(bucket["owner"] or "")})


ROUTES = [Route("/bucket/{bucket}", get_bucket, methods=["GET"], name="bucket.get")]
