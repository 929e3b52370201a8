"""Results: how a run lists them, and the addresses that serve them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from local.pixio.runs import Run

Json = dict[str, Any]


def outputs_of(run: Run, base: str, path: Path) -> list[Json]:
    """The `outputs` of a run whose result is the file `path`, with an address that begins with `base`."""
    if "output" in run.fault:
        return []
    address = f"{base}/outputs/{path.parent.name}/{path.name}"
    entry = {"filename": path.name, "subfolder": "", "type": "output", "url": address}
    return [{"data": {"gifs" if path.suffix == ".mp4" else "images": [entry]}}]


def routes(folder: Path) -> list[Route]:
    """The routes that serve what is in `folder`, one sub-folder a token."""

    async def serve(request: Request) -> Response:
        path = folder / request.path_params["token"] / request.path_params["name"]
        if not path.is_file():
            raise HTTPException(404, "No such output")
        return FileResponse(path)

    return [Route("/outputs/{token}/{name}", serve)]
