"""Serve an ASGI app at an address."""

from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp

SHUTDOWN_SECONDS = 1


def serve(app: ASGIApp, url: str) -> None:
    """Serve the app at this address until SIGTERM or SIGINT."""
    uvicorn.Server(server_config(app, url)).run()


def server_config(app: ASGIApp, url: str, **more: Any) -> uvicorn.Config:
    """Return uvicorn's configuration for this app and address; `more` are further settings."""
    address = urlsplit(url)
    return uvicorn.Config(
        app,
        host=address.hostname or "127.0.0.1",
        port=address.port or 80,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        **more,
    )
