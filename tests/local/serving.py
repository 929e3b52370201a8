"""A stand-in served by a thread of the test process: what it imports is there already, so that it answers at once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from tests.running import eventually


@contextmanager
def serving(make_app: Callable[[str], ASGIApp]) -> Iterator[str]:
    """The address of an app on a free port, of which `make_app` is told; ended gracefully on leaving.

    The app is made in the thread that serves it, as SQLite wants it.
    """
    # Only with its protocol named asyncio sends each answer at once, and does not wait 40 ms for more.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = uvicorn.Config(
            lambda: make_app(url),
            factory=True,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=60,
        )
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            eventually(lambda: server.started or not thread.is_alive(), 20)
            assert server.started
            yield url
        finally:
            server.should_exit = True
            thread.join()
