"""Which event went to which endpoint, how often it was tried, and whether it was taken."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from local.stripe.resource import Json, Resource, letters
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
