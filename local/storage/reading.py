"""Read the content of objects, with range and conditional requests."""

import re
from collections.abc import Callable
from datetime import UTC
from email.utils import format_datetime, formatdate
from typing import Any
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from local.claims import Caller
from local.storage import buckets, objects, signing
from local.storage.errors import StorageError
from local.storage.objects import Row
from local.storage.requests import SERVICE, acting, caller_of, caller_or_nobody, place_of, storage_of

# Types that a browser would run as a page of this origin.
PAGES = ("text/html", "application/xhtml+xml")
SAFE = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
RANGE = re.compile(r"bytes=(?!-$)(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")
is_not_modified = StaticFiles(check_dir=False).is_not_modified


async def get_signed_object(request: Request) -> Response:
    expires = signing.verify(request, "download")["exp"]
    response = _serve(request, await _find(request, SERVICE))
    del response.headers["cache-control"]
    response.headers["expires"] = formatdate(expires, usegmt=True)
    return response


async def _find(request: Request, caller: Caller | None) -> Row:
    """Return the object's row, if the caller may see it. Without a caller (None) only public buckets are visible."""
    async with acting(request, SERVICE) as connection:
        is_public = (await buckets.find(connection, request.path_params["bucket"]))["public"]
    if caller is None and not is_public:
        raise StorageError("NoSuchBucket")
    async with acting(request, SERVICE if is_public or caller is None else caller) as connection:
        return await objects.find(connection, place_of(request))


def _serve(request: Request, found: Row) -> Response:
    metadata = found["metadata"] or {}
    headers = _headers(found, metadata) | _disposition(request)
    if request.method == "HEAD":
        return Response(headers=headers | {"content-length": str(metadata.get("size", 0))})
    if is_not_modified(Headers(headers), request.headers):
        return Response(status_code=304, headers=headers | {"content-length": "0"})
    if "if-none-match" in request.headers:
        headers["cache-control"] += ", stale-while-revalidate=30"
    path = storage_of(request).files.path(found["version"])
    stat = path.stat()
    _check_range(request, stat.st_size)
    # Opened before the response begins: the content is sent completely even if it is removed meanwhile.
    content = path.open("rb")
    opened = f"/proc/self/fd/{content.fileno()}"
    return FileResponse(opened, headers=headers, stat_result=stat, background=BackgroundTask(content.close))


def _headers(found: Row, metadata: dict[str, Any]) -> dict[str, str]:
    mimetype = str(metadata.get("mimetype", "application/octet-stream"))
    return SAFE | {
        "accept-ranges": "bytes",
        "content-type": "text/plain" if mimetype.lower().startswith(PAGES) else mimetype,
        "x-robots-tag": metadata.get("xRobotsTag", "none"),
        "etag": metadata.get("eTag", ""),
        "last-modified": format_datetime(found["updated_at"].astimezone(UTC), usegmt=True),
        "cache-control": metadata.get("cacheControl", "no-cache"),
    }


def _disposition(request: Request) -> dict[str, str]:
    download = request.query_params.get("download")
    if download is None:
        return {}
    name = quote(download, safe="")
    return {"content-disposition": f"attachment; filename={name}; filename*=UTF-8''{name}" if name else "attachment;"}


def _check_range(request: Request, size: int) -> None:
    """Raise StorageError unless the range is valid and within the content."""
    if "range" not in request.headers:
        return
    asked = RANGE.fullmatch(request.headers["range"])
    if asked is None or int(asked["first"] or 0) > int(asked["last"] or size) or int(asked["first"] or 0) >= size:
        raise StorageError("InvalidRange")


def _read_route(folder: str, operation: str, caller: Callable[[Request], Caller | None]) -> Route:
    async def read(request: Request) -> Response:
        return _serve(request, await _find(request, caller(request)))

    return Route(f"/object/{folder}{{bucket}}/{{name:path}}", read, name=f"object.{operation}")


ROUTES = [
    _read_route("public/", "get_public", lambda _: None),
    _read_route("authenticated/", "get_authenticated", caller_of),
    Route("/object/sign/{bucket}/{name:path}", get_signed_object, name="object.get_signed"),
    _read_route("", "get_authenticated", caller_or_nobody),
]
