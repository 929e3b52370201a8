"""Results: the shapes in which a run lists them, and the addresses that serve them, the treacherous ones too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from local.pixio.runs import Run

Json = dict[str, Any]
PRIVATE = "http://169.254.169.254/latest/meta-data/"
ELSEWHERE = {"private": PRIVATE, "file": "file:///etc/passwd"}
BEHAVIOURS = ("html", "gone", "redirect", "redirect-private", "endless", "drip")
SIGNED = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&X-Amz-Signature=" + "5f" * 32
PNG_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
PAGE = b"<!doctype html><title>Not a picture</title><p>Not a picture."
DRIP_SECONDS = 1.0
# More than anybody takes, and yet an end for a reader that would take it all.
ENDLESS_PIECES, DRIPS = 64 * 1024, 24 * 60 * 60
TYPES = {".png": "image/png", ".jpg": "image/jpg", ".mp4": "video/mp4"}


def outputs_of(run: Run, base: str, path: Path) -> list[Json]:
    """The `outputs` of a run whose result is the file `path`, with addresses that begin with `base`."""
    entry = {"filename": path.name, "subfolder": "", "type": "output", "url": _address(run, base, path)}
    kind, wanted = "gifs" if path.suffix == ".mp4" else "images", run.fault.output
    if wanted == "empty":
        return []
    if wanted == "url":
        return [{"url": entry["url"]}]
    if wanted == "later":
        preview = {"filename": "preview.png", "subfolder": "", "type": "temp"}
        return [{"data": {"text": ["done"]}}, {"data": {"images": [preview]}}, {"data": {kind: [entry]}}]
    if wanted in ("images", "gifs", "videos", "files"):
        kind = wanted
    return [{"data": {kind: [entry]}}]


def _address(run: Run, base: str, path: Path) -> str:
    wanted = run.fault.output or ""
    if run.fault.output_url or wanted in ELSEWHERE:
        return run.fault.output_url or ELSEWHERE[wanted]
    behaviour = f"/{wanted}" if wanted in BEHAVIOURS else ""
    query = f"?{SIGNED}" if wanted == "signed" else ""
    return f"{base}/outputs/{path.parent.name}{behaviour}/{path.name}{query}"


def routes(folder: Path) -> list[Route]:
    """The routes that serve what is in `folder`, one sub-folder a token."""

    async def serve(request: Request) -> Response:
        token, name = request.path_params["token"], request.path_params["name"]
        path = folder / token / name
        if not path.is_file():
            raise HTTPException(404, "No such output")
        return FileResponse(path, media_type=TYPES[path.suffix])

    return [
        Route("/outputs/{token}/{name}", serve),
        Route("/outputs/{token}/{behaviour}/{name}", _misbehave),
    ]


async def _misbehave(request: Request) -> Response:
    token, behaviour, name = (request.path_params[part] for part in ("token", "behaviour", "name"))
    if behaviour.startswith("redirect"):
        return RedirectResponse(PRIVATE if behaviour == "redirect-private" else f"/outputs/{token}/{name}", 302)
    if behaviour == "html":
        return Response(PAGE, media_type="image/png")
    if behaviour in ("endless", "drip"):
        return StreamingResponse(_endless() if behaviour == "endless" else _drip(), media_type="image/png")
    raise HTTPException(404, "No such output")


async def _endless() -> AsyncIterator[bytes]:
    yield PNG_START
    for _ in range(ENDLESS_PIECES):
        yield bytes(64 * 1024)
        await asyncio.sleep(0)


async def _drip() -> AsyncIterator[bytes]:
    yield PNG_START
    for _ in range(DRIPS):
        await asyncio.sleep(DRIP_SECONDS)
        yield b"\x00"
