"""Headers that every answer of the service carries: all of them are somebody's own, and none is a page."""

from __future__ import annotations

from types import MappingProxyType

from flask import Flask, Response

ALWAYS = MappingProxyType({"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"})


def init_app(app: Flask) -> None:
    """Add the headers to every answer of `app`."""
    app.after_request(_complete)


def _complete(response: Response) -> Response:
    response.headers.update(ALWAYS)
    return response
