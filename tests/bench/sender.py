"""Send signed Stripe events to a URL."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import stripe

from tests.bench.subscribers import Json
from tests.running import RunningStack

CLIENTS = 4
SECONDS = 0.7


@dataclass
class Sender:
    """Sends signed events to a URL, several at a time."""

    url: str
    stack: RunningStack

    def rate(self, make: Callable[[int], Json]) -> float:
        """Events per second."""
        end, numbers = time.monotonic() + SECONDS, count()
        with ThreadPoolExecutor(CLIENTS) as pool:
            return sum(pool.map(lambda _: self._send_until(end, numbers, make), range(CLIENTS))) / SECONDS

    def send_all(self, events: Iterable[Json]) -> None:
        """Send each of the events once, several at a time."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self.send, events))

    def _send_until(self, end: float, numbers: Iterator[int], make: Callable[[int], Json]) -> int:
        sent = 0
        while time.monotonic() < end:
            self.send(make(next(numbers)))
            sent += 1
        return sent

    def send(self, event: Json) -> None:
        """Send one event. Raises AssertionError if it is refused."""
        address, body = urlsplit(self.url), json.dumps(event)
        signature = stripe.WebhookSignature.generate_signature_header(body, self.stack.stripe_webhook_secret)
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json", "Stripe-Signature": str(signature)}
            connection.request("POST", address.path, body.encode(), headers)
            response = connection.getresponse()
            assert response.status == 200, response.read()
        finally:
            connection.close()


def event_of(kind: str, about: Json) -> Json:
    """An event of this type about this object."""
    made = {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "type": kind, "created": int(time.time())}
    return {**made, "livemode": False, "data": {"object": about}}
