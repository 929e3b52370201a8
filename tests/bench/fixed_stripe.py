"""A Stripe server with fixed responses and almost no cost, so that only its client is measured.

`python -m tests.bench.fixed_stripe PORT FILE SECONDS`: the file contains the responses as JSON, by path (and
`?starting_after=…`); each is sent after SECONDS.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.http_check import is_up
from local.ports import free_ports
from tests.running import ROOT, eventually

HEAD = "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
PAGE = 100


class FixedResponses(asyncio.Protocol):
    """Responds to GET requests by path. Of the query it reads only `starting_after`."""

    def __init__(self, responses: Mapping[bytes, bytes], seconds: float) -> None:
        self.responses, self.seconds, self.received = responses, seconds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client connected."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Respond to every complete request."""
        self.received += data
        while b"\r\n\r\n" in self.received:
            request, _, self.received = self.received.partition(b"\r\n\r\n")
            path, _, query = request.split(b" ", 2)[1].partition(b"?")
            after = [each for each in query.split(b"&") if each.startswith(b"starting_after=")]
            self._send(self.responses.get(b"?".join([path, *after]), NOT_FOUND))

    def _send(self, response: bytes) -> None:
        if self.seconds:
            asyncio.get_running_loop().call_later(self.seconds, self.transport.write, response)
        else:
            self.transport.write(response)


def pages_of(path: str, objects: list[Any]) -> dict[str, Any]:
    """The responses of a list, page by page."""
    found: dict[str, Any] = {}
    for start in range(0, max(len(objects), 1), PAGE):
        address = f"{path}?starting_after={objects[start - 1]['id']}" if start else path
        page = {"object": "list", "url": path, "data": objects[start : start + PAGE]}
        found[address] = {**page, "has_more": start + PAGE < len(objects)}
    return found


@contextmanager
def fixed_stripe(folder: Path, objects: Mapping[str, Any], seconds: float = 0) -> Iterator[str]:
    """Run the server until the context ends; yields its URL. `objects` are the responses by path; each takes `seconds`."""
    file = folder / "responses.json"
    file.write_text(json.dumps(objects), encoding="utf-8")
    with free_ports() as ports:
        command = [sys.executable, "-m", "tests.bench.fixed_stripe", str(ports.stripe), str(file), str(seconds)]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))
        url = f"http://127.0.0.1:{ports.stripe}"
        try:
            eventually(lambda: is_up(url), 20)
            yield url
        finally:
            process.terminate()
            process.wait()


def _response(status: str, content: Any) -> bytes:
    body = json.dumps(content).encode()
    return HEAD.format(status=status, length=len(body)).encode() + body


NOT_FOUND = _response("404 Not Found", {"error": {"type": "invalid_request_error", "message": "No such object."}})


async def _serve(port: int, objects: Mapping[str, Any], seconds: float) -> None:
    ready = {path.encode(): _response("200 OK", content) for path, content in objects.items()}
    server = await asyncio.get_running_loop().create_server(lambda: FixedResponses(ready, seconds), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")), float(sys.argv[3])))
