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


class StorageError(Exception):
    """A refusal: `status` is what it means, `http` the status that is sent, `code` and `error` its name, new and old."""

    def __init__(self, status: int, code: str, message: str, error: str | None = None, http: int = 400) -> None:
        super().__init__(message)
        self.http = http
        self.body: dict[str, object] = {
            "statusCode": str(status),
            "code": code,
            "error": error or code,
            "message": message,
        }


def no_such_bucket() -> StorageError:
    return StorageError(404, "NoSuchBucket", "Bucket not found", "Bucket not found")


def no_such_key() -> StorageError:
    return StorageError(404, "NoSuchKey", "Object not found", "not_found")


def invalid_key(name: str) -> StorageError:
    return StorageError(400, "InvalidKey", f"Invalid key: {name}")


def invalid_bucket_name() -> StorageError:
    return StorageError(400, "InvalidBucketName", "Bucket name invalid", "Invalid Input")


def invalid(message: str) -> StorageError:
    """The request has not the form that its route asks for."""
    return StorageError(400, "InvalidRequest", message, "Error")


def invalid_request(message: str) -> StorageError:
    """The request has the right form, but makes no sense."""
    return StorageError(400, "InvalidRequest", message)


def invalid_mime_type(mimetype: str) -> StorageError:
    return StorageError(415, "InvalidMimeType", f"mime type {mimetype} is not supported", "invalid_mime_type")


def invalid_range() -> StorageError:
    return StorageError(416, "InvalidRange", "invalid range provided", "invalid_range", http=416)


def too_large() -> StorageError:
    message = "The object exceeded the maximum allowed size"
    return StorageError(413, "EntityTooLarge", message, "Payload too large")


def already_exists(code: str) -> StorageError:
    return StorageError(409, code, "The resource already exists", "Duplicate")


def access_denied(message: str, http: int = 400) -> StorageError:
    return StorageError(403, "AccessDenied", message, "Unauthorized", http)


def of_database(error: psycopg.Error) -> StorageError:
    """What a refusal by Postgres means to the caller."""
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return access_denied("new row violates row-level security policy")
    if isinstance(error, psycopg.errors.UniqueViolation):
        return already_exists("BucketAlreadyExists" if error.diag.table_name == "buckets" else "KeyAlreadyExists")
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return StorageError(404, "InvalidRequest", "The related resource does not exist")
    if isinstance(error, psycopg.errors.QueryCanceled):
        return StorageError(544, "DatabaseTimeout", "The connection to the database timed out")
    if isinstance(error, psycopg.DataError):
        return invalid_request("A value has a form that the database does not take")
    log.error("storage: %s", error, exc_info=error)
    return StorageError(500, "DatabaseError", f"database error, code: {error.sqlstate}", http=500)


async def refuse(request: Request, error: Exception) -> Response:
    """Answer what a route has raised."""
    await _drain(request)
    if isinstance(error, psycopg.Error):
        error = of_database(error)
    if not isinstance(error, StorageError):  # a FileNotFoundError: there is a row, but no file that it names
        error = StorageError(500, "InternalError", "Internal Server Error", "Internal", http=500)
    return JSONResponse(error.body, error.http)


async def no_such_route(request: Request, error: Exception) -> Response:
    """No route has this path, or none has this path and method."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    refusal = StorageError(404, "InvalidRequest", f"Route {request.method}:{path} not found", "Not Found", http=404)
    if isinstance(error, HTTPException) and error.status_code == 404:
        del refusal.body["code"]
        refusal.body["statusCode"] = 404
    return await refuse(request, refusal)


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
