"""JSON bodies from strangers: what is not as it should be is refused by name, before it reaches the database."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from local.auth.errors import AuthError, invalid

MAX_BODY_BYTES = 1024 * 1024
MAX_TEXT = 4096
MAX_FIELDS = 20
# As browsers check <input type=email>.
EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")

Body = dict[str, Any]


async def read_body(request: Request) -> Body:
    """The body's JSON object, empty if there is no body; raises AuthError if Postgres could not keep it."""
    raw = await _read(request)
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw, parse_constant=_no_constant)
        canonical = json.dumps(body, ensure_ascii=False, allow_nan=False)
        canonical.encode()
    except (ValueError, RecursionError) as error:
        raise AuthError(400, "bad_json", "Could not parse request body as JSON") from error
    if not isinstance(body, dict) or NUL.search(canonical):
        raise AuthError(400, "bad_json", "Could not parse request body as JSON")
    return body


async def read_form(request: Request) -> Body:
    """The fields of a form, the last of each name; raises AuthError if it is none, or Postgres could not keep it."""
    raw = await _read(request)
    try:
        fields = dict(parse_qsl(raw.decode(), max_num_fields=MAX_FIELDS, errors="strict"))
    except ValueError as error:
        raise invalid("Could not parse request body as a form") from error
    if any("\x00" in value for value in fields.values()):
        raise invalid("Could not parse request body as a form")
    return dict(fields)


def text(body: Body, name: str, limit: int = MAX_TEXT) -> str | None:
    """A string of at most `limit` characters; None if it is absent, null or empty."""
    value = body.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > limit:
        raise invalid(f"{name} must be a string of at most {limit} characters")
    return value


def flag(body: Body, name: str, default: bool = False) -> bool:
    """A boolean."""
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise invalid(f"{name} must be a boolean")
    return value


def mapping(body: Body, name: str) -> dict[str, Any]:
    """A JSON object; empty if it is absent."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid(f"{name} must be an object")
    return value


def email(body: Body, name: str = "email") -> str | None:
    """An e-mail address in lower case."""
    value = text(body, name)
    if value is None:
        return None
    address = value.strip().lower()
    if len(address) > 255 or not EMAIL.fullmatch(address):
        raise invalid("Unable to validate email address: invalid format")
    return address


def required_email(body: Body) -> str:
    """An e-mail address that has to be there."""
    address = email(body)
    if address is None:
        raise invalid("An email address is required")
    return address


async def _read(request: Request) -> bytes:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BODY_BYTES:
            raise AuthError(413, "validation_failed", "Request body is larger than 1 MB")
    return bytes(received)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
