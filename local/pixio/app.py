"""The stand-in as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from local.config import StackConfig
from local.pixio.api import Api
from local.pixio.control import Control
from local.pixio.execution import Executor
from local.pixio.faults import Faults
from local.pixio.runs import RunStore
from local.pixio.webhooks import PAUSES, WebhookSender
from local.pixio.workflows import Workshop

THREADS = 2
CONNECTIONS = httpx.Limits(max_connections=200, max_keepalive_connections=20)


def create_app(config: StackConfig, webhook_pauses: Sequence[float] = PAUSES) -> Starlette:
    """The stand-in, with its files below `data_dir/pixio` and runs of `pixio_run_seconds`."""
    home = config.data_dir / "pixio"
    folder = home / "outputs"
    folder.mkdir(parents=True, exist_ok=True)
    client = httpx.AsyncClient(trust_env=False, limits=CONNECTIONS)
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="results")
    store = RunStore(home / "runs.sqlite")
    sender = WebhookSender(client, store.save, webhook_pauses)
    workshop = Workshop(client, threads, folder)
    executor = Executor(store, sender, workshop, config.pixio_url, config.pixio_run_seconds)
    faults = Faults()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        for run in reversed(store.all()):
            if not run.finished:
                executor.launch(run)
        yield
        await executor.close()
        await sender.close()
        await client.aclose()
        threads.shutdown(cancel_futures=True)
        store.close()

    return Starlette(
        routes=[
            Route("/", _welcome),
            *Api(config.pixio_api_key, executor, faults).routes(),
            *Control(executor, faults).routes(),
            Mount("/outputs", StaticFiles(directory=folder)),
        ],
        exception_handlers={HTTPException: _refuse},
        lifespan=lifespan,
    )


async def _welcome(_: Request) -> Response:
    return JSONResponse({"name": "Pixio stand-in", "runs": "/_control/runs"})


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)
