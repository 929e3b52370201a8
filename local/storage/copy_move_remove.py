"""Copy, move and remove objects. As in the real Storage, copy and move ignore the target bucket's limits."""

from typing import Any

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.storage import objects
from local.storage.errors import StorageError
from local.storage.objects import Place, Row
from local.storage.requests import (
    SERVICE,
    acting,
    caller_of,
    json_of,
    mode_of,
    object_name,
    place_of,
    storage_of,
    text,
    texts,
)

MOST_REMOVED = 1000


async def copy_object(request: Request) -> Response:
    files, caller, body = storage_of(request).files, caller_of(request), await json_of(request)
    source, target = _places(body)
    async with acting(request, caller) as connection:
        original = await objects.find(connection, source)
    async with files.new() as file:
        await run_sync(file.copy, files.path(original["version"]))
        values = objects.row(target, caller, file.version, original["metadata"] or {})
        async with acting(request, caller) as connection:
            written = await objects.write(connection, values, mode_of(request))
    await files.remove(written.replaced)
    async with acting(request, SERVICE) as connection:
        row = await objects.find(connection, target)
    return JSONResponse({"Id": written.id, "Key": target.path} | objects.to_json(row))


async def move_object(request: Request) -> Response:
    source, target = _places(await json_of(request))
    async with acting(request, caller_of(request)) as connection:
        await objects.find(connection, source)
        await objects.move(connection, source, target)
    return JSONResponse({"message": "Successfully moved"})


async def remove_objects(request: Request) -> Response:
    """Remove the listed objects that the caller may remove, and return their rows."""
    names = texts(await json_of(request), "prefixes", MOST_REMOVED)
    removed = await _remove(request, names)
    return JSONResponse([objects.to_json(row) for row in removed])


async def remove_object(request: Request) -> Response:
    place = place_of(request)
    if not await _remove(request, [place.name]):
        async with acting(request, SERVICE) as connection:
            await objects.find(connection, place)
        raise StorageError("AccessDenied", "Access denied")
    return JSONResponse({"message": "Successfully deleted"})


async def _remove(request: Request, names: list[str]) -> list[Row]:
    async with acting(request, caller_of(request)) as connection:
        removed = await objects.delete(connection, request.path_params["bucket"], names)
    await storage_of(request).files.remove(*(row["version"] for row in removed))
    return removed


def _places(body: dict[str, Any]) -> tuple[Place, Place]:
    bucket = text(body, "bucketId")
    source = Place(bucket, object_name(text(body, "sourceKey")))
    target = Place(text(body, "destinationBucket", bucket), object_name(text(body, "destinationKey")))
    return source, target


ROUTES = [
    Route("/object/copy", copy_object, methods=["POST"], name="object.copy"),
    Route("/object/move", move_object, methods=["POST"], name="object.move"),
    Route("/object/{bucket}/{name:path}", remove_object, methods=["DELETE"], name="object.delete"),
    Route("/object/{bucket}", remove_objects, methods=["DELETE"], name="object.delete_many"),
]
