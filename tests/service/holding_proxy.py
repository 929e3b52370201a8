"""A proxy in front of the service's dependencies that can hold a request or its response, so that the service can be
killed between any two steps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.service.servers import ConnectionDropped, Request, Response, Server, serving

HOP_BY_HOP = ("host", "connection", "transfer-encoding", "content-length", "content-encoding", "accept-encoding")
LONGEST_HOLD = 30


@dataclass
class Gate(Server):
    """A gate. While `closed_at` is a step such as `POST /rest/v1/rpc/record_progress`, the proxy holds a request for
    it, before it is forwarded or after its response. `held` is set when one is held."""

    closed_at: str | None = None
    after: bool = False
    held: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def close_at(self, step: str, *, after: bool) -> None:
        """Hold the next requests for this step."""
        self.held.clear()
        self.opened.clear()
        self.closed_at, self.after = step, after

    def open(self) -> None:
        """Drop held requests and forward all others again."""
        self.closed_at = None
        self.opened.set()

    def drop(self) -> None:
        """Drop held requests, and all further ones for this step."""
        self.opened.set()

    def is_closed_for(self, request: Request) -> bool:
        """Whether this request is held."""
        return self.closed_at is not None and request.step.startswith(self.closed_at)

    def hold(self) -> Response:
        """Hold a request until the gate opens; nobody gets the response."""
        self.held.set()
        self.opened.wait(LONGEST_HOLD)
        raise ConnectionDropped


@contextmanager
def gate_to(upstream: str) -> Iterator[Gate]:
    """Run a gate in front of `upstream` until the context ends."""
    gate = Gate("")

    with httpx.Client(base_url=upstream, timeout=30) as http:

        def pass_on(request: Request) -> Response:
            closed = gate.is_closed_for(request)
            if closed and not gate.after:
                return gate.hold()
            headers = {name: value for name, value in request.headers.items() if name not in HOP_BY_HOP}
            response = http.request(request.method, request.target, content=request.body, headers=headers)
            if closed:
                return gate.hold()
            kept = {name: value for name, value in response.headers.items() if name.lower() not in HOP_BY_HOP}
            return Response(response.status_code, response.content, kept)

        with serving(pass_on, gate):
            yield gate
