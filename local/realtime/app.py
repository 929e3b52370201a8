"""The realtime API as an ASGI application: a WebSocket, and a route by which tests delay subscriptions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from local.claims import InvalidToken, caller_of
from local.config import StackConfig
from local.realtime.channel import Attempts, Realtime
from local.realtime.feed import Feed
from local.realtime.messages import OBJECTS
from local.realtime.socket import Socket


def create_app(config: StackConfig, pool: AsyncConnectionPool[Any]) -> Starlette:
    """The realtime API, relative to its mount."""
    realtime = Realtime(config, pool, Feed(config.db_url, pool), Attempts())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(realtime.feed.run())
        yield
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    serve, control = partial(_serve, realtime), partial(_control, realtime)
    routes = [WebSocketRoute("/websocket", serve), Route("/_control", control, methods=["PUT"])]
    return Starlette(routes=routes, lifespan=lifespan)


async def _serve(realtime: Realtime, websocket: WebSocket) -> None:
    """Serve one client. Without a valid key, the handshake gets a 403."""
    key = websocket.query_params.get("apikey") or websocket.headers.get("apikey", "")
    try:
        caller_of(realtime.config, None, key)
    except InvalidToken:
        await websocket.close()
        return
    await websocket.accept()
    await Socket(realtime, websocket, websocket.query_params.get("vsn", OBJECTS), key).run()


async def _control(realtime: Realtime, request: Request) -> JSONResponse:
    """Set how attempts to subscribe behave from now on; an empty object sets the defaults."""
    if request.headers.get("apikey") != realtime.config.secret_key:
        return JSONResponse({"message": "The secret key is required"}, 401)
    try:
        realtime.attempts = Attempts(**{name: float(value) for name, value in (await request.json()).items()})
    except (AttributeError, TypeError, ValueError) as error:
        return JSONResponse({"message": str(error)}, 400)
    return JSONResponse({})
