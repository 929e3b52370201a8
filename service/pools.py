"""Connections to a server that is asked all the time: kept, shared by all threads, with little around them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
import urllib3

CONNECTIONS = 16  # as many as a worker has threads


def pool_for(url: str, *, connect: float, read: float, **options: Any) -> urllib3.PoolManager:
    """A pool for `url`, which may have to be reached through the proxy that the environment names. Nothing is tried
    again. `connect` and `read` are time-outs in seconds."""
    address = urlsplit(url)
    options["timeout"] = urllib3.Timeout(connect=connect, read=read)
    options |= {"maxsize": CONNECTIONS, "retries": False, "ssl_context": httpx.create_ssl_context()}
    proxy = None if proxy_bypass(address.hostname or "") else getproxies().get(address.scheme)
    return urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
