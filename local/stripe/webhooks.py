"""Webhooks: every event to every endpoint that wants it, signed, in no promised order, until it is taken.

A delivery is written down before it is tried, so that a restart loses none.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from fnmatch import fnmatchcase

import httpx
from stripe import WebhookSignature

from local.stripe.account import Account
from local.stripe.deliveries import Deliveries, Delivery
from local.stripe.faults import Faults
from local.stripe.gate import Gate
from local.stripe.resource import Json, Resource

logger = logging.getLogger(__name__)
TRY_SECONDS = 20.0
OLD_SECONDS = 600
# How many webhooks one endpoint gets at the same time.
AT_ONCE = 16


class WebhookSender:
    """Sends the events of the account, each try in the background."""

    def __init__(self, account: Account, faults: Faults, client: httpx.AsyncClient) -> None:
        self.account, self.faults = account, faults
        self.deliveries = Deliveries(account.store)
        self.gate = Gate(self._start)
        self._client = client
        self._under_way: set[asyncio.Task[None]] = set()
        self._lines: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))

    def resume(self) -> None:
        """Take up what was under way when the stand-in ended."""
        for delivery in self.deliveries.pending():
            self._start([delivery])

    def prepare(self, events: list[Resource]) -> Callable[[], None]:
        """Write down who is to get these events; the answer sends them, and returns at once."""
        made = [
            each
            for event in events
            for endpoint in self._listening(event)
            for each in self._deliveries(event, endpoint)
        ]
        return lambda: self.gate.let_through(made)

    def again(self, event: Resource, new_id: bool) -> None:
        """Send an event once more, if wanted as if it were another one of the same content."""
        with self.account.store.transaction():
            sent = Resource({**deepcopy(dict(event)), "id": f"{event.id}x"}) if new_id else event
            made = [self.deliveries.add(sent, endpoint) for endpoint in self._listening(event)]
        self._start(made)

    async def close(self) -> None:
        """Leave what is under way for the next start."""
        self.gate.close()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _listening(self, event: Resource) -> list[Resource]:
        endpoints = self.account.store.find("webhook_endpoint", oldest_first=True)
        return [
            endpoint
            for endpoint in endpoints
            if endpoint["status"] == "enabled"
            and any(fnmatchcase(event["type"], wanted) for wanted in endpoint["enabled_events"])
        ]

    def _deliveries(self, event: Resource, endpoint: Resource) -> list[Delivery]:
        fault = self.faults.take_event(event["type"])
        copies = 2 if fault.delivery == "duplicate" else 1
        made = [self.deliveries.add(event, endpoint, fault.delay, fault.signature) for _ in range(copies)]
        if fault.delivery == "drop":
            for each in made:
                self.deliveries.update(each, state="dropped")
            return []
        return made

    def _start(self, deliveries: list[Delivery], one_by_one: bool = False) -> None:
        async def all_in_turn() -> None:
            for delivery in deliveries:
                await self._deliver(delivery)

        for work in [all_in_turn()] if one_by_one else [self._deliver(each) for each in deliveries]:
            task = asyncio.create_task(work)
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        await asyncio.sleep(delivery.delay)
        for pause in (*self.account.settings.retry_pauses[len(delivery.attempts) :], None):
            if await self._attempt(delivery):
                return self.deliveries.update(delivery, state="delivered")
            if pause is not None:
                await asyncio.sleep(pause * random.uniform(0.9, 1.1))
        self.deliveries.update(delivery, state="failed")
        logger.warning("webhook %s was given up after %d tries", delivery.event_type, len(delivery.attempts))
        return None

    async def _attempt(self, delivery: Delivery) -> bool:
        attempt: Json = {"at": time.time()}
        taken = False
        try:
            body = json.dumps(delivery.body, indent=2)
            headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (stand-in)"}
            async with self._lines[delivery.url]:
                headers |= _signature(body, delivery)
                response = await self._client.post(delivery.url, content=body, headers=headers, timeout=TRY_SECONDS)
            attempt |= {"status": response.status_code, "answer": response.text[:200]}
            taken = response.is_success
        except httpx.HTTPError as error:
            attempt["error"] = f"{type(error).__name__}: {error}"
        self.deliveries.attempted(delivery, attempt)
        return taken


def _signature(body: str, delivery: Delivery) -> dict[str, str]:
    if delivery.signature == "missing":
        return {}
    secret = "whsec_of_somebody_else" if delivery.signature == "bad" else delivery.secret
    signed_at = int(time.time()) - (OLD_SECONDS if delivery.signature == "old" else 0)
    return {"Stripe-Signature": WebhookSignature.generate_signature_header(body, secret, signed_at)}
