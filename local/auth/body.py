"""Read JSON bodies: a member of the wrong type is an error, an absent or null one is empty."""

import json
import re
from typing import Any

from starlette.requests import Request

from local.auth.errors import AuthError, invalid

MAX_BODY_BYTES = 1024 * 1024
MAX_EMAIL = 255
# As browsers check <input type=email>.
EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
HALF_A_SURROGATE = re.compile("[\ud800-\udfff]")

Body = dict[str, Any]


async def read_body(request: Request, *, optional: bool = False) -> Body:
    """Return the JSON object in the body; raise AuthError 400 if it is not one, 413 if it is too large."""
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BODY_BYTES:
            message = f"Request body too large (max {MAX_BODY_BYTES} bytes)"
            raise AuthError(413, "request_entity_too_large", message)
    if optional and not received:
        return {}
    try:
        body = json.loads(received, parse_constant=_no_constant)
        text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise _bad_json("it is not JSON") from error
    if not isinstance(body, dict | None):
        raise _bad_json("it is not an object")
    if HALF_A_SURROGATE.search(text):
        body = json.loads(HALF_A_SURROGATE.sub("\ufffd", text))
    return body or {}


def text(body: Body, name: str) -> str:
    """Return a string."""
    return str(_member(body, name, ""))


def flag(body: Body, name: str, *, default: bool = False) -> bool:
    """Return a boolean."""
    return bool(_member(body, name, default))


def mapping(body: Body, name: str) -> dict[str, Any]:
    """Return a JSON object."""
    return dict(_member(body, name, {}))


def email(body: Body, missing: str = "An email address is required") -> str:
    """Return an email address in lower case; raise AuthError 400 with the message `missing` if there is none."""
    address = text(body, "email")
    if not address:
        raise invalid(missing)
    if len(address) > MAX_EMAIL:
        raise invalid("An email address is too long")
    if not EMAIL.fullmatch(address):
        raise invalid("Unable to validate email address: invalid format")
    return address.lower()


def _member(body: Body, name: str, default: Any) -> Any:
    value = body.get(name)
    if value is None:
        return default
    if type(value) is not type(default):
        raise _bad_json(f"{name} is of the wrong type")
    return value


def _bad_json(detail: str) -> AuthError:
    return AuthError(400, "bad_json", f"Could not parse request body as JSON: {detail}")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
