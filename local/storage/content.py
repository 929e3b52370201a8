"""Receive the content of an object: raw or multipart, within its bucket's limits, never whole in memory."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from local.storage.errors import invalid_mime_type, invalid_request, too_large
from local.storage.files import Incoming
from local.storage.multipart import Part, parts

MIMETYPE = re.compile(r"[\w!#$&^.+*-]{1,64}/[\w!#$&^.+*-]{1,128}\s*(;[ -~]{0,128})?", re.ASCII)
CACHE_CONTROL = re.compile(r"[ -~]{1,256}")
LARGEST_FIELDS = 1024 * 1024

# Raises where a content of this MIME type and declared size in bytes (0: unknown) is not taken.
Admit = Callable[[str, int], Awaitable[None]]


@dataclass(frozen=True)
class Limits:
    """What a bucket takes: `size` in bytes; `mimetypes` such as `image/png` or `image/*`, None for any."""

    size: int
    mimetypes: list[str] | None = None

    def admit(self, mimetype: str, size: int = 0) -> None:
        """Raise StorageError where a content of this type and size is not taken."""
        if not MIMETYPE.fullmatch(mimetype) or not self._takes(_essence(mimetype)):
            raise invalid_mime_type(mimetype)
        if size > self.size:
            raise too_large()

    def _takes(self, essence: str) -> bool:
        allowed = {_essence(mimetype) for mimetype in self.mimetypes or ["*/*"]}
        return bool(allowed & {"*", "*/*", essence, essence.partition("/")[0] + "/*"})


@dataclass
class Content:
    """What came with a file: its facts for the row."""

    mimetype: str = "application/octet-stream"
    cache_control: str = "no-cache"
    user_metadata: dict[str, Any] | None = None
    size: int = 0
    etag: str = ""
    received_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def metadata(self) -> dict[str, Any]:
        """The `metadata` of the row in storage.objects."""
        return {
            "eTag": self.etag,
            "size": self.size,
            "mimetype": self.mimetype,
            "cacheControl": self.cache_control,
            "lastModified": self.received_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "contentLength": self.size,
            "httpStatusCode": 200,
        }


async def receive(request: Request, admit: Admit, limit: int, limit_of_untold: int, incoming: Incoming) -> Content:
    """Write the request's content to `incoming`, at most `limit` bytes (`limit_of_untold` of a raw body that tells no
    length), once `admit` has let its type and size pass.

    Raises:
        StorageError: if the content is larger than the limit, or the body is malformed; and what `admit` raises.
        ClientDisconnect: if the caller goes away before the end.
    """
    content_type = request.headers.get("content-type", "application/octet-stream")
    if _essence(content_type) == "multipart/form-data":
        content = await _receive_multipart(request, content_type, _Form(admit, limit, incoming))
    else:
        most = limit if "content-length" in request.headers else limit_of_untold
        content = await _receive_raw(request, content_type, admit, most, incoming)
    content.size, content.etag = incoming.size, incoming.etag
    return content


async def _receive_raw(request: Request, content_type: str, admit: Admit, limit: int, incoming: Incoming) -> Content:
    await admit(content_type, _declared_length(request))
    async for chunk in request.stream():
        await _write(chunk, limit, incoming)
    return Content(
        mimetype=content_type,
        cache_control=cache_control_of(request.headers.get("cache-control", "")),
        user_metadata=_user_metadata(_base64(request.headers.get("x-metadata"))),
    )


async def _receive_multipart(request: Request, content_type: str, form: _Form) -> Content:
    async for event in parts(request.stream(), content_type):
        await form.take(event)
    return form.content()


class _Form:
    """The parts of an upload: `cacheControl`, `metadata`, and the first file."""

    def __init__(self, admit: Admit, limit: int, incoming: Incoming) -> None:
        self._admit = admit
        self._limit = limit
        self._incoming = incoming
        self._file: Part | None = None
        self._part = Part()
        self._fields: dict[str, bytes] = {}

    async def take(self, event: Part | bytes) -> None:
        if isinstance(event, Part):
            await self._begin(event)
        elif self._part is self._file:
            await _write(event, self._limit, self._incoming)
        elif not self._part.is_file:
            self._extend_field(event)

    def content(self) -> Content:
        if self._file is None:
            raise invalid_request("No content provided")
        seconds = self._fields.get("cacheControl", b"").decode("latin-1")
        return Content(
            mimetype=_mimetype_of(self._file),
            cache_control=cache_control_of(f"max-age={seconds}" if seconds.isdigit() else seconds),
            user_metadata=_user_metadata(self._fields.get("metadata")),
        )

    async def _begin(self, part: Part) -> None:
        self._part = part
        if part.is_file and self._file is None:
            self._file = part
            await self._admit(_mimetype_of(part), 0)

    def _extend_field(self, piece: bytes) -> None:
        name = self._part.name
        self._fields[name] = self._fields.get(name, b"") + piece
        if sum(map(len, self._fields.values())) > LARGEST_FIELDS:
            raise too_large()


async def _write(chunk: bytes, limit: int, incoming: Incoming) -> None:
    if incoming.size + len(chunk) > limit:
        raise too_large()
    await incoming.write(chunk)


def _declared_length(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdigit() else 0


def _mimetype_of(part: Part) -> str:
    return part.headers.get("content-type") or "application/octet-stream"


def _essence(mimetype: str) -> str:
    return mimetype.partition(";")[0].strip().lower()


def cache_control_of(value: str) -> str:
    """The value as a header may carry it."""
    return value if CACHE_CONTROL.fullmatch(value) else "no-cache"


def _base64(encoded: str | None) -> bytes | None:
    try:
        return None if encoded is None else base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise invalid_request("x-metadata is not base64") from error


def _user_metadata(encoded: bytes | None) -> dict[str, Any] | None:
    if not encoded:
        return None
    try:
        metadata = json.loads(encoded)
    except (ValueError, RecursionError) as error:
        raise invalid_request("metadata is not JSON") from error
    if not isinstance(metadata, dict):
        raise invalid_request("metadata is not an object")
    return metadata
