"""The colours of all pages of the stand-ins, in both themes."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

PALETTE = Path(__file__).with_suffix(".css")


async def _serve(_: Request) -> FileResponse:
    return FileResponse(PALETTE)


def palette_route() -> Route:
    """Return the route from which style sheets in `/static` import the colours."""
    return Route("/static/palette.css", _serve)
