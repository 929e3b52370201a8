"""Small HTTP servers for tests: they return what a test sets and record the requests."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """A received request."""

    method: str
    path: str
    target: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, as JSON."""
        return json.loads(self.body)

    @property
    def step(self) -> str:
        """Method and path, such as `POST /rest/v1/rpc/record_progress`."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Response:
    """A response; a body that is not `bytes` is sent in pieces until the connection ends."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: dict[str, str] = field(default_factory=dict)


def json_response(value: Any, status: int = 200) -> Response:
    """A JSON response."""
    return Response(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


class ConnectionDropped(Exception):
    """Raised by a server's response function to close the connection without a response."""


Respond = Callable[[Request], Response]


@dataclass
class Server:
    """A server on loopback. `requests` lists every request so far."""

    url: str
    requests: list[Request] = field(default_factory=list)

    def steps(self) -> list[str]:
        """Method and path of every request so far."""
        return [request.step for request in self.requests]


@contextmanager
def serving(answer: Respond, server: Server) -> Iterator[Server]:
    """Serve on a free port, set the server's URL, and stop when the context ends."""

    class Handler(_Handler):
        def respond(self, request: Request) -> Response:
            server.requests.append(request)
            return answer(request)

    http = _QuietServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, *_: Any) -> None:
        """Log nothing: some tests disconnect on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def respond(self, request: Request) -> Response:
        raise NotImplementedError

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionDropped, OSError):
            self.close_connection = True

    def _handle(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.respond(Request(self.command, url.path, self.path, dict(parse_qsl(url.query)), headers, body)))

    def _send(self, answer: Response) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if isinstance(answer.body, bytes):
            self.send_header("Content-Length", str(len(answer.body)))
        self.close_connection = not isinstance(answer.body, bytes)
        self.end_headers()
        for piece in [answer.body] if isinstance(answer.body, bytes) else answer.body:
            self.wfile.write(piece)
            self.wfile.flush()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._handle
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        pass
