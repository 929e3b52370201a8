"""Passes requests on to another server, and its answers back, as they stream."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import aiohttp
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from yarl import URL

HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding"}
    | {"upgrade", "host"}
)
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CONNECTIONS = 50
SECONDS = 60


class Upstream:
    """The server behind; to be entered as a context, which holds the connections to it."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            timeout=aiohttp.ClientTimeout(sock_connect=SECONDS, sock_read=SECONDS, total=None),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def pass_on(self, request: Request, target: bytes, instead: dict[str, str]) -> Response:
        """The answer to the same request at `target` (path and query), with these headers in place of its own.

        An empty value leaves the header out. 503 if the server cannot be reached.
        """
        kept = [(n, v) for n, v in request.headers.items() if n not in HOP_BY_HOP and n not in instead]
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        try:
            answer = await self._client.request(
                request.method,
                URL(self._url + target.decode("ascii"), encoded=True),
                headers=[*kept, *((name, value) for name, value in instead.items() if value)],
                data=request.stream() if has_body else None,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            return JSONResponse({"message": f"{self._url} does not answer: {error!r}"}, 503)
        return _streamed(answer)


def _streamed(answer: aiohttp.ClientResponse) -> Response:
    response = StreamingResponse(_body(answer), answer.status)
    response.raw_headers = [
        (name.lower(), value) for name, value in answer.raw_headers if name.lower().decode() not in HOP_BY_HOP
    ]
    return response


async def _body(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async with answer:
        async for chunk in answer.content.iter_any():
            yield chunk
