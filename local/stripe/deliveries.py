"""Which event went to which endpoint, how often it was tried, and whether it was taken."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from local.stripe.ids import letters
from local.stripe.resource import Json, Resource
from local.stripe.store import Store


@dataclass
class Delivery:
    """One event on its way to one endpoint. `state`: pending, delivered, failed (given up) or dropped (never sent)."""

    id: str
    event: str
    event_type: str
    url: str
    secret: str
    body: Json
    delay: float = 0
    signature: str | None = None
    state: str = "pending"
    attempts: list[Json] = field(default_factory=list)


class Deliveries:
    """All deliveries, kept in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, event: Resource, endpoint: Resource, delay: float = 0, signature: str | None = None) -> Delivery:
        """Write down that this event is to go to this endpoint."""
        version = endpoint["api_version"] or event["api_version"]
        body = {**event, "api_version": version, "pending_webhooks": 1}
        secret = endpoint.private["secret"]
        made = Delivery(letters(16), event.id, event["type"], endpoint["url"], secret, body, delay, signature)
        statement = "insert into deliveries (id, event, state, record) values (?, ?, ?, ?)"
        self._store.query(statement, made.id, made.event, made.state, _record(made))
        return made

    def update(self, delivery: Delivery, state: str) -> None:
        """Write down what became of it."""
        delivery.state = state
        self._keep(delivery)

    def attempted(self, delivery: Delivery, attempt: Json) -> None:
        """Write down a try."""
        delivery.attempts.append(attempt)
        self._keep(delivery)

    def latest(self, limit: int) -> list[Delivery]:
        """The latest deliveries, newest first."""
        return _read(self._store.query("select record from deliveries order by seq desc limit ?", limit))

    def of_event(self, event_id: str) -> list[Delivery]:
        """The deliveries of one event, oldest first."""
        return _read(self._store.query("select record from deliveries where event = ? order by seq", event_id))

    def pending(self) -> list[Delivery]:
        """Those that are under way, oldest first."""
        return _read(self._store.query("select record from deliveries where state = 'pending' order by seq"))

    def refused(self) -> set[str]:
        """The events that an endpoint has refused, or was never sent, and that it has not taken since."""
        found = _read(self._store.query("select record from deliveries where state <> 'delivered'"))
        return {each.event for each in found if each.attempts or each.state != "pending"}

    def _keep(self, delivery: Delivery) -> None:
        statement = "update deliveries set state = ?, record = ? where id = ?"
        self._store.query(statement, delivery.state, _record(delivery), delivery.id)


def open_webhooks(store: Store, event_id: str) -> int:
    """How many webhooks of an event have not been taken."""
    query = "select count(*) from deliveries where event = ? and state <> 'delivered'"
    return int(store.query(query, event_id)[0][0])


def forget_events(store: Store) -> None:
    """Forget all events that are under way to no endpoint, and how they were delivered."""
    store.query("delete from deliveries where state <> 'pending'")
    store.query("delete from objects where type = 'event' and id not in (select event from deliveries)")


def _record(delivery: Delivery) -> str:
    return json.dumps(vars(delivery))


def _read(rows: list[tuple[Any, ...]]) -> list[Delivery]:
    return [Delivery(**json.loads(record)) for (record,) in rows]
