"""Read a request: its caller, its JSON body, the object it names."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

from local import claims
from local.claims import Caller, InvalidToken, acting_as
from local.config import StackConfig
from local.storage.errors import StorageError
from local.storage.files import Files
from local.storage.objects import Connection, Place, WriteMode

# The characters of Amazon's S3, as Storage allows them. A part of a name may be empty: `folder//cat.png`.
OBJECT_NAME = re.compile(r"(?:[\w!\-.*'() &$@=;:+,?]|/)+", re.ASCII)
LONGEST_OBJECT_NAME = 1024
# The role for what no policy decides: limits of buckets, objects of public buckets.
SERVICE = Caller("service_role", {"role": "service_role"})

LARGEST_JSON = 1024 * 1024
LARGEST_NUMBER = 2**31 - 1
SET_OPERATION = "select set_config('storage.operation', %s, true)"


@dataclass(frozen=True)
class Storage:
    """One stack's storage."""

    config: StackConfig
    pool: AsyncConnectionPool[Any]
    files: Files


def storage_of(request: Request) -> Storage:
    storage = request.app.state.storage
    assert isinstance(storage, Storage)
    return storage


@asynccontextmanager
async def acting(request: Request, caller: Caller) -> AsyncIterator[Connection]:
    """Open a transaction under the caller's role. Policies read the name of the route from `storage.operation`."""
    async with acting_as(storage_of(request).pool, caller) as connection:
        await connection.execute(SET_OPERATION, [f"storage.{request.scope['route'].name}"])
        yield connection


def caller_of(request: Request) -> Caller:
    """Return the caller; raise StorageError without a valid key or token."""
    authorization, apikey = (request.headers.get(name) for name in ("authorization", "apikey"))
    if not authorization and not apikey:
        raise StorageError("InvalidRequest", "headers must have required property 'authorization'")
    try:
        return claims.caller_of(storage_of(request).config, authorization, apikey)
    except InvalidToken as error:
        raise StorageError("AccessDenied", reason_of(error)) from error


def caller_or_nobody(request: Request) -> Caller | None:
    """Return the caller, None without a valid key or token."""
    try:
        return caller_of(request)
    except StorageError:
        return None


def reason_of(error: InvalidToken) -> str:
    """Return why a token is refused, as the library of the real Storage words it."""
    return '"exp" claim timestamp check failed' if "expired" in str(error) else "signature verification failed"


def place_of(request: Request) -> Place:
    """Return the object that the path names; raise StorageError if Storage does not allow the name."""
    return Place(request.path_params["bucket"], object_name(request.path_params["name"]))


def object_name(name: str) -> str:
    """Return the name of an object, such as `folder/cat.png`; raise StorageError if Storage does not allow it."""
    if len(name) > LONGEST_OBJECT_NAME or not OBJECT_NAME.fullmatch(name) or {".", ".."}.intersection(name.split("/")):
        raise StorageError("InvalidKey", name[:LONGEST_OBJECT_NAME])
    return name


def mode_of(request: Request) -> WriteMode:
    """Return whether the new object may replace an existing one."""
    return "upsert" if request.headers.get("x-upsert", "").lower() == "true" else "insert"


async def json_of(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body; raise StorageError for anything else."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_JSON:
            raise StorageError("EntityTooLarge")
    try:
        values = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        message = "Body is not valid JSON but content-type is set to 'application/json'"
        raise StorageError("InvalidRequest", message, error="FastifyError") from error
    if not isinstance(values, dict):
        raise StorageError("InvalidRequest", "body must be object")
    return values


def integer(body: dict[str, Any], name: str, default: int | None = None, least: int = 0) -> int:
    """Return the integer of this name, sent as number or text; raise StorageError for anything else."""
    value = _member(body, name, int | str, "integer", default)
    try:
        number = int(value)
    except ValueError as error:
        raise StorageError("InvalidRequest", f"body/{name} must be integer") from error
    if number < least:
        raise StorageError("InvalidRequest", f"body/{name} must be >= {least}")
    return min(number, LARGEST_NUMBER)


def text(body: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return the string of this name; raise StorageError if it is missing or not a string."""
    return str(_member(body, name, str, "string", default))


def texts(body: dict[str, Any], name: str, most: int) -> list[str]:
    """Return the 1 to `most` strings of this name; raise StorageError for anything else."""
    values: list[str] = _member(body, name, list, "array of strings")
    if not all(isinstance(value, str) for value in values):
        raise StorageError("InvalidRequest", f"body/{name} must be array of strings")
    if not 1 <= len(values) <= most:
        limit = "fewer than 1 items" if not values else f"more than {most} items"
        raise StorageError("InvalidRequest", f"body/{name} must NOT have {limit}")
    return values


def _member(body: dict[str, Any], name: str, kind: Any, words: str, default: Any = None) -> Any:
    """Return the value of this name; raise StorageError if it is missing or of another type."""
    value = body.get(name, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        problem = f"body/{name} must be {words}" if name in body else f"body must have required property '{name}'"
        raise StorageError("InvalidRequest", problem)
    return value
