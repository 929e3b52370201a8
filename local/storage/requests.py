"""What every route reads from a request: the caller, the JSON body, the storage it belongs to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from psycopg_pool import AsyncConnectionPool
from starlette.requests import Request

from local import claims
from local.claims import Caller, InvalidToken
from local.config import StackConfig
from local.storage.errors import access_denied, invalid_request, too_large
from local.storage.files import Files
from local.storage.names import object_name
from local.storage.objects import Place, Way

# Storage's own rights, for what no policy decides: what a bucket allows, the objects of public buckets.
SERVICE = Caller("service_role", {"role": "service_role"})

LARGEST_JSON = 1024 * 1024
LARGEST_NUMBER = 2**31 - 1


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


def caller_of(request: Request) -> Caller:
    """Who is calling; raises StorageError without a valid key or token."""
    headers = request.headers
    try:
        return claims.caller_of(storage_of(request).config, headers.get("authorization"), headers.get("apikey"))
    except InvalidToken as error:
        raise access_denied(str(error)) from error


def place_of(request: Request) -> Place:
    """The object that the path names; raises StorageError for a name that Storage does not take."""
    return Place(request.path_params["bucket"], object_name(request.path_params["name"]))


def way_of(request: Request) -> Way:
    """Whether a new object may take the place of another."""
    return "upsert" if request.headers.get("x-upsert", "").lower() == "true" else "insert"


async def json_of(request: Request) -> dict[str, Any]:
    """The JSON object in the body; raises StorageError for anything else."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_JSON:
            raise too_large()
    try:
        values = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise invalid_request("The body is not JSON") from error
    if not isinstance(values, dict):
        raise invalid_request("The body is not a JSON object")
    return values


def whole(value: object, least: int = 0) -> int:
    """A whole number, as a number or as text; raises StorageError for anything else."""
    try:
        number = int(value) if isinstance(value, int | str) else least - 1
    except ValueError:
        number = least - 1
    if isinstance(value, bool) or not least <= number <= LARGEST_NUMBER:
        raise invalid_request(f"a whole number from {least} to {LARGEST_NUMBER} is needed, not {value!r}")
    return number


def text_of(body: dict[str, Any], name: str, default: str | None = None) -> str:
    """The text under this name in a body; raises StorageError where it is missing or no text."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise invalid_request(f"body must have required property '{name}'")
    return value
