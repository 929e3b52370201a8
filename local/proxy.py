"""Passes requests on to another server, and its answers back, as they stream."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

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
        self._url = httpx.URL(url)
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self._client = httpx.AsyncClient(timeout=SECONDS, limits=limits, trust_env=False)

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def pass_on(self, request: Request, target: bytes, instead: dict[str, str]) -> Response:
        """The answer to the same request at `target` (path and query), with these headers in place of its own.

        An empty value leaves the header out. 503 if the server cannot be reached.
        """
        kept = [(n, v) for n, v in request.headers.items() if n not in HOP_BY_HOP and n not in instead]
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        outgoing = self._client.build_request(
            request.method,
            self._url.copy_with(raw_path=target),
            headers=[*kept, *((name, value) for name, value in instead.items() if value)],
            content=request.stream() if has_body else None,
        )
        try:
            return _streamed(await self._client.send(outgoing, stream=True))
        except httpx.TransportError as error:
            return JSONResponse({"message": f"{self._url} does not answer: {error!r}"}, 503)


def _streamed(answer: httpx.Response) -> Response:
    response = StreamingResponse(_body(answer), answer.status_code)
    response.raw_headers = [
        (name.lower(), value) for name, value in answer.headers.raw if name.lower().decode() not in HOP_BY_HOP
    ]
    return response


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()
