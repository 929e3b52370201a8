"""A burst of Stripe events for many subscribers, with a slow and with a fast Stripe."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests.bench.figures import Figure, milliseconds, percentile
from tests.bench.fixed_stripe import fixed_stripe
from tests.bench.gunicorn_app import running_app
from tests.bench.sender import Sender, event_of
from tests.bench.subscribers import Json, account_of, by_path, make_users, settings_of, subscription_of, template_of
from tests.running import RunningStack

EVENTS = 1000
AT_ONCE = 100
SLOW_SECONDS = 0.2
PROCESSED = "select count(*) from public.stripe_events where id = any(%s) and processed_at is not null"
GRANTED = "select count(*) from public.users where id = any(%s::uuid[]) and subscription_credits = 3000"


def measure(stack: RunningStack) -> Iterator[Figure]:
    """Measure each burst. Every event must be processed, and every subscriber must have the plan's credits."""
    template = template_of(stack)
    for seconds in (SLOW_SECONDS, 0):
        yield _burst(stack, template, seconds)


def _burst(stack: RunningStack, template: Json, seconds: float) -> Figure:
    users = make_users(stack, EVENTS)
    subscriptions = [subscription_of(template, user) for user in users]
    events = [event_of("customer.subscription.created", each) for each in subscriptions]
    with (
        TemporaryDirectory() as folder,
        fixed_stripe(Path(folder), by_path(subscriptions) | account_of(stack), seconds) as stripe_url,
        running_app("service:create_app()", settings_of(stack, stripe_url)) as service,
    ):
        sender = Sender(f"{service}/api/webhooks/stripe", stack)
        waits: list[float] = []
        took = milliseconds(lambda: waits.extend(_send_all(sender, events))) / 1000
    processed, granted = _count(stack, PROCESSED, [each["id"] for each in events]), _count(stack, GRANTED, users)
    name = f"{EVENTS:,} events, Stripe responds in {seconds * 1000:.0f} ms"
    detail = (
        f"{processed:,} processed, {granted:,} granted; 99 % of responses in {percentile(waits, 0.99) / 1000:.1f} s"
    )
    return Figure(name, f"{took:.1f} s", detail, "none lost", processed == granted == EVENTS)


def _send_all(sender: Sender, events: list[Json]) -> list[float]:
    """The service's response times in milliseconds."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda event: milliseconds(partial(sender.send, event)), events))


def _count(stack: RunningStack, query: str, ids: list[str]) -> int:
    with psycopg.connect(stack.db_url) as connection:
        row = connection.execute(query.encode(), [ids]).fetchone()
    return int(row[0]) if row else 0
