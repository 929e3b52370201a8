"""A Stripe that only repeats what it was given, at next to no cost: what is measured is what asks it.

`python -m tests.bench.fixed_stripe PORT FILE`: the file holds the answers as JSON, by path.
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

from local.ports import free_ports
from local.wire import answers
from tests.running import ROOT, eventually

HEAD = "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"


class FixedAnswers(asyncio.Protocol):
    """Answers GET requests by their path, whatever their query."""

    def __init__(self, answers: Mapping[bytes, bytes]) -> None:
        self.answers, self.received = answers, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody asks."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self.received += data
        while b"\r\n\r\n" in self.received:
            request, _, self.received = self.received.partition(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].partition(b"?")[0]
            self.transport.write(self.answers.get(path) or _answer("404 Not Found", {"error": {"message": "none"}}))


@contextmanager
def fixed_stripe(folder: Path, objects: Mapping[str, Any]) -> Iterator[str]:
    """Its address, until the context ends. `objects` are what it answers, by path."""
    file = folder / "answers.json"
    file.write_text(json.dumps(objects), encoding="utf-8")
    with free_ports() as ports:
        command = [sys.executable, "-m", "tests.bench.fixed_stripe", str(ports.stripe), str(file)]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))
        url = f"http://127.0.0.1:{ports.stripe}"
        try:
            eventually(lambda: answers(url), 20)
            yield url
        finally:
            process.terminate()
            process.wait()


def _answer(status: str, content: Any) -> bytes:
    body = json.dumps(content).encode()
    return HEAD.format(status=status, length=len(body)).encode() + body


async def _serve(port: int, objects: Mapping[str, Any]) -> None:
    ready = {path.encode(): _answer("200 OK", content) for path, content in objects.items()}
    server = await asyncio.get_running_loop().create_server(lambda: FixedAnswers(ready), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
