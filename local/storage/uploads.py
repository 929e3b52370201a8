"""Put a content into a bucket.

As in the real Storage, a raw body that tells no length passes the size limit of a bucket (not that of all of storage),
PUT makes what is not there, and policies can read in `storage.operation` what is being done.

The write is rehearsed under the caller's role before the content is read, then the content is received with no
transaction open, then written for good under the same role: row and content appear together, and the content that is
replaced goes once the new row stands.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.claims import Caller, acting_as
from local.storage import buckets, objects, signing
from local.storage.content import Content, receive
from local.storage.objects import Place, Way, Written
from local.storage.requests import SERVICE, Storage, caller_of, place_of, storage_of, way_of

Operation = Literal["upload", "upload_update", "upload_signed", "sign_upload_url"]
SET_OPERATION = "select set_config('storage.operation', 'storage.object.' || %s, true)"


@dataclass(frozen=True)
class Upload:
    """One object on its way into a bucket, under its caller's role."""

    storage: Storage
    caller: Caller
    place: Place
    way: Way
    operation: Operation = "upload"

    async def receive(self, request: Request) -> Written:
        """Take the content from the request; raises StorageError or psycopg.Error where it is not let in."""
        async with acting_as(self.storage.pool, SERVICE) as connection:
            limits = buckets.limits_of(await buckets.find(connection, self.place.bucket))

        async def admit(mimetype: str, size: int) -> None:
            limits.admit(mimetype, size)
            await self.rehearse({"mimetype": mimetype, "contentLength": size, "size": size})

        async with self.storage.files.receive() as incoming:
            content = await receive(request, admit, limits.size, buckets.FILE_SIZE_LIMIT, incoming)
            async with self.storage.files.keep(incoming) as version:
                written = await self._write(content, version)
        await self.storage.files.remove(written.replaced)
        return written

    async def rehearse(self, metadata: dict[str, Any]) -> None:
        """Find out whether the caller may write this object, and leave no trace."""
        values = objects.row(self.place, self.caller, "", metadata, None)
        async with self._acting() as connection:
            await objects.write(connection, values, self.way)
            raise psycopg.Rollback

    async def _write(self, content: Content, version: str) -> Written:
        values = objects.row(self.place, self.caller, version, content.metadata, content.user_metadata)
        async with self._acting() as connection:
            return await objects.write(connection, values, self.way)

    @asynccontextmanager
    async def _acting(self) -> AsyncIterator[objects.Connection]:
        async with acting_as(self.storage.pool, self.caller) as connection:
            await connection.execute(SET_OPERATION, [self.operation])
            yield connection


async def create_object(request: Request) -> Response:
    return await _upload(request, caller_of(request), way_of(request))


async def update_object(request: Request) -> Response:
    return await _upload(request, caller_of(request), "upsert", "upload_update")


async def upload_to_signed_url(request: Request) -> Response:
    signed = signing.verify(request, "upload")
    owner = Caller(SERVICE.role, SERVICE.claims | {"sub": signed["owner"]})
    return await _upload(request, owner, "upsert" if signed["upsert"] else "insert", "upload_signed")


async def _upload(request: Request, caller: Caller, way: Way, operation: Operation = "upload") -> Response:
    place = place_of(request)
    written = await Upload(storage_of(request), caller, place, way, operation).receive(request)
    return JSONResponse({"Id": written.id, "Key": place.path})


SIGNED_ROUTES = [Route("/object/upload/sign/{bucket}/{name:path}", upload_to_signed_url, methods=["PUT"])]
ROUTES = [
    Route("/object/{bucket}/{name:path}", create_object, methods=["POST"]),
    Route("/object/{bucket}/{name:path}", update_object, methods=["PUT"]),
]
