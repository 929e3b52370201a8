"""A relay between Stripe's stand-in and the service that can lose and duplicate webhooks."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.service.servers import Request, Response, Server, serving

WEBHOOK_PATH = "/api/webhooks/stripe"


@dataclass
class Relay(Server):
    """Forwards webhooks to `target`, the URL of a service. In a `storm`, each webhook is either lost (the relay returns
    200) or sent twice at the same time, depending on its id. With `lose_everything`, all are lost."""

    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))
    target: str = ""
    storm: bool = False
    lose_everything: bool = False
    answers: dict[str, list[int]] = field(default_factory=dict)

    def answers_of(self, event_id: str) -> list[int]:
        """The statuses that the service returned for this event."""
        return self.answers.get(event_id, [])

    def pass_on(self, request: Request) -> Response:
        """Forward a webhook."""
        event: dict[str, Any] = request.json
        if self.lose_everything:
            return Response()
        if not self.storm:
            return self._sent(event["id"], request)
        if zlib.crc32(event["id"].encode()) % 3 == 0:
            return Response()
        with ThreadPoolExecutor(2) as pool:
            return max(pool.map(lambda _: self._sent(event["id"], request), range(2)), key=lambda each: each.status)

    def _sent(self, event_id: str, request: Request) -> Response:
        headers = {
            name: value for name, value in request.headers.items() if name in ("stripe-signature", "content-type")
        }
        try:
            answer = self.http.post(f"{self.target}{WEBHOOK_PATH}", content=request.body, headers=headers)
        except httpx.HTTPError:
            return Response(502)
        self.answers.setdefault(event_id, []).append(answer.status_code)
        return Response(answer.status_code, answer.content)


@contextmanager
def webhook_relay() -> Iterator[Relay]:
    """Run a relay."""
    relay = Relay("")
    with relay.http, serving(relay.pass_on, relay):
        yield relay
