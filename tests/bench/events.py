"""Stripe's events at the service, compared with a bare Flask route that verifies them and makes one PostgREST call.

A scripted Stripe with fixed responses costs almost nothing, so the figures measure the service, PostgREST and Postgres.
Each event mirrors a subscription, and the granted credits are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import Figure, at_least, in_turns, median_ratio, medians
from tests.bench.fixed_stripe import fixed_stripe
from tests.bench.gunicorn_app import running_app
from tests.bench.sender import Sender, event_of
from tests.bench.subscribers import Json, account_of, by_path, make_users, settings_of, subscription_of, template_of
from tests.running import RunningStack

SUBSCRIBERS = 200
ROUNDS = 8
APPLIED_AIM, DUPLICATE_AIM = 0.5, 0.9


def measure(stack: RunningStack) -> Iterator[Figure]:
    """Measure new events and a duplicate event."""
    template = template_of(stack)
    subscriptions = [subscription_of(template, user) for user in make_users(stack, SUBSCRIBERS)]
    objects = by_path(subscriptions) | account_of(stack)
    with TemporaryDirectory() as folder, fixed_stripe(Path(folder), objects) as stripe_url:
        settings = settings_of(stack, stripe_url)
        with (
            running_app("service:create_app()", settings) as service,
            running_app("tests.bench.bare_flask:create_app()", settings) as bare,
        ):
            senders = Sender(f"{service}/api/webhooks/stripe", stack), Sender(f"{bare}/event", stack)
            for kind, aim, make in _kinds(subscriptions):
                yield _figure(kind, aim, senders, make)


def _kinds(subscriptions: list[Json]) -> Iterator[tuple[str, float, Callable[[int], Json]]]:
    def subscription(number: int) -> Json:
        return subscriptions[number % SUBSCRIBERS]

    yield (
        "customer.subscription.updated",
        APPLIED_AIM,
        lambda n: event_of("customer.subscription.updated", subscription(n)),
    )
    yield "invoice.paid", APPLIED_AIM, lambda n: event_of("invoice.paid", subscription(n)["latest_invoice"])
    same = event_of("customer.subscription.updated", subscription(0))
    yield "an unchanged duplicate", DUPLICATE_AIM, lambda _: same


def _figure(kind: str, aim: float, senders: tuple[Sender, Sender], make: Callable[[int], Json]) -> Figure:
    service, bare = senders
    # Warm up, so that no round mirrors a subscription for the first time or waits for Postgres to plan statements.
    for each in (service, bare):
        each.send_all(make(number) for number in range(SUBSCRIBERS))
    measured = in_turns(lambda: service.rate(make), lambda: bare.rate(make), ROUNDS)
    one, other = medians(measured)
    detail = f"{one:,.0f} to {other:,.0f} a second"
    return at_least(aim, f"Stripe events, {kind} / bare Flask route", median_ratio(measured), detail)
