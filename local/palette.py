"""The colours that all pages of the stand-ins share, in both themes."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

PALETTE = Path(__file__).with_suffix(".css")


async def _serve(_: Request) -> FileResponse:
    return FileResponse(PALETTE)


def palette_route() -> Route:
    """Where style sheets below `/static` import it from."""
    return Route("/static/palette.css", _serve)
