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
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import httpx
from stripe import WebhookSignature

from local.stripe.account import Account
from local.stripe.faults import Faults
from local.stripe.resource import Json, Resource, letters
from local.stripe.store import Store

logger = logging.getLogger(__name__)
TRY_SECONDS = 20.0
OLD_SECONDS = 600
# How many webhooks one endpoint gets at the same time.
AT_ONCE = 16


@dataclass
class Delivery:
    """One event on its way to one endpoint. `state`: pending, delivered, failed (given up) or dropped (never sent)."""

    id: str
    event: str
    event_type: str
    url: str
    secret: str
    body: Json
    signature: str | None = None
    state: str = "pending"
    attempts: list[Json] = field(default_factory=list)


class Deliveries:
    """All deliveries, kept in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, event: Resource, endpoint: Resource, signature: str | None = None) -> Delivery:
        """Write down that this event is to go to this endpoint."""
        body = {**event, "pending_webhooks": 1}
        secret = endpoint.private["secret"]
        made = Delivery(letters(16), event.id, event["type"], endpoint["url"], secret, body, signature)
        statement = "insert into deliveries (id, event, state, record) values (?, ?, ?, ?)"
        self._store.query(statement, made.id, made.event, made.state, json.dumps(vars(made)))
        return made

    def keep(self, delivery: Delivery) -> None:
        """Write down what became of it."""
        statement = "update deliveries set state = ?, record = ? where id = ?"
        self._store.query(statement, delivery.state, json.dumps(vars(delivery)), delivery.id)

    def latest(self, limit: int) -> list[Delivery]:
        """The latest deliveries, newest first."""
        return _read(self._store.query("select record from deliveries order by seq desc limit ?", limit))

    def pending(self) -> list[Delivery]:
        """Those that are under way, oldest first."""
        return _read(self._store.query("select record from deliveries where state = 'pending' order by seq"))

    def refused(self) -> set[str]:
        """The events that an endpoint has refused, or was never sent, and that it has not taken since."""
        found = _read(self._store.query("select record from deliveries where state <> 'delivered'"))
        return {each.event for each in found if each.attempts or each.state != "pending"}

    def forget_events(self) -> None:
        """Forget all events that are under way to no endpoint, and how they were delivered."""
        self._store.query("delete from deliveries where state <> 'pending'")
        self._store.query("delete from objects where type = 'event' and id not in (select event from deliveries)")


def _read(rows: list[tuple[Any, ...]]) -> list[Delivery]:
    return [Delivery(**json.loads(record)) for (record,) in rows]


class WebhookSender:
    """Sends the events of the account, each try in the background; while `holding`, they wait in `held`."""

    def __init__(self, account: Account, faults: Faults, client: httpx.AsyncClient) -> None:
        self.account, self.faults = account, faults
        self.deliveries = Deliveries(account.store)
        self.holding = False
        self.held: list[Delivery] = []
        self._client = client
        self._under_way: set[asyncio.Task[None]] = set()
        self._lines: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))

    def resume(self) -> None:
        """Take up what was under way when the stand-in ended."""
        self._start(self.deliveries.pending())

    def prepare(self, events: list[Resource]) -> Callable[[], None]:
        """Write down who is to get these events; the answer sends them, and returns at once."""
        made = [each for event in events for each in self._deliveries(event)]
        return lambda: self.held.extend(made) if self.holding else self._start(made)

    def release(self, order: str = "as_is", seed: int | None = None, one_by_one: bool = False) -> int:
        """Send what is held, in the order of the events, `reversed` or `shuffled`; returns how many."""
        sent, self.held = self.held, []
        if order == "shuffled":
            random.Random(seed).shuffle(sent)
        elif order == "reversed":
            sent.reverse()
        self._start(sent, one_by_one)
        return len(sent)

    def again(self, event: Resource, new_id: bool = False) -> None:
        """Send an event once more, if wanted as if it were another one of the same content."""
        with self.account.store.transaction():
            sent = Resource({**deepcopy(dict(event)), "id": f"{event.id}x"}) if new_id else event
            made = [self.deliveries.add(sent, endpoint) for endpoint in self._listening(event)]
        self._start(made)

    async def close(self) -> None:
        """Leave what is under way for the next start."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _listening(self, event: Resource) -> list[Resource]:
        endpoints = self.account.store.find("webhook_endpoint", {"status": "enabled"}, oldest_first=True)
        return [each for each in endpoints if any(fnmatchcase(event["type"], one) for one in each["enabled_events"])]

    def _deliveries(self, event: Resource) -> list[Delivery]:
        made = []
        for endpoint in self._listening(event):
            fault = self.faults.take_event(event["type"])
            delivery = self.deliveries.add(event, endpoint, fault.get("signature"))
            if "delivery" in fault:
                delivery.state = "dropped"
                self.deliveries.keep(delivery)
            else:
                made.append(delivery)
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
        for pause in (*self.account.settings.retry_pauses[len(delivery.attempts) :], None):
            taken = await self._attempt(delivery)
            delivery.state = "delivered" if taken else "failed" if pause is None else "pending"
            self.deliveries.keep(delivery)
            if taken:
                return
            if pause is not None:
                await asyncio.sleep(pause * random.uniform(0.9, 1.1))
        logger.warning("webhook %s was given up after %d tries", delivery.event_type, len(delivery.attempts))

    async def _attempt(self, delivery: Delivery) -> bool:
        attempt: Json = {"at": time.time()}
        delivery.attempts.append(attempt)
        try:
            body = json.dumps(delivery.body, indent=2)
            headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (stand-in)"}
            async with self._lines[delivery.url]:
                headers |= _signature(body, delivery)
                response = await self._client.post(delivery.url, content=body, headers=headers, timeout=TRY_SECONDS)
            attempt |= {"status": response.status_code, "answer": response.text[:200]}
        except httpx.HTTPError as error:
            attempt["error"] = f"{type(error).__name__}: {error}"
            return False
        return response.is_success


def _signature(body: str, delivery: Delivery) -> dict[str, str]:
    if delivery.signature == "missing":
        return {}
    secret = "whsec_of_somebody_else" if delivery.signature == "bad" else delivery.secret
    signed_at = int(time.time()) - (OLD_SECONDS if delivery.signature == "old" else 0)
    return {"Stripe-Signature": WebhookSignature.generate_signature_header(body, secret, signed_at)}
