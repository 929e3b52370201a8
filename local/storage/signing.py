"""The tokens of signed URLs: each is good for one object, one use and a time."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import jwt
from starlette.requests import Request

from local.storage.errors import invalid_signature, invalid_token
from local.storage.objects import Place
from local.storage.requests import Storage, place_of, storage_of

# What may stand unescaped in the URL of an answer: clients escape it once more.
PLAIN = "/!$&'()*+,;=:@ "


def sign(storage: Storage, use: str, place: Place, seconds: int, **claims: Any) -> str:
    """The path and query of a signed URL below the storage API; `use` is `read` or `upload`."""
    now = int(time.time())
    payload = {"url": place.path, "use": use, "iat": now, "exp": now + seconds, **claims}
    token = jwt.encode(payload, storage.config.jwt_secret, algorithm="HS256")
    folder = "/object/sign" if use == "read" else "/object/upload/sign"
    return f"{folder}/{quote(place.path, safe=PLAIN)}?token={token}"


def verify(request: Request, use: str) -> dict[str, Any]:
    """The claims of the request's `token`; raises StorageError unless it signs this very object for this use."""
    token = request.query_params.get("token", "")
    try:
        secret = storage_of(request).config.jwt_secret
        payload = jwt.decode(token, secret, algorithms=["HS256"], options={"require": ["exp"], "verify_aud": False})
    except jwt.ExpiredSignatureError as error:
        raise invalid_token('"exp" claim timestamp check failed') from error
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise invalid_token("the token is malformed or its signature is invalid") from error
    if payload.get("url") != place_of(request).path or payload.get("use") != use:
        raise invalid_signature()
    return dict(payload)
