"""Stripe's events at the service, against a bare Flask route that verifies them and makes one call of PostgREST.

A Stripe of fixed answers costs next to nothing, so what is measured is the service, PostgREST and Postgres. Every event
is of a subscription that is mirrored anew, and what it grants is looked at.
"""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import stripe

from tests.bench.figures import Figure, at_least, in_turns, median_ratio, medians
from tests.bench.fixed_stripe import fixed_stripe
from tests.bench.served import served
from tests.bench.subscribers import Json, account_of, make_users, of_user, settings_of, template_of
from tests.running import RunningStack

SUBSCRIBERS = 200
CLIENTS = 4
ROUNDS = 8
SECONDS = 0.7
APPLIED_AIM, DUPLICATE_AIM = 0.5, 0.9


def measure(stack: RunningStack) -> Iterator[Figure]:
    """New events, and one that comes again and again."""
    template = template_of(stack)
    subscriptions = [of_user(template, user) for user in make_users(stack, SUBSCRIBERS)]
    objects = {f"/v1/subscriptions/{each['id']}": each for each in subscriptions}
    objects |= {f"/v1/invoices/{each['latest_invoice']['id']}": each["latest_invoice"] for each in subscriptions}
    objects |= account_of(stack)
    with TemporaryDirectory() as folder, fixed_stripe(Path(folder), objects) as stripe_url:
        settings = settings_of(stack, stripe_url)
        with (
            served("service:create_app()", settings) as service,
            served("tests.bench.bare:create_app()", settings) as bare,
        ):
            senders = Sender(f"{service}/api/webhooks/stripe", stack), Sender(f"{bare}/event", stack)
            for kind, aim, make in _kinds(subscriptions):
                yield _figure(kind, aim, senders, make)


def _kinds(subscriptions: list[Json]) -> Iterator[tuple[str, float, Callable[[int], Json]]]:
    def of(number: int) -> Json:
        return subscriptions[number % SUBSCRIBERS]

    yield "customer.subscription.updated", APPLIED_AIM, lambda n: _event("customer.subscription.updated", of(n))
    yield "invoice.paid", APPLIED_AIM, lambda n: _event("invoice.paid", of(n)["latest_invoice"])
    same = _event("customer.subscription.updated", of(0))
    yield "an unchanged duplicate", DUPLICATE_AIM, lambda _: same


@dataclass
class Sender:
    """Sends signed events to an address, several at a time."""

    url: str
    stack: RunningStack

    def rate(self, make: Callable[[int], Json]) -> float:
        """Events a second."""
        end, numbers = time.monotonic() + SECONDS, count()
        with ThreadPoolExecutor(CLIENTS) as pool:
            return sum(pool.map(lambda _: self._send_until(end, numbers, make), range(CLIENTS))) / SECONDS

    def _send_until(self, end: float, numbers: Iterator[int], make: Callable[[int], Json]) -> int:
        sent = 0
        while time.monotonic() < end:
            self.send(make(next(numbers)))
            sent += 1
        return sent

    def send(self, event: Json) -> None:
        """Raises: AssertionError: if it is not taken."""
        address, body = urlsplit(self.url), json.dumps(event)
        signature = stripe.WebhookSignature.generate_signature_header(body, self.stack.stripe_webhook_secret)
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json", "Stripe-Signature": str(signature)}
            connection.request("POST", address.path, body.encode(), headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
        finally:
            connection.close()


def _figure(kind: str, aim: float, senders: tuple[Sender, Sender], make: Callable[[int], Json]) -> Figure:
    service, bare = senders
    for each in (service, bare):
        each.rate(make)
    measured = in_turns(lambda: service.rate(make), lambda: bare.rate(make), ROUNDS)
    one, other = medians(measured)
    detail = f"{one:,.0f} to {other:,.0f} a second"
    return at_least(aim, f"Stripe events, {kind} / bare Flask route", median_ratio(measured), detail)


def _event(kind: str, about: Json) -> Json:
    made = {"id": f"evt_{uuid.uuid4().hex}", "object": "event", "type": kind, "created": int(time.time())}
    return {**made, "livemode": False, "data": {"object": about}}
