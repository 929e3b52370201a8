"""Routes that make signed URLs: whoever holds one may read, or upload, one object until it expires."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.claims import acting_as
from local.storage import objects
from local.storage.errors import invalid_request
from local.storage.objects import Place
from local.storage.requests import caller_of, json_of, place_of, storage_of, way_of, whole
from local.storage.signing import sign
from local.storage.uploads import Upload

UPLOAD_SECONDS = 2 * 60 * 60
MOST_PATHS = 1000
UNSEEN = "Either the object does not exist or you do not have access to it"


async def create_signed_url(request: Request) -> Response:
    storage = storage_of(request)
    place = place_of(request)
    seconds = whole((await json_of(request)).get("expiresIn"), least=1)
    async with acting_as(storage.pool, caller_of(request)) as connection:
        await objects.find(connection, place)
    return JSONResponse({"signedURL": sign(storage, "read", place, seconds)})


async def create_signed_urls(request: Request) -> Response:
    storage = storage_of(request)
    bucket = request.path_params["bucket"]
    body = await json_of(request)
    seconds, paths = whole(body.get("expiresIn"), least=1), _paths(body.get("paths"))
    async with acting_as(storage.pool, caller_of(request)) as connection:
        seen = await objects.find_names(connection, bucket, paths)
    urls = {path: sign(storage, "read", Place(bucket, path), seconds) for path in seen}
    return JSONResponse(
        [{"path": path, "signedURL": urls.get(path), "error": None if path in urls else UNSEEN} for path in paths]
    )


async def create_signed_upload_url(request: Request) -> Response:
    storage = storage_of(request)
    place = place_of(request)
    caller = caller_of(request)
    way = way_of(request)
    await Upload(storage, caller, place, way, "sign_upload_url").rehearse({})
    owner = caller.claims.get("sub")
    url = sign(storage, "upload", place, UPLOAD_SECONDS, owner=owner, upsert=way == "upsert")
    return JSONResponse({"url": url, "token": url.rpartition("=")[2]})


def _paths(paths: object) -> list[str]:
    if not isinstance(paths, list) or not all(isinstance(path, str) and "\0" not in path for path in paths):
        raise invalid_request("body/paths must be a list of texts")
    if not 1 <= len(paths) <= MOST_PATHS:
        raise invalid_request(f"body/paths must have 1 to {MOST_PATHS} items")
    return paths


ROUTES = [
    Route("/object/sign/{bucket}/{name:path}", create_signed_url, methods=["POST"]),
    Route("/object/sign/{bucket}", create_signed_urls, methods=["POST"]),
    Route("/object/upload/sign/{bucket}/{name:path}", create_signed_upload_url, methods=["POST"]),
]
