"""Copy, move and remove objects."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.claims import Caller, acting_as
from local.storage import buckets, names, objects
from local.storage.content import cache_control_of
from local.storage.errors import invalid_request, no_such_key
from local.storage.objects import Place, Row
from local.storage.requests import SERVICE, Storage, caller_of, json_of, place_of, storage_of, text_of, way_of

MOST_REMOVED = 1000


async def copy_object(request: Request) -> Response:
    storage, caller, body = storage_of(request), caller_of(request), await json_of(request)
    source, target = _places(body)
    async with acting_as(storage.pool, caller) as connection:
        original = await objects.find(connection, source)
    metadata, user_metadata = _copied(original, body)
    await _admit(storage, target, metadata)
    try:
        async with storage.files.copy(original["version"]) as version:
            values = objects.row(target, caller, version, metadata, user_metadata)
            async with acting_as(storage.pool, caller) as connection:
                written = await objects.write(connection, values, way_of(request))
    except FileNotFoundError as error:
        raise no_such_key() from error
    await storage.files.remove(written.replaced)
    return JSONResponse({"Id": written.id, "Key": target.path})


async def move_object(request: Request) -> Response:
    storage, caller = storage_of(request), caller_of(request)
    source, target = _places(await json_of(request))
    async with acting_as(storage.pool, caller) as connection:
        original = await objects.find(connection, source)
    await _admit(storage, target, original["metadata"] or {})
    async with acting_as(storage.pool, caller) as connection:
        await objects.move(connection, source, target)
    return JSONResponse({"message": "Successfully moved", "Id": str(original["id"]), "Key": target.path})


async def remove_objects(request: Request) -> Response:
    """Remove those of these objects that the caller may remove, and say which they were."""
    caller = caller_of(request)
    prefixes = (await json_of(request)).get("prefixes")
    if not isinstance(prefixes, list) or not 1 <= len(prefixes) <= MOST_REMOVED:
        raise invalid_request(f"body/prefixes must be a list of 1 to {MOST_REMOVED} names")
    if not all(isinstance(prefix, str) and "\0" not in prefix for prefix in prefixes):
        raise invalid_request("body/prefixes must be texts")
    removed = await _remove(request, caller, prefixes)
    return JSONResponse([objects.to_json(row) for row in removed])


async def remove_object(request: Request) -> Response:
    if not await _remove(request, caller_of(request), [place_of(request).name]):
        raise no_such_key()
    return JSONResponse({"message": "Successfully deleted"})


async def _remove(request: Request, caller: Caller, doomed: list[str]) -> list[Row]:
    storage = storage_of(request)
    async with acting_as(storage.pool, caller) as connection:
        removed = await objects.delete(connection, request.path_params["bucket"], doomed)
    await storage.files.remove(*(row["version"] for row in removed))
    return removed


async def _admit(storage: Storage, target: Place, metadata: Row) -> None:
    """Raise StorageError where the bucket does not take such an object."""
    async with acting_as(storage.pool, SERVICE) as connection:
        bucket = await buckets.find(connection, target.bucket)
    mimetype = str(metadata.get("mimetype", "application/octet-stream"))
    buckets.limits_of(bucket).admit(mimetype, int(metadata.get("size", 0)))


def _places(body: dict[str, Any]) -> tuple[Place, Place]:
    bucket = text_of(body, "bucketId")
    source = Place(bucket, names.object_name(body.get("sourceKey")))
    target = Place(text_of(body, "destinationBucket", bucket), names.object_name(body.get("destinationKey")))
    return source, target


def _copied(original: Row, body: dict[str, Any]) -> tuple[Row, Row | None]:
    """The two metadata of a copy: the original's, or (`copyMetadata: false`) what the caller gives instead."""
    metadata: Row = original["metadata"] or {}
    if body.get("copyMetadata", True):
        return metadata, original["user_metadata"]
    own = body.get("metadata") or {}
    if not isinstance(own, dict):
        raise invalid_request("body/metadata must be an object")
    changes = {name: cache_control_of(str(own[name])) for name in ("cacheControl", "mimetype") if own.get(name)}
    return metadata | changes, None


ROUTES = [
    Route("/object/copy", copy_object, methods=["POST"]),
    Route("/object/move", move_object, methods=["POST"]),
    Route("/object/{bucket}/{name:path}", remove_object, methods=["DELETE"]),
    Route("/object/{bucket}", remove_objects, methods=["DELETE"]),
]
