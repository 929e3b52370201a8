"""The stand-in as an ASGI application; `python -m local.pixio.app CONFIG.json` serves it."""

import sys
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from local.config import StackConfig
from local.pixio.api import Api, Control
from local.pixio.execution import Executor
from local.pixio.faults import Faults
from local.pixio.webhooks import PAUSES, WebhookSender
from local.pixio.workflows import ResultMaker
from local.serving import serve

THREADS = 2
CONNECTIONS = httpx.Limits(max_connections=200, max_keepalive_connections=20)


def create_app(config: StackConfig, webhook_pauses: Sequence[float] = PAUSES) -> Starlette:
    """Return the stand-in, with its files in `data_dir/pixio` and runs of `pixio_run_seconds`."""
    folder = config.data_dir / "pixio" / "outputs"
    folder.mkdir(parents=True, exist_ok=True)
    client = httpx.AsyncClient(trust_env=False, limits=CONNECTIONS)
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="results")
    sender = WebhookSender(client, webhook_pauses)
    result_maker = ResultMaker(client, threads, folder)
    executor = Executor(sender, result_maker, config.pixio_url, config.pixio_run_seconds)
    faults = Faults()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await executor.close()
        await sender.close()
        await client.aclose()
        threads.shutdown(cancel_futures=True)

    return Starlette(
        routes=[
            *Api(config.pixio_api_key, executor, faults).routes(),
            *Control(executor, faults).routes(),
            Mount("/outputs", StaticFiles(directory=folder)),
        ],
        exception_handlers={HTTPException: _refuse},
        lifespan=lifespan,
    )


async def _refuse(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


if __name__ == "__main__":
    config = StackConfig.load(Path(sys.argv[1]))
    serve(create_app(config), config.pixio_url)
