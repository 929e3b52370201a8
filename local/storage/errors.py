"""What the storage API answers when it refuses.

Clients read `statusCode`, `code`, `error` and `message` from the body. The HTTP status itself is 400 for nearly everything
that is the caller's doing, and 500 for the rest, as the real Storage answers.
"""

from __future__ import annotations

import logging
from contextlib import suppress

import psycopg
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

log = logging.getLogger(__name__)

MOST_TO_DRAIN = 256 * 1024 * 1024


# By the code of a refusal: the status that it means, its older name, and its message.
KINDS = {
    "AccessDenied": (403, "Unauthorized", "{}"),
    "BucketAlreadyExists": (409, "Duplicate", "The resource already exists"),
    "DatabaseError": (500, "DatabaseError", "database error, code: {}"),
    "DatabaseTimeout": (544, "DatabaseTimeout", "The connection to the database timed out"),
    "EntityTooLarge": (413, "Payload too large", "The object exceeded the maximum allowed size"),
    "InternalError": (500, "Internal", "Internal Server Error"),
    "InvalidBucketName": (400, "Invalid Input", "Bucket name invalid"),
    "InvalidJWT": (400, "InvalidJWT", "{}"),
    "InvalidKey": (400, "InvalidKey", "Invalid key: {}"),
    "InvalidMimeType": (415, "invalid_mime_type", "mime type {} is not supported"),
    "InvalidRange": (416, "invalid_range", "invalid range provided"),
    "InvalidRequest": (400, "Error", "{}"),
    "InvalidSignature": (400, "InvalidSignature", "{}"),
    "KeyAlreadyExists": (409, "Duplicate", "The resource already exists"),
    "NoSuchBucket": (404, "Bucket not found", "Bucket not found"),
    "NoSuchKey": (404, "not_found", "Object not found"),
    "ResourceAlreadyExists": (409, "Duplicate", "The resource already exists"),
    "ResourceNotEmpty": (409, "ResourceNotEmpty", "The bucket you tried to delete is not empty"),
}


class StorageError(Exception):
    """A refusal of one of these kinds; `about` is put into its message."""

    def __init__(self, code: str, about: str = "", *, error: str | None = None, http: int | None = None) -> None:
        status, older_name, message = KINDS[code]
        super().__init__(code)
        self.http = http or (status if status in (416, 500) else 400)
        self.body: dict[str, object] = {
            "statusCode": str(status),
            "code": code,
            "error": error or older_name,
            "message": message.replace("{}", about),
        }


def of_database(error: psycopg.Error) -> StorageError:
    """What a refusal by Postgres means to the caller."""
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return StorageError("AccessDenied", "new row violates row-level security policy")
    if isinstance(error, psycopg.errors.UniqueViolation):
        return StorageError("BucketAlreadyExists" if error.diag.table_name == "buckets" else "KeyAlreadyExists")
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return StorageError("NoSuchBucket")
    if isinstance(error, psycopg.errors.QueryCanceled):
        return StorageError("DatabaseTimeout")
    if isinstance(error, psycopg.DataError):
        return StorageError("InvalidRequest", "A value has a form that the database does not take")
    log.error("storage: %s", error, exc_info=error)
    return StorageError("DatabaseError", str(error.sqlstate))


async def refuse(request: Request, error: Exception) -> Response:
    """Answer what a route has raised."""
    await _drain(request)
    if isinstance(error, psycopg.Error):
        error = of_database(error)
    if not isinstance(error, StorageError):  # a FileNotFoundError: there is a row, but no file that it names
        error = StorageError("InternalError")
    return JSONResponse(error.body, error.http)


async def no_such_route(request: Request, error: Exception) -> Response:
    """No route has this path, or none has this path and method."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    body = {"statusCode": 404, "error": "Not Found", "message": f"Route {request.method}:{path} not found"}
    if isinstance(error, HTTPException) and error.status_code == 405:
        body |= {"statusCode": "404", "code": "InvalidRequest"}
    await _drain(request)
    return JSONResponse(body, 404)


async def caller_went_away(_: Request, __: Exception) -> Response:
    """Nobody is left to read an answer."""
    return Response(status_code=499)


async def _drain(request: Request) -> None:
    """Read what is left of a body: a sender still sending would not see the answer."""
    left = MOST_TO_DRAIN
    with suppress(RuntimeError, ClientDisconnect):  # it has been read to its end
        async for chunk in request.stream():
            left -= len(chunk)
            if left < 0:
                return


HANDLERS = {
    StorageError: refuse,
    psycopg.Error: refuse,
    FileNotFoundError: refuse,
    HTTPException: no_such_route,
    ClientDisconnect: caller_went_away,
}
