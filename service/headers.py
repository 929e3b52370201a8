"""Headers of every response. It belongs to one user or may be withdrawn, so it must not be cached; and browsers must not guess
its type."""

from __future__ import annotations

from types import MappingProxyType

from flask import Flask, Response

ALWAYS = MappingProxyType({"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"})


def init_app(app: Flask) -> None:
    """Add the headers to every response of `app`."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    response.headers.update(ALWAYS)
    return response
