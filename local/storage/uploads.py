"""Put a content into a bucket.

The write is rehearsed under the caller's role before the content is read, then the content is received with no
transaction open, then written for good under the same role: row and content appear together, and the content that is
replaced goes once the new row stands.
"""

from __future__ import annotations

from typing import Any

import psycopg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.claims import Caller
from local.storage import buckets, objects, signing
from local.storage.content import announced, receive
from local.storage.objects import Way, Written
from local.storage.requests import SERVICE, acting, caller_of, place_of, storage_of, way_of

UPLOAD_SECONDS = 2 * 60 * 60


async def create_object(request: Request) -> Response:
    written = await _upload(request, caller_of(request), way_of(request))
    return JSONResponse({"Id": written.id, "Key": place_of(request).path})


async def update_object(request: Request) -> Response:
    written = await _upload(request, caller_of(request), "upsert")
    return JSONResponse({"Id": written.id, "Key": place_of(request).path})


async def sign_upload_url(request: Request) -> Response:
    caller, way, place = caller_of(request), way_of(request), place_of(request)
    await _rehearse(request, caller, way, {})
    claims = {"owner": caller.claims.get("sub"), "upsert": way == "upsert"}
    url = signing.sign(storage_of(request), "upload", place, UPLOAD_SECONDS, **claims)
    return JSONResponse({"url": url, "token": url.rpartition("=")[2]})


async def upload_to_signed_url(request: Request) -> Response:
    signed = signing.verify(request, "upload")
    owner = Caller(SERVICE.role, SERVICE.claims | {"sub": signed["owner"]})
    await _upload(request, owner, "upsert" if signed["upsert"] else "insert")
    return JSONResponse({"Key": place_of(request).path})


async def _upload(request: Request, caller: Caller, way: Way) -> Written:
    """Take the content from the request; raises StorageError or psycopg.Error where it is not let in."""
    place, files = place_of(request), storage_of(request).files
    async with acting(request, SERVICE) as connection:
        limits = buckets.limits_of(await buckets.find(connection, place.bucket))
    told = announced(request)
    if told:
        limits.admit(place.name, told["mimetype"], told["size"])
    await _rehearse(request, caller, way, told)
    async with files.new() as file:
        content = await receive(request, place.name, limits, file)
        values = objects.row(place, caller, file.version, *content)
        async with acting(request, caller) as connection:
            written = await objects.write(connection, values, way)
    await files.remove(written.replaced)
    return written


async def _rehearse(request: Request, caller: Caller, way: Way, metadata: dict[str, Any]) -> None:
    """Find out whether the caller may write this object, and leave no trace."""
    values = objects.row(place_of(request), caller, "", metadata, None)
    async with acting(request, caller) as connection:
        await objects.write(connection, values, way)
        raise psycopg.Rollback


SIGNED = "/object/upload/sign/{bucket}/{name:path}"
SIGNED_ROUTES = [
    Route(SIGNED, sign_upload_url, methods=["POST"], name="object.sign_upload_url"),
    Route(SIGNED, upload_to_signed_url, methods=["PUT"], name="object.upload_signed"),
]
ROUTES = [
    Route("/object/{bucket}/{name:path}", create_object, methods=["POST"], name="object.upload"),
    Route("/object/{bucket}/{name:path}", update_object, methods=["PUT"], name="object.upload_update"),
]
