"""The Stripe account: its objects, its clock, and the events that report each change."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe

from local.stripe import shapes
from local.stripe.api.errors import ResourceMissing
from local.stripe.resource import Json, Resource, list_of, new_id
from local.stripe.store import Store

# The names of objects in event types, where they differ from the object type.
EVENT_NAMES = {"subscription": "customer.subscription", "dispute": "charge.dispute"}
AHEAD = "clock.ahead"
SHOWN_LINES = 10  # an invoice contains its first lines; the list call returns all


@dataclass(frozen=True)
class StripeSettings:
    """URL, keys and data folder.

    `webhook_url` is the webhook endpoint that exists from the start, with `webhook_secret`. The dashboard links to
    `site_url`. `retry_pauses` are the seconds between the attempts of a webhook delivery.
    """

    url: str
    data_dir: Path
    secret_key: str
    webhook_secret: str
    webhook_url: str
    site_url: str
    retry_pauses: tuple[float, ...] = (0.5, 1, 2, 4, 8, 15, 30, 60)


class Account:
    """The state that every part of the stand-in works on.

    `deliver` stores the deliveries of new events and returns a function that sends them; `declines` and `refunds` ask
    the faults about a payment and a refund.
    """

    def __init__(self, settings: StripeSettings, store: Store) -> None:
        self.settings, self.store = settings, store
        self.deliver: Callable[[list[Resource]], Callable[[], None]] = lambda _: lambda: None
        self.declines: Callable[[str], str | None] = lambda _: None
        self.refunds: Callable[[], str | None] = lambda: None
        self._moment: int | None = None
        self._emitted: list[Resource] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything within or nothing; after the commit, send the events."""
        self._emitted = []
        with self.store.transaction():
            yield
            send = self.deliver(self._emitted)
        send()

    @property
    def ahead(self) -> int:
        """The number of seconds by which the account's clock is ahead of the machine's."""
        return int(self.store.value(AHEAD, 0))

    def move(self, seconds: int) -> None:
        """Advance the account's clock."""
        self.store.set_value(AHEAD, self.ahead + seconds)

    def now(self, customer_id: str | None = None) -> int:
        """The account's time, or that of a customer, whose own clock may be further ahead."""
        if self._moment is not None:
            return self._moment
        customer = self.store.get(customer_id) if customer_id else None
        own = int(customer.private.get("ahead", 0)) if customer else 0
        return int(time.time()) + self.ahead + own

    @contextmanager
    def frozen_at(self, moment: int) -> Iterator[None]:
        """Within this context, `now` returns this moment: objects get the time at which they were due."""
        before, self._moment = self._moment, moment
        try:
            yield
        finally:
            self._moment = before

    def create(self, object_type: str, private: Json | None = None, **fields: Any) -> Resource:
        """Create and store an object. Its id, `created` and empty fields are filled in."""
        resource = self.build(object_type, private, **fields)
        self.store.add(resource)
        return resource

    def build(self, object_type: str, private: Json | None = None, **fields: Any) -> Resource:
        """Create an object that is not stored itself, because it is part of another."""
        usual = {"id": new_id(object_type), "created": self.now(fields.get("customer")), "metadata": {}}
        usual = {name: value for name, value in usual.items() if name in shapes.fields_of(object_type)}
        return Resource(shapes.complete(object_type, usual | fields), private)

    def get(self, object_type: str, object_id: str, param: str = "id") -> Resource:
        """The object with this type and id. Raises ResourceMissing.

        A deleted object can be retrieved by the id in the path, but not be named by a parameter.
        """
        found = self.store.get(object_id)
        if found is None or found.type != object_type or (found.get("deleted") and param != "id"):
            raise ResourceMissing(object_type.rsplit(".", maxsplit=1)[-1], object_id, param)
        return found

    def present(self, resource: Resource) -> Json:
        """A copy of an object for a response, with the current prices and the first lines of an invoice."""
        shown: Json = json.loads(json.dumps(resource))
        if resource.type == "subscription":
            for item in shown["items"]["data"]:
                item["price"] = dict(self.store.get(item["price"]["id"]) or item["price"])
        elif resource.type == "invoice":
            lines = shown["lines"]
            shown["lines"] = list_of(lines["data"][:SHOWN_LINES], lines["url"], len(lines["data"]) > SHOWN_LINES)
        return shown

    def emit(self, happened: str, resource: Resource) -> None:
        """Create an event about an object; `happened` is a verb (`created`) or a whole event type (`invoice.paid`).

        `updated` creates an event only if a field has changed since the object was loaded or last reported.
        """
        name = happened if "." in happened else f"{EVENT_NAMES.get(resource.type, resource.type)}.{happened}"
        data: Json = {"object": self.present(resource)}
        if happened == "updated":
            before = json.loads(resource.reported).items()
            changed = {field: value for field, value in before if resource.get(field) != value}
            if not changed:
                return
            data["previous_attributes"] = changed
        resource.reported = json.dumps(resource)
        event = self.create("event", type=name, data=data, api_version=stripe.api_version, pending_webhooks=0)
        self._emitted.append(event)


def ensure_account(account: Account) -> Resource:
    """Return the account object, and create it on the first start: each data folder is a different account."""
    if known := account.store.find("account"):
        return known[0]
    return account.create("account", charges_enabled=True, email="owner@example.com")
