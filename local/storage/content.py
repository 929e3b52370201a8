"""Receive the content of an object: raw or in a form, within its bucket's limits, never whole in memory."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from starlette.datastructures import FormData, UploadFile
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
# With an empty file of this name, whatever its type, clients make a folder.
PLACEHOLDER = ".emptyFolderPlaceholder"


@dataclass(frozen=True)
class Limits:
    """What a bucket takes: `size` in bytes; `mimetypes` such as `image/png` or `image/*`, None for any."""

    size: int
    mimetypes: list[str] | None = None

    def admit(self, name: str, mimetype: str, size: int) -> None:
        """Raise StorageError where an object of this name, type and size (0: empty, or not told) is not taken."""
        is_folder = name.endswith(PLACEHOLDER) and not size
        if not MIMETYPE.fullmatch(mimetype) or not (is_folder or self._takes(mimetype)):
            raise StorageError("InvalidMimeType", mimetype)
        if size > self.size:
            raise StorageError("EntityTooLarge")

    def _takes(self, mimetype: str) -> bool:
        """Types are compared as text, as in the real Storage: `Image/PNG` is no `image/*`."""
        group = mimetype.partition("/")[0]
        return not self.mimetypes or not {"*", "*/*", mimetype, f"{group}/*"}.isdisjoint(self.mimetypes)


class Content(NamedTuple):
    """What came with a file, for its row: the caller's own metadata beside that of Storage."""

    metadata: dict[str, Any]
    user_metadata: dict[str, Any]


def announced(request: Request) -> dict[str, Any]:
    """What the headers tell of a raw content before it is there: its type and size (0: not told). Nothing of a form."""
    if _is_form(request):
        return {}
    size = int(request.headers.get("content-length", 0))
    return {"mimetype": request.headers.get("content-type", OCTETS), "contentLength": size, "size": size}


async def receive(request: Request, name: str, limits: Limits, file: Incoming) -> Content:
    """Write the request's content, which becomes the object `name`, to `file`.

    Raises:
        StorageError: if the bucket does not take it, or the body is malformed.
        ClientDisconnect: if the caller goes away before the end.
    """
    if _is_form(request):
        return await _receive_form(request, name, limits, file)
    # As in the real Storage, a bucket's limit does not stop a content that tells no length.
    most = limits.size if "content-length" in request.headers else FILE_SIZE_LIMIT
    await file.take(_at_most(most, request.stream()))
    robots = request.headers.get("x-robots-tag")
    metadata = _metadata(file, announced(request)["mimetype"], request.headers.get("cache-control", "no-cache"))
    return Content(metadata | ({"xRobotsTag": robots} if robots else {}), user_metadata_of(request))


async def _receive_form(request: Request, name: str, limits: Limits, file: Incoming) -> Content:
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
    seconds, own = _field(form, "cacheControl"), _field(form, "metadata")
    metadata = _metadata(file, mimetype, f"max-age={seconds}" if seconds else "no-cache")
    return Content(metadata, _metadata_in(own) if own else user_metadata_of(request))


def _metadata(file: Incoming, mimetype: str, cache_control: str) -> dict[str, Any]:
    """The `metadata` of the row in storage.objects."""
    return {
        "eTag": file.etag,
        "size": file.size,
        "mimetype": mimetype,
        "cacheControl": header_value(cache_control),
        "lastModified": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "contentLength": file.size,
        "httpStatusCode": 200,
    }


def header_value(value: str) -> str:
    """A Cache-Control as a header may carry it."""
    return value if HEADER_VALUE.fullmatch(value) else "no-cache"


def user_metadata_of(request: Request) -> dict[str, Any]:
    """The caller's own metadata in `x-metadata`: JSON in base64; raises StorageError where it is none."""
    try:
        return _metadata_in(base64.b64decode(request.headers.get("x-metadata", ""), validate=True) or b"{}")
    except ValueError as error:
        raise StorageError("InvalidRequest", "x-metadata is not base64") from error


def _metadata_in(text: str | bytes) -> dict[str, Any]:
    try:
        metadata = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StorageError("InvalidRequest", "metadata is not JSON") from error
    if not isinstance(metadata, dict):
        raise StorageError("InvalidRequest", "metadata is not an object")
    return metadata


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith(FORM)


def _field(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def _at_most(size: int, body: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The body; raises StorageError once it has more bytes than this."""
    async for chunk in body:
        size -= len(chunk)
        if size < 0:
            raise StorageError("EntityTooLarge")
        yield chunk


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(CHUNK):
        yield chunk
