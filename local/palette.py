"""The colours of all pages of the stand-ins, in both themes."""

from pathlib import Path

from starlette.responses import FileResponse
from starlette.routing import Route

PALETTE = Path(__file__).with_suffix(".css")
# Style sheets in `/static` import the colours from here.
PALETTE_ROUTE = Route("/static/palette.css", lambda _: FileResponse(PALETTE))
