"""Connections to a server that is asked all the time: kept, shared by all threads, with little around them.

A server may close a kept connection at the very moment at which it is used again; then nothing is answered. What may
be done twice is asked once more, on another connection.
"""

from __future__ import annotations

from http.client import RemoteDisconnected
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import urllib3

CONNECTIONS = 16  # as many as a worker has threads
# What a connection says of itself when it ends before an answer begins.
_URLLIB3_DROPPED = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_HTTPX_DROPPED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
_REPEATABLE = ("GET", "HEAD", "PUT", "DELETE")


def pool_for(
    url: str, *, connect: float, read: float, retries: urllib3.Retry | bool = False, **options: Any
) -> urllib3.PoolManager:
    """A pool for `url`, which may have to be reached through the proxy that the environment names. Nothing is tried
    again unless `retries` says so. `connect` and `read` are time-outs in seconds."""
    address = urlsplit(url)
    options["timeout"] = urllib3.Timeout(connect=connect, read=read)
    options |= {"maxsize": CONNECTIONS, "retries": retries, "ssl_context": httpx.create_ssl_context()}
    proxy = None if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme)
    return urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)


class OnceMoreIfDropped(urllib3.Retry):
    """A second try, at once, for a request that no answer came to, whatever its method. Nothing else is tried again."""

    def __init__(self, total: int = 1, **options: Any) -> None:
        usual = {"redirect": False, "allowed_methods": None, "respect_retry_after_header": False}
        super().__init__(total, **{**usual, **options})

    def increment(  # type: ignore[override]  # it is called with these names
        self, method: Any = None, url: Any = None, response: Any = None, error: Exception | None = None, **context: Any
    ) -> Self:
        """One try fewer; raises the error of a request that must not be tried again."""
        if error is not None and not _is_dropped(error):
            raise error
        return super().increment(method, url, response, error, **context)


class RepeatingClient(httpx.Client):
    """httpx's own, which asks once more what can be repeated, if the connection was dropped."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The answer, of the second try at the latest."""
        try:
            return super().send(request, **options)
        except _HTTPX_DROPPED:
            if request.method not in _REPEATABLE:
                raise
        return super().send(request, **options)


def _is_dropped(error: Exception) -> bool:
    return isinstance(error, urllib3.exceptions.ProtocolError) and isinstance(error.args[-1], _URLLIB3_DROPPED)
