"""Read objects: their content, with ranges and conditions, and what is known of them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, formatdate, parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from local.claims import Caller, acting_as
from local.storage import buckets, objects, signing
from local.storage.errors import no_such_bucket, no_such_key
from local.storage.objects import Row
from local.storage.requests import SERVICE, caller_of, place_of, storage_of

# What a browser would run, were it opened as a page of this origin.
PAGES = ("text/html", "application/xhtml+xml")
SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


async def get_object(request: Request) -> Response:
    """An object that the caller may see; one of a public bucket needs no caller."""
    caller = SERVICE if await _is_public(request) else caller_of(request)
    return _serve(request, await _find(request, caller))


async def get_authenticated_object(request: Request) -> Response:
    caller = caller_of(request)
    return _serve(request, await _find(request, SERVICE if await _is_public(request) else caller))


async def get_public_object(request: Request) -> Response:
    return _serve(request, await _find_public(request))


async def get_signed_object(request: Request) -> Response:
    expires = signing.verify(request, "read")["exp"]
    response = _serve(request, await _find(request, SERVICE))
    del response.headers["cache-control"]
    response.headers["expires"] = formatdate(expires, usegmt=True)
    return response


async def get_info(request: Request) -> Response:
    return _inform(await _find(request, caller_of(request)))


async def get_public_info(request: Request) -> Response:
    return _inform(await _find_public(request))


async def _is_public(request: Request) -> bool:
    async with acting_as(storage_of(request).pool, SERVICE) as connection:
        return bool((await buckets.find(connection, request.path_params["bucket"]))["public"])


async def _find_public(request: Request) -> Row:
    if not await _is_public(request):
        raise no_such_bucket()
    return await _find(request, SERVICE)


async def _find(request: Request, caller: Caller) -> Row:
    async with acting_as(storage_of(request).pool, caller) as connection:
        return await objects.find(connection, place_of(request))


def _serve(request: Request, found: Row) -> Response:
    metadata = found["metadata"] or {}
    headers = SAFE | _validators(found, metadata) | _disposition(request)
    if _is_current(request, headers):
        return Response(status_code=304, headers=headers)
    try:
        path = storage_of(request).files.path(found["version"])
        stat = path.stat()
    except FileNotFoundError as error:
        raise no_such_key() from error
    return FileResponse(path, headers=headers, media_type=_media_type(metadata), stat_result=stat)


def _validators(found: Row, metadata: dict[str, Any]) -> dict[str, str]:
    return {
        "etag": metadata.get("eTag", ""),
        "last-modified": format_datetime(_last_modified(found), usegmt=True),
        "cache-control": metadata.get("cacheControl", "no-cache"),
    }


def _last_modified(found: Row) -> datetime:
    updated_at: datetime = found["updated_at"]
    return updated_at.astimezone(UTC).replace(microsecond=0)


def _is_current(request: Request, headers: dict[str, str]) -> bool:
    """Whether the copy that the caller holds is the present one (RFC 9110: the tag counts before the date)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        held = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return bool(held & {headers["etag"], "*"})
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return parsedate_to_datetime(headers["last-modified"]) <= since
    except (TypeError, ValueError):
        return False


def _disposition(request: Request) -> dict[str, str]:
    download = request.query_params.get("download")
    if download is None:
        return {}
    name = quote(download, safe="")
    return {"content-disposition": f"attachment; filename={name}; filename*=UTF-8''{name}" if name else "attachment"}


def _media_type(metadata: dict[str, Any]) -> str:
    mimetype = str(metadata.get("mimetype", "application/octet-stream"))
    return "text/plain" if mimetype.lower().startswith(PAGES) else mimetype


def _inform(found: Row) -> Response:
    metadata = found["metadata"] or {}
    return JSONResponse(
        objects.to_json(
            {
                "id": found["id"],
                "name": found["name"],
                "version": found["version"],
                "bucket_id": found["bucket_id"],
                "size": metadata.get("size"),
                "content_type": metadata.get("mimetype"),
                "cache_control": metadata.get("cacheControl"),
                "etag": metadata.get("eTag"),
                "metadata": found["user_metadata"],
                "last_modified": found["updated_at"],
                "created_at": found["created_at"],
            }
        )
    )


ROUTES = [
    Route("/object/info/public/{bucket}/{name:path}", get_public_info, methods=["GET"]),
    Route("/object/info/authenticated/{bucket}/{name:path}", get_info, methods=["GET"]),
    Route("/object/info/{bucket}/{name:path}", get_info, methods=["GET"]),
    Route("/object/public/{bucket}/{name:path}", get_public_object, methods=["GET"]),
    Route("/object/authenticated/{bucket}/{name:path}", get_authenticated_object, methods=["GET"]),
    Route("/object/sign/{bucket}/{name:path}", get_signed_object, methods=["GET"]),
    Route("/object/{bucket}/{name:path}", get_object, methods=["GET"]),
]
