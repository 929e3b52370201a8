"""The realtime API as an ASGI application: a WebSocket, and broadcasts over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket

from local.config import StackConfig
from local.realtime import http
from local.realtime.feed import Feed
from local.realtime.hub import Hub
from local.realtime.joining import Realtime, Refused, caller_of
from local.realtime.socket import TRY_AGAIN_LATER, Socket
from local.realtime.wire import OBJECTS, VERSIONS

MOST_SOCKETS = 500
UNSUPPORTED = 1002


def create_app(config: StackConfig, pool: AsyncConnectionPool[Any]) -> Starlette:
    """The realtime API, relative to its mount."""
    hub = Hub()
    realtime = Realtime(config, pool, hub, Feed(config.db_url, pool, hub))
    sockets: set[Socket] = set()

    async def websocket(websocket: WebSocket) -> None:
        await _serve(realtime, sockets, websocket)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(realtime.feed.run())
        yield
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    routes: list[BaseRoute] = [WebSocketRoute("/websocket", websocket), *http.ROUTES]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.realtime = realtime
    return app


async def _serve(realtime: Realtime, sockets: set[Socket], websocket: WebSocket) -> None:
    """Serve one client, if its key is good: without one the handshake is answered by 403."""
    key = websocket.query_params.get("apikey") or websocket.headers.get("apikey", "")
    version = websocket.query_params.get("vsn", OBJECTS)
    try:
        caller_of(realtime.config, key)
    except Refused:
        await websocket.close()
        return
    await websocket.accept()
    if version not in VERSIONS or len(sockets) >= MOST_SOCKETS:
        await websocket.close(UNSUPPORTED if version not in VERSIONS else TRY_AGAIN_LATER)
        return
    socket = Socket(realtime, websocket, version, key)
    sockets.add(socket)
    try:
        await socket.run()
    finally:
        sockets.discard(socket)
