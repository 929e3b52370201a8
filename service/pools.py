"""Connection pools that all threads of a worker share.

A server may close a pooled connection at the moment it is used again, and then no response comes. A request that may be
sent twice is retried once, on another connection.
"""

from __future__ import annotations

from http.client import RemoteDisconnected
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import urllib3

CONNECTIONS = 16  # as many as a worker has threads
# Raised when a connection ends before a response begins.
_URLLIB3_DROPPED = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_HTTPX_DROPPED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
_REPEATABLE = ("GET", "HEAD", "PUT", "DELETE")


def pool_for(
    url: str, *, connect: float, read: float, retries: urllib3.Retry | bool = False, **options: Any
) -> urllib3.PoolManager:
    """A pool for `url`, through the proxy that the environment names, if any. Nothing is retried unless `retries` says
    so. `connect` and `read` are time-outs in seconds."""
    address = urlsplit(url)
    options["timeout"] = urllib3.Timeout(connect=connect, read=read)
    options |= {"maxsize": CONNECTIONS, "retries": retries, "ssl_context": httpx.create_ssl_context()}
    proxy = None if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme)
    return urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)


class OnceMoreIfDropped(urllib3.Retry):
    """Retries a request of any method once, at once, if the connection dropped before a response. Nothing else."""

    def __init__(self, total: int = 1, **options: Any) -> None:
        usual = {"redirect": False, "allowed_methods": None, "respect_retry_after_header": False}
        super().__init__(total, **{**usual, **options})

    def increment(  # type: ignore[override]  # it is called with these names
        self, method: Any = None, url: Any = None, response: Any = None, error: Exception | None = None, **context: Any
    ) -> Self:
        """The remaining retries; raises the error of a request that must not be retried."""
        if error is not None and not _is_dropped(error):
            raise error
        return super().increment(method, url, response, error, **context)


class RepeatingClient(httpx.Client):
    """httpx.Client that retries idempotent requests once if the connection dropped."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The response to the first or second try."""
        try:
            return super().send(request, **options)
        except _HTTPX_DROPPED:
            if request.method not in _REPEATABLE:
                raise
        return super().send(request, **options)


def _is_dropped(error: Exception) -> bool:
    return isinstance(error, urllib3.exceptions.ProtocolError) and isinstance(error.args[-1], _URLLIB3_DROPPED)
