"""HTTP clients that all threads of a worker share.

A server may close a kept connection at the moment when it is used again, and then there is no response. The clients send
such a request once more on a new connection: CurlClient any request, RepeatingClient only idempotent ones.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

import certifi
import httpx
import pycurl

_DROPPED = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
_REPEATABLE = ("GET", "HEAD", "PUT", "DELETE")
MOST_BYTES = 64_000_000  # of a response, far more than any that we ask for


class Response(NamedTuple):
    """A response of any status. The names of its headers are in lower case."""

    status: int  # a proxy may use one that no standard names, such as 520
    headers: dict[str, str]
    body: bytes


class CurlClient:
    """Sends requests by libcurl, which uses an eighth of the CPU of urllib3: docs/decisions/http-clients.md. It follows
    no redirect, and uses the proxy that the environment names.

    Each thread has a handle of its own, which keeps its connection to the server. If the server closed that connection,
    libcurl sends the request again on a new one, whatever its method. So every request must be idempotent."""

    def __init__(self, *, connect_seconds: int, seconds: int) -> None:
        """Limits of a request: the time to connect, and the time for everything."""
        self.connect_seconds, self.seconds = connect_seconds, seconds
        self._handles = threading.local()

    def request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Response:
        """The response to a request.

        Raises:
            pycurl.error: if there is none.
        """
        handle = self._handle()
        pieces: list[bytes] = []
        lines: list[bytes] = []
        handle.setopt(pycurl.HTTPGET, 1)
        if body is not None:
            handle.setopt(pycurl.POSTFIELDS, body)
        handle.setopt(pycurl.CUSTOMREQUEST, method)
        handle.setopt(pycurl.URL, url)
        # Without `Expect:`, libcurl would ask the server first whether it accepts a long body.
        handle.setopt(pycurl.HTTPHEADER, ["Expect:", *(f"{name}: {value}" for name, value in headers.items())])
        handle.setopt(pycurl.WRITEFUNCTION, pieces.append)
        handle.setopt(pycurl.HEADERFUNCTION, lines.append)
        handle.perform()
        return Response(handle.getinfo(pycurl.RESPONSE_CODE), _headers(lines), b"".join(pieces))

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._handles = threading.local()

    def _handle(self) -> pycurl.Curl:
        handle: pycurl.Curl | None = getattr(self._handles, "curl", None)
        if handle is None:
            handle = self._handles.curl = pycurl.Curl()
            handle.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
            handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
            handle.setopt(pycurl.PATH_AS_IS, 1)
            handle.setopt(pycurl.NOSIGNAL, 1)  # signals belong to the main thread
            handle.setopt(pycurl.CONNECTTIMEOUT, self.connect_seconds)
            handle.setopt(pycurl.TIMEOUT, self.seconds)
            handle.setopt(pycurl.MAXFILESIZE_LARGE, MOST_BYTES)
            handle.setopt(pycurl.CAINFO, os.environ.get("SSL_CERT_FILE") or certifi.where())
        return handle


class RepeatingClient(httpx.Client):
    """httpx.Client that retries idempotent requests once if the connection dropped."""

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """The response to the first or second try."""
        try:
            return super().send(request, **options)
        except _DROPPED:
            if request.method not in _REPEATABLE:
                raise
        return super().send(request, **options)


def _headers(lines: list[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        if line.startswith(b"HTTP/"):  # the headers before belong to a proxy's response, or to one with a status 1xx
            found.clear()
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            found[name.lower()] = value.strip()
    return found
