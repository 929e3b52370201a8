"""What the storage API answers when it refuses.

Clients read `statusCode`, `code`, `error` and `message` from the body; the HTTP status itself is 400 for everything
that is the caller's doing (500 otherwise), as the real Storage answers.
"""

from __future__ import annotations

import logging
from contextlib import suppress

import psycopg
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

log = logging.getLogger(__name__)

MOST_TO_DRAIN = 256 * 1024 * 1024
NO_STORE = {"cache-control": "no-store"}


class StorageError(Exception):
    """A refusal: `status` is what it means in HTTP's words, `code` the stable name, `error` the older name."""

    def __init__(self, status: int, code: str, message: str, error: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"statusCode": str(status), "code": code, "error": error or code, "message": message}


def no_such_bucket() -> StorageError:
    return StorageError(404, "NoSuchBucket", "Bucket not found", "Bucket not found")


def no_such_key() -> StorageError:
    return StorageError(404, "NoSuchKey", "Object not found", "not_found")


def invalid_key(name: str) -> StorageError:
    return StorageError(400, "InvalidKey", f"Invalid key: {name}")


def invalid_bucket_name() -> StorageError:
    return StorageError(400, "InvalidBucketName", "Bucket name invalid", "Invalid Input")


def invalid_request(message: str) -> StorageError:
    return StorageError(400, "InvalidRequest", message)


def invalid_mime_type(mimetype: str) -> StorageError:
    return StorageError(415, "InvalidMimeType", f"mime type {mimetype} is not supported", "invalid_mime_type")


def too_large() -> StorageError:
    message = "The object exceeded the maximum allowed size"
    return StorageError(413, "EntityTooLarge", message, "Payload too large")


def already_exists() -> StorageError:
    return StorageError(409, "ResourceAlreadyExists", "The resource already exists", "Duplicate")


def access_denied(message: str) -> StorageError:
    return StorageError(403, "AccessDenied", message, "Unauthorized")


def invalid_token(message: str) -> StorageError:
    return StorageError(400, "InvalidJWT", message)


def invalid_signature() -> StorageError:
    return StorageError(400, "InvalidSignature", "The url do not match the signature")


def of_database(error: psycopg.Error) -> StorageError:
    """What a refusal by Postgres means to the caller."""
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return access_denied("new row violates row-level security policy")
    if isinstance(error, psycopg.errors.UniqueViolation):
        return already_exists()
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return StorageError(404, "InvalidRequest", "The related resource does not exist")
    if isinstance(error, psycopg.errors.QueryCanceled):
        return StorageError(544, "DatabaseTimeout", "The connection to the database timed out")
    if isinstance(error, psycopg.DataError):
        return invalid_request("A value has a form that the database does not take")
    log.error("storage: %s", error, exc_info=error)
    return StorageError(500, "DatabaseError", f"database error, code: {error.sqlstate}")


async def refuse(request: Request, error: Exception) -> Response:
    """Answer a StorageError."""
    assert isinstance(error, StorageError)
    await _drain(request)
    status = 500 if error.status == 500 else 400
    return JSONResponse(error.body, status, headers=NO_STORE)


async def refuse_for_database(request: Request, error: Exception) -> Response:
    """Answer what Postgres raised."""
    assert isinstance(error, psycopg.Error)
    return await refuse(request, of_database(error))


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


HANDLERS = {StorageError: refuse, psycopg.Error: refuse_for_database, ClientDisconnect: caller_went_away}
