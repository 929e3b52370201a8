"""Webhook deliveries: each event is sent, signed, to every endpoint that listens for it, and retried until accepted.

The deliveries of an event are stored with it (`event.private["deliveries"]`, by id) before the first attempt, so that
a restart loses none. Events may arrive in any order, as with Stripe.
"""

import asyncio
import json
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import httpx
from stripe import WebhookSignature

from local.stripe.account import Account
from local.stripe.events import UNDELIVERED
from local.stripe.faults import Faults
from local.stripe.resource import Json, Resource, random_text

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20.0
OLD_SIGNATURE_SECONDS = 600
CONCURRENT_PER_ENDPOINT = 16


@dataclass
class Delivery:
    """One event for one endpoint. `state`: pending, delivered, failed (no attempt left) or dropped (by a fault)."""

    id: str
    event: str
    event_type: str
    url: str
    secret: str
    signature: str | None = None
    state: str = "pending"
    attempts: list[Json] = field(default_factory=list)


def store_delivery(event: Resource, delivery: Delivery) -> None:
    """Store a delivery with its event and update the number of endpoints that have not accepted the event."""
    deliveries = event.private.setdefault("deliveries", {})
    deliveries[delivery.id] = vars(delivery)
    event["pending_webhooks"] = sum(each["state"] != "delivered" for each in deliveries.values())


def deliveries_of(event: Resource) -> list[Delivery]:
    """The deliveries of an event, oldest first."""
    return [Delivery(**each) for each in event.private.get("deliveries", {}).values()]


class WebhookSender:
    """Sends the account's events in background tasks; while `holding` is true, deliveries are collected in `held`."""

    def __init__(self, account: Account, faults: Faults, client: httpx.AsyncClient) -> None:
        self.account, self.faults = account, faults
        self.holding = False
        self.held: list[Delivery] = []
        self._client = client
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(CONCURRENT_PER_ENDPOINT)
        )

    def resume(self) -> None:
        """Continue the deliveries that were pending when the process ended."""
        self._start(self.pending())

    def pending(self) -> list[Delivery]:
        """All deliveries that are pending, oldest event first."""
        events = self.account.store.find("event", conditions=[UNDELIVERED], oldest_first=True)
        return [each for event in events for each in deliveries_of(event) if each.state == "pending"]

    def prepare(self, events: list[Resource]) -> Callable[[], None]:
        """Store the deliveries of new events; returns a function that starts them in the background."""
        made = [each for event in events for each in self._add_deliveries(event)]
        return lambda: self.held.extend(made) if self.holding else self._start(made)

    def release(self, order: str = "as_is", seed: int | None = None, one_by_one: bool = False) -> int:
        """Send the held deliveries in order of their events, `reversed` or `shuffled`; returns their number."""
        sent, self.held = self.held, []
        if order == "shuffled":
            random.Random(seed).shuffle(sent)
        elif order == "reversed":
            sent.reverse()
        self._start(sent, one_by_one)
        return len(sent)

    def resend(self, event: Resource, new_id: bool = False) -> None:
        """Send an event again; with `new_id`, as another event with the same content."""
        if new_id:
            event = Resource({**deepcopy(dict(event)), "id": f"{event.id}x"})
            self.account.store.add(event)
        self._start([self._add(event, endpoint) for endpoint in self._listening(event)])

    async def close(self) -> None:
        """Cancel all attempts; `resume` continues them after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _listening(self, event: Resource) -> list[Resource]:
        endpoints = self.account.store.find("webhook_endpoint", {"status": "enabled"}, oldest_first=True)
        return [each for each in endpoints if any(fnmatchcase(event["type"], one) for one in each["enabled_events"])]

    def _add_deliveries(self, event: Resource) -> list[Delivery]:
        """Store a delivery for each endpoint; returns those that no fault drops."""
        made = []
        for endpoint in self._listening(event):
            fault = self.faults.take_event(event["type"])
            dropped = "delivery" in fault
            delivery = self._add(event, endpoint, fault.get("signature"), "dropped" if dropped else "pending")
            if not dropped:
                made.append(delivery)
        return made

    def _add(
        self, event: Resource, endpoint: Resource, signature: str | None = None, state: str = "pending"
    ) -> Delivery:
        secret = endpoint.private["secret"]
        made = Delivery(random_text(16), event.id, event["type"], endpoint["url"], secret, signature, state)
        store_delivery(event, made)
        return made

    def _start(self, deliveries: list[Delivery], one_by_one: bool = False) -> None:
        async def all_in_turn() -> None:
            for delivery in deliveries:
                await self._deliver(delivery)

        for work in [all_in_turn()] if one_by_one else [self._deliver(each) for each in deliveries]:
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        event = self.account.store.get(delivery.event)
        if event is None:
            return
        body = json.dumps(event, indent=2)
        for pause in (*self.account.settings.retry_pauses[len(delivery.attempts) :], None):
            accepted = await self._attempt(delivery, body)
            delivery.state = "delivered" if accepted else "failed" if pause is None else "pending"
            with self.account.store.transaction():
                if event := self.account.store.get(delivery.event):
                    store_delivery(event, delivery)
            if accepted:
                return
            if pause is not None:
                await asyncio.sleep(pause * random.uniform(0.9, 1.1))
        logger.warning("webhook delivery of %s failed after %d attempts", delivery.event_type, len(delivery.attempts))

    async def _attempt(self, delivery: Delivery, body: str) -> bool:
        attempt: Json = {"at": time.time()}
        delivery.attempts.append(attempt)
        try:
            headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (stand-in)"}
            async with self._slots[delivery.url]:
                headers |= _signature(body, delivery)
                response = await self._client.post(delivery.url, content=body, headers=headers, timeout=TIMEOUT_SECONDS)
            attempt |= {"status": response.status_code, "answer": response.text[:200]}
        except httpx.HTTPError as error:
            attempt["error"] = f"{type(error).__name__}: {error}"
            return False
        return response.is_success


def _signature(body: str, delivery: Delivery) -> dict[str, str]:
    if delivery.signature == "missing":
        return {}
    secret = "whsec_of_another_endpoint" if delivery.signature == "bad" else delivery.secret
    signed_at = int(time.time()) - (OLD_SIGNATURE_SECONDS if delivery.signature == "old" else 0)
    return {"Stripe-Signature": WebhookSignature.generate_signature_header(body, secret, signed_at)}
