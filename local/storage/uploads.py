"""Upload the content of an object.

The row is first written and rolled back under the caller's role, so that a forbidden upload is refused before its content
is read. Then the content is received without an open transaction, and the row is committed under the same role. The
replaced content is deleted after that.
"""

from typing import Any

import psycopg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.claims import Caller
from local.storage import buckets, objects, signing
from local.storage.content import announced, receive
from local.storage.objects import WriteMode, Written
from local.storage.requests import SERVICE, acting, caller_of, mode_of, place_of, storage_of

UPLOAD_SECONDS = 2 * 60 * 60


async def upload_object(request: Request) -> Response:
    mode = "upsert" if request.method == "PUT" else mode_of(request)
    written = await _upload(request, caller_of(request), mode)
    return JSONResponse({"Id": written.id, "Key": place_of(request).path})


async def sign_upload_url(request: Request) -> Response:
    caller, mode, place = caller_of(request), mode_of(request), place_of(request)
    await _check_may_write(request, caller, mode, {})
    claims = {"owner": caller.claims.get("sub"), "upsert": mode == "upsert"}
    url = signing.sign(storage_of(request), "upload", place, UPLOAD_SECONDS, **claims)
    return JSONResponse({"url": url, "token": url.rpartition("=")[2]})


async def upload_to_signed_url(request: Request) -> Response:
    signed = signing.verify(request, "upload")
    owner = Caller(SERVICE.role, SERVICE.claims | {"sub": signed["owner"]})
    await _upload(request, owner, "upsert" if signed["upsert"] else "insert")
    return JSONResponse({"Key": place_of(request).path})


async def _upload(request: Request, caller: Caller, mode: WriteMode) -> Written:
    """Store the request's content; raise StorageError or psycopg.Error if that is not allowed."""
    place, files = place_of(request), storage_of(request).files
    async with acting(request, SERVICE) as connection:
        limits = buckets.limits_of(await buckets.find(connection, place.bucket))
    expected = announced(request)
    if expected:
        limits.admit(place.name, expected["mimetype"], expected["size"])
    await _check_may_write(request, caller, mode, expected)
    async with files.new() as file:
        metadata = await receive(request, place.name, limits, file)
        values = objects.row(place, caller, file.version, metadata)
        async with acting(request, caller) as connection:
            written = await objects.write(connection, values, mode)
    await files.remove(written.replaced)
    return written


async def _check_may_write(request: Request, caller: Caller, mode: WriteMode, metadata: dict[str, Any]) -> None:
    """Write the row and roll it back; raise psycopg.Error if the caller may not write it."""
    values = objects.row(place_of(request), caller, "", metadata)
    async with acting(request, caller) as connection:
        await objects.write(connection, values, mode)
        raise psycopg.Rollback


SIGNED = "/object/upload/sign/{bucket}/{name:path}"
ROUTES = [
    Route(SIGNED, sign_upload_url, methods=["POST"], name="object.sign_upload_url"),
    Route(SIGNED, upload_to_signed_url, methods=["PUT"], name="object.upload_signed"),
    Route("/object/{bucket}/{name:path}", upload_object, methods=["POST"], name="object.upload"),
    Route("/object/{bucket}/{name:path}", upload_object, methods=["PUT"], name="object.upload_update"),
]
