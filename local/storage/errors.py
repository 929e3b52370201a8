"""The error responses of the storage API.

Clients read `statusCode`, `code`, `error` and `message` from the body. As in the real Storage, the HTTP status is 400 for
nearly every error of the caller, and 500 for the others.
"""

import logging
from contextlib import suppress
from typing import Any

import psycopg
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

log = logging.getLogger(__name__)

MOST_TO_DRAIN = 256 * 1024 * 1024


# By error code: `statusCode`, `error` and `message`.
KINDS = {
    "AccessDenied": (403, "Unauthorized", "{}"),
    "DatabaseError": (500, "DatabaseError", "database error, code: {}"),
    "DatabaseTimeout": (544, "DatabaseTimeout", "The connection to the database timed out"),
    "EntityTooLarge": (413, "Payload too large", "The object exceeded the maximum allowed size"),
    "InternalError": (500, "Internal", "Internal Server Error"),
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
}


class StorageError(Exception):
    """An error with one of these codes; `about` replaces `{}` in its message."""

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
    """Translate an error of Postgres."""
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return StorageError("AccessDenied", "new row violates row-level security policy")
    if isinstance(error, psycopg.errors.UniqueViolation):
        return StorageError("KeyAlreadyExists")
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return StorageError("NoSuchBucket")
    if isinstance(error, psycopg.errors.QueryCanceled):
        return StorageError("DatabaseTimeout")
    if isinstance(error, psycopg.DataError):
        return StorageError("InvalidRequest", "The database cannot store one of the values")
    log.error("storage: database error: %s", error, exc_info=error)
    return StorageError("DatabaseError", str(error.sqlstate))


async def refuse(request: Request, error: Exception) -> Response:
    """Return the response for an exception of a route."""
    await _drain(request)
    if isinstance(error, psycopg.Error):
        error = of_database(error)
    if not isinstance(error, StorageError):  # FileNotFoundError: the row exists, its file does not
        error = StorageError("InternalError")
    return JSONResponse(error.body, error.http)


async def no_such_route(request: Request, error: Exception) -> Response:
    """Return the 404 for an unknown path or method."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    body = {"statusCode": 404, "error": "Not Found", "message": f"Route {request.method}:{path} not found"}
    if isinstance(error, HTTPException) and error.status_code == 405:
        body |= {"statusCode": "404", "code": "InvalidRequest"}
    await _drain(request)
    return JSONResponse(body, 404)


async def _drain(request: Request) -> None:
    """Read the rest of the body: a client that is still sending would not see the response."""
    left = MOST_TO_DRAIN
    with suppress(RuntimeError, ClientDisconnect):  # the body was read completely
        async for chunk in request.stream():
            left -= len(chunk)
            if left < 0:
                return


HANDLERS: dict[Any, Any] = {
    StorageError: refuse,
    psycopg.Error: refuse,
    FileNotFoundError: refuse,
    HTTPException: no_such_route,
    ClientDisconnect: lambda *_: Response(status_code=499),  # which nobody reads
}
