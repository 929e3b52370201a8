"""Forward requests to another server, and stream its responses back."""

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
    """The other server; a context that holds the connections to it."""

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

    async def forward(self, request: Request, target: bytes, headers: dict[str, str]) -> Response:
        """Send the request to `target` (path and query) with these headers replaced; return the response.

        An empty value removes the header. Without a connection, the status is 503.
        """
        kept = [(n, v) for n, v in request.headers.items() if n not in HOP_BY_HOP and n not in headers]
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        try:
            response = await self._client.request(
                request.method,
                URL(self._url + target.decode("ascii"), encoded=True),
                headers=[*kept, *((name, value) for name, value in headers.items() if value)],
                data=request.stream() if has_body else None,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError) as error:
            return JSONResponse({"message": f"{self._url} does not respond: {error!r}"}, 503)
        return _streamed(response)


def _streamed(upstream: aiohttp.ClientResponse) -> Response:
    response = StreamingResponse(_body(upstream), upstream.status)
    response.raw_headers = [
        (name.lower(), value) for name, value in upstream.raw_headers if name.lower().decode() not in HOP_BY_HOP
    ]
    return response


async def _body(upstream: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    async with upstream:
        async for chunk in upstream.content.iter_any():
            yield chunk
