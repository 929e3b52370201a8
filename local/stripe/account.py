"""The Stripe account: its objects, its time, and the events that tell of every change."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import stripe

from local.stripe import shapes
from local.stripe.resource import Json, Resource, list_of, new_id
from local.stripe.settings import StripeSettings
from local.stripe.store import Store
from local.stripe.wire.errors import ResourceMissing

# What Stripe calls an object in the name of an event.
EVENT_NAMES = {"subscription": "customer.subscription", "dispute": "charge.dispute"}
AHEAD = "clock.ahead"
SHOWN = 10  # lines of an invoice; the others are to be listed
OPEN_WEBHOOKS = "select count(*) from deliveries where event = ? and state <> 'delivered'"


class Account:
    """What every part of the stand-in works on."""

    def __init__(self, settings: StripeSettings, store: Store) -> None:
        self.settings, self.store = settings, store
        self.deliver: Callable[[list[Resource]], Callable[[], None]] = lambda _: lambda: None
        self.declines: Callable[[str], str | None] = lambda _: None
        self.refunds: Callable[[], str | None] = lambda: None
        self._moment: int | None = None
        self._emitted: list[Resource] = []
        self._told: dict[str, str] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All within happens or nothing does; then the events go out."""
        self._emitted, self._told = [], {}
        with self.store.transaction():
            yield
            send = self.deliver(self._emitted)
        send()

    @property
    def ahead(self) -> int:
        """By how many seconds the stand-in's time is ahead of this machine's."""
        return int(self.store.fact(AHEAD, 0))

    def move(self, seconds: int) -> None:
        """Let time pass for the whole account."""
        self.store.set_fact(AHEAD, self.ahead + seconds)

    def now(self, customer_id: str | None = None) -> int:
        """The time of the account, or of a customer, who may be ahead of it."""
        if self._moment is not None:
            return self._moment
        customer = self.store.get(customer_id) if customer_id else None
        own = int(customer.private.get("ahead", 0)) if customer else 0
        return int(time.time()) + self.ahead + own

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Within, it is this moment for everybody: what was due then happens then."""
        before, self._moment = self._moment, moment
        try:
            yield
        finally:
            self._moment = before

    def create(self, object_type: str, private: Json | None = None, **fields: Any) -> Resource:
        """A new object, kept. Its id, when it was made, and what Stripe would send as null need not be given."""
        resource = self.build(object_type, private, **fields)
        self.store.add(resource)
        return resource

    def build(self, object_type: str, private: Json | None = None, **fields: Any) -> Resource:
        """A new object that is not kept, as it is part of another."""
        usual = {"id": new_id(object_type), "created": self.now(fields.get("customer")), "metadata": {}}
        usual = {name: value for name, value in usual.items() if name in shapes.fields_of(object_type)}
        return Resource(shapes.complete(object_type, usual | fields), private)

    def get(self, object_type: str, object_id: str, param: str = "id") -> Resource:
        """The object of this type and id. Raises ResourceMissing; a deleted one is found by the path alone."""
        found = self.store.get(object_id)
        if found is None or found.type != object_type or (found.get("deleted") and param != "id"):
            raise ResourceMissing(object_type.rsplit(".", maxsplit=1)[-1], object_id, param)
        self._told.setdefault(object_id, json.dumps(found))
        return found

    def find(self, object_type: str, where: Json | None = None, **options: Any) -> list[Resource]:
        """Objects of a type, newest first (see `Store.find`)."""
        found = self.store.find(object_type, where, **options)
        for each in found:
            self._told.setdefault(each.id, json.dumps(each))
        return found

    def present(self, resource: Resource) -> Json:
        """A copy of an object as it is shown: with the parts of it that belong to others as those are now."""
        shown: Json = json.loads(json.dumps(resource))
        if resource.type == "subscription":
            for item in shown["items"]["data"]:
                item["price"] = dict(self.store.get(item["price"]["id"]) or item["price"])
        elif resource.type == "invoice":
            lines = shown["lines"]
            shown["lines"] = list_of(lines["data"][:SHOWN], lines["url"], len(lines["data"]) > SHOWN)
        elif resource.type == "event":
            shown["pending_webhooks"] = int(self.store.query(OPEN_WEBHOOKS, resource.id)[0][0])
        return shown

    def emit(self, happened: str, resource: Resource) -> None:
        """Tell that something happened to an object: a word such as `created`, or a whole name such as `invoice.paid`.

        `updated` is told only if something has changed since it was last told.
        """
        name = happened if "." in happened else f"{EVENT_NAMES.get(resource.type, resource.type)}.{happened}"
        data: Json = {"object": self.present(resource)}
        if happened == "updated":
            before = json.loads(self._told.get(resource.id, "{}"))
            changed = {field: value for field, value in before.items() if resource.get(field) != value}
            if not changed:
                return
            data["previous_attributes"] = changed
        self._told[resource.id] = json.dumps(resource)
        event = self.create(
            "event",
            type=name,
            data=data,
            api_version=stripe.api_version,
            pending_webhooks=0,
        )
        self._emitted.append(event)


def ensure_account(account: Account) -> Resource:
    """The one account there is. Its id is its own, and stays with its data: two stand-ins are two accounts."""
    if known := account.store.find("account"):
        return known[0]
    return account.create("account", charges_enabled=True, email="owner@example.com")
