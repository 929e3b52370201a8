"""No page of another site may press a button here."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request


def check_same_origin(request: Request) -> None:
    """Raises HTTPException (403) for a request that a page of another site has made."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "This came from a page of another site")
