"""The address of the local Supabase: stand-ins for auth, storage and realtime, and PostgREST at `/rest/v1`.

`python -m local.gateway CONFIG.json` serves it, and the inbox on another port.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from psycopg import AsyncConnection, DataError, adapters
from psycopg.types.datetime import TimestamptzLoader
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from local import rest
from local.auth import app as auth
from local.config import StackConfig
from local.mail import app as mail
from local.proxy import METHODS, Upstream
from local.realtime import app as realtime
from local.serving import server_config
from local.storage import app as storage

LAST_TIME = datetime.max.replace(tzinfo=UTC)
NO_SUCH_ROUTE = {"message": "no Route matched with those values"}
POOL_SIZE = 20
# If the database does not respond, requests fail after this time.
POOL_SECONDS = 5
# Longer than clients keep idle connections, so that none is closed while it is being reused.
KEEP_ALIVE_SECONDS = 75
CORS = Middleware(
    CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], expose_headers=["*"], max_age=3600
)
# As the hosted gateway does (supabase/postgres#1177).
COMPRESSION = Middleware(GZipMiddleware, compresslevel=5)


class TimestampLoader(TimestamptzLoader):
    """Reads times beyond Python's range, such as a `banned_until` of `infinity`, as the latest possible time."""

    def load(self, data: Any) -> Any:
        """Return a time with its zone."""
        try:
            return super().load(data)
        except DataError:
            return LAST_TIME


def create_app(config: StackConfig) -> Starlette:
    """Return the gateway, with all APIs at the paths that supabase-js uses."""
    adapters.register_loader("timestamptz", TimestampLoader)
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        config.db_url,
        min_size=2,
        max_size=POOL_SIZE,
        open=False,
        timeout=POOL_SECONDS,
        reconnect_timeout=POOL_SECONDS,
        kwargs={"connect_timeout": POOL_SECONDS},
    )
    mounted = {
        "/auth/v1": auth.create_app(config, pool),
        "/storage/v1": storage.create_app(config, pool),
        "/realtime/v1": realtime.create_app(config, pool),
    }
    postgrest = Upstream(config.postgrest_url)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with pool, postgrest, AsyncExitStack() as stack:
            for app in mounted.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    routes = [Mount(path, app) for path, app in mounted.items()]
    # APIs that a project does not have, such as GraphQL.
    nowhere = Route("/{path:path}", lambda _: JSONResponse(NO_SUCH_ROUTE, 404), methods=METHODS)
    return Starlette(
        routes=[*routes, Mount("/rest/v1", rest.create_app(config, postgrest), middleware=[COMPRESSION]), nowhere],
        middleware=[CORS],
        lifespan=lifespan,
    )


async def serve(config: StackConfig) -> None:
    """Serve the gateway and the inbox until SIGTERM or SIGINT."""
    servers = [_server(create_app(config), config.supabase_url), _server(mail.create_app(config), config.inbox_url)]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await asyncio.gather(*(server.serve() for server in servers))


class _Server(uvicorn.Server):
    """Does not handle signals, as two servers share one process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: ASGIApp, url: str) -> _Server:
    return _Server(server_config(app, url, ws="websockets-sansio", timeout_keep_alive=KEEP_ALIVE_SECONDS))


if __name__ == "__main__":
    asyncio.run(serve(StackConfig.load(Path(sys.argv[1]))))
