"""Signed URLs: anyone who has one may read or upload one object until it expires."""

import time
from typing import Any
from urllib.parse import quote

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local import claims
from local.claims import InvalidToken
from local.storage import objects
from local.storage.errors import StorageError
from local.storage.objects import Place
from local.storage.requests import Storage, acting, caller_of, integer, json_of, place_of, reason_of, storage_of, texts

# Characters that stay unescaped in the URL of a response: clients escape it again.
PLAIN = "/!$&'()*+,;=:@ "
MOST_PATHS = 1000
UNSEEN = "Either the object does not exist or you do not have access to it"
FOLDERS = {"download": "/object/sign", "upload": "/object/upload/sign"}


async def sign_url(request: Request) -> Response:
    place, seconds = place_of(request), integer(await json_of(request), "expiresIn", least=1)
    async with acting(request, caller_of(request)) as connection:
        await objects.find(connection, place)
    return JSONResponse({"signedURL": sign(storage_of(request), "download", place, seconds)})


async def sign_urls(request: Request) -> Response:
    storage, bucket, body = storage_of(request), request.path_params["bucket"], await json_of(request)
    seconds, paths = integer(body, "expiresIn", least=1), texts(body, "paths", MOST_PATHS)
    async with acting(request, caller_of(request)) as connection:
        seen = await objects.find_names(connection, bucket, paths)
    urls = {path: sign(storage, "download", Place(bucket, path), seconds) for path in seen}
    return JSONResponse(
        [{"path": path, "signedURL": urls.get(path), "error": None if path in urls else UNSEEN} for path in paths]
    )


def sign(storage: Storage, scope: str, place: Place, seconds: int, **more: Any) -> str:
    """Return path and query of a signed URL below the storage API; its scope is `download` or `upload`."""
    now = int(time.time())
    payload = {"url": place.path, "scope": scope, "iat": now, "exp": now + seconds, **more}
    token = jwt.encode(payload, storage.config.jwt_secret, algorithm="HS256")
    return f"{FOLDERS[scope]}/{quote(place.path, safe=PLAIN)}?token={token}"


def verify(request: Request, scope: str) -> dict[str, Any]:
    """Return the claims of the request's `token`; raise StorageError unless it signs this object for this scope."""
    token = request.query_params.get("token")
    if token is None:
        raise StorageError("InvalidRequest", "querystring must have required property 'token'")
    try:
        payload = claims.verify(storage_of(request).config, token)
    except InvalidToken as error:
        raise StorageError("InvalidJWT", reason_of(error)) from error
    if payload.get("scope") != scope or "exp" not in payload:
        raise StorageError("InvalidSignature", f"Token is not scoped for {scope}")
    if payload.get("url") != place_of(request).path:
        raise StorageError("InvalidSignature", "Invalid signature")
    return payload


ROUTES = [
    Route("/object/sign/{bucket}/{name:path}", sign_url, methods=["POST"], name="object.sign"),
    Route("/object/sign/{bucket}", sign_urls, methods=["POST"], name="object.sign_many"),
]
