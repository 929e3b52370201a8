"""Objects as they are shown: with the parts of them that belong to others as those are now."""

from __future__ import annotations

import json

from local.stripe.resource import Json, Resource, list_of
from local.stripe.store import Store

SHOWN = 10  # lines of an invoice; the others are to be listed
OPEN_WEBHOOKS = "select count(*) from deliveries where event = ? and state <> 'delivered'"


class Presenter:
    """Makes what goes over the wire out of what is kept."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, resource: Resource) -> Json:
        """A copy that may be changed."""
        shown: Json = json.loads(json.dumps(resource))
        if resource.type == "subscription":
            for item in shown["items"]["data"]:
                price = self.store.get(item["price"]["id"])
                item["price"] = self(price) if price else item["price"]
        elif resource.type == "invoice":
            lines = shown["lines"]
            shown["lines"] = list_of(lines["data"][:SHOWN], lines["url"], len(lines["data"]) > SHOWN)
        elif resource.type == "event":
            shown["pending_webhooks"] = int(self.store.query(OPEN_WEBHOOKS, resource.id)[0][0])
        return shown
