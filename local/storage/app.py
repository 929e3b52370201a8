"""The storage API as an ASGI application."""

from typing import Any

from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from local.config import StackConfig
from local.storage import buckets, copy_move_remove, listing, reading, signing, uploads
from local.storage.errors import HANDLERS
from local.storage.files import Files
from local.storage.requests import Storage

# The first match wins: the fixed words (`sign`, `list`, …) come before the names of buckets.
ROUTES = [
    Route("/status", lambda _: Response()),
    *buckets.ROUTES,
    *listing.ROUTES,
    *signing.ROUTES,
    *uploads.ROUTES,
    *copy_move_remove.ROUTES,
    *reading.ROUTES,
]


def create_app(config: StackConfig, pool: AsyncConnectionPool[Any]) -> Starlette:
    """Return the storage API, relative to its mount; contents are stored in `data_dir/storage`."""
    storage = Storage(config, pool, Files(config.data_dir / "storage"))
    app = Starlette(routes=ROUTES, exception_handlers=HANDLERS)
    app.state.storage = storage
    return app
