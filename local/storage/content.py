"""Receive the content of an object, raw or as a form, within its bucket's limits, and stream it to disk."""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from local.storage.errors import StorageError
from local.storage.files import Incoming

MIMETYPE = re.compile(r"[\w!#$&^.+*-]{1,64}/[\w!#$&^.+*-]{1,128}\s*(;[ -~]{0,128})?", re.ASCII)
HEADER_VALUE = re.compile(r"[ -~]{1,256}")
OCTETS = "application/octet-stream"
FORM = "multipart/form-data"
FILE_SIZE_LIMIT = 50 * 1024 * 1024
MOST_PARTS = 32
LARGEST_FIELDS = 1024 * 1024
CHUNK = 64 * 1024
# Clients create a folder by an empty file of this name, of any type.
PLACEHOLDER = ".emptyFolderPlaceholder"


@dataclass(frozen=True)
class Limits:
    """What a bucket accepts: `size` in bytes; `mimetypes` such as `image/png` or `image/*`, None for any."""

    size: int
    mimetypes: list[str] | None = None

    def admit(self, name: str, mimetype: str, size: int) -> None:
        """Raise StorageError unless the bucket accepts this name, type and size (0: empty or unknown)."""
        is_folder = name.endswith(PLACEHOLDER) and not size
        if not MIMETYPE.fullmatch(mimetype) or not (is_folder or self._accepts(mimetype)):
            raise StorageError("InvalidMimeType", mimetype)
        if size > self.size:
            raise StorageError("EntityTooLarge")

    def _accepts(self, mimetype: str) -> bool:
        """Compare types as text, as the real Storage does: `Image/PNG` does not match `image/*`."""
        group = mimetype.partition("/")[0]
        return not self.mimetypes or not {"*", "*/*", mimetype, f"{group}/*"}.isdisjoint(self.mimetypes)


def announced(request: Request) -> dict[str, Any]:
    """Return type and size (0: unknown) of a raw content from its headers; nothing for a form."""
    if _is_form(request):
        return {}
    size = int(request.headers.get("content-length", 0))
    return {"mimetype": request.headers.get("content-type", OCTETS), "contentLength": size, "size": size}


async def receive(request: Request, name: str, limits: Limits, file: Incoming) -> dict[str, Any]:
    """Write the content of the object `name` to `file`; return the `metadata` of its row.

    Raises StorageError if the bucket does not accept it or the body is malformed, and ClientDisconnect.
    """
    if _is_form(request):
        return await _receive_form(request, name, limits, file)
    # As in the real Storage, the bucket's limit does not apply to a body of unknown length.
    most = limits.size if "content-length" in request.headers else FILE_SIZE_LIMIT
    await file.take(_at_most(most, request.stream()))
    robots = request.headers.get("x-robots-tag")
    metadata = _metadata(file, announced(request)["mimetype"], request.headers.get("cache-control", "no-cache"))
    return metadata | ({"xRobotsTag": robots} if robots else {})


async def _receive_form(request: Request, name: str, limits: Limits, file: Incoming) -> dict[str, Any]:
    body = _at_most(limits.size + LARGEST_FIELDS, request.stream())
    parser = MultiPartParser(request.headers, body, max_files=MOST_PARTS, max_fields=MOST_PARTS)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise StorageError("InvalidRequest", f"The multipart body is malformed: {error.message}") from error
    try:
        sent = next((part for _, part in form.multi_items() if isinstance(part, UploadFile)), None)
        if sent is None:
            raise StorageError("InvalidRequest", "No content provided", error="InvalidRequest")
        mimetype = sent.content_type or OCTETS
        limits.admit(name, mimetype, sent.size or 0)
        await file.take(_chunks(sent))
    finally:
        await form.close()
    seconds = form.get("cacheControl")
    return _metadata(file, mimetype, f"max-age={seconds}" if seconds else "no-cache")


def _metadata(file: Incoming, mimetype: str, cache_control: str) -> dict[str, Any]:
    """Return the `metadata` of the row in storage.objects."""
    return {
        "eTag": file.etag,
        "size": file.size,
        "mimetype": mimetype,
        "cacheControl": cache_control if HEADER_VALUE.fullmatch(cache_control) else "no-cache",
        "lastModified": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "contentLength": file.size,
        "httpStatusCode": 200,
    }


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith(FORM)


async def _at_most(size: int, body: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Yield the body; raise StorageError once it exceeds this many bytes."""
    async for chunk in body:
        size -= len(chunk)
        if size < 0:
            raise StorageError("EntityTooLarge")
        yield chunk


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK):
        yield chunk
