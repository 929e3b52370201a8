"""Objects as they are shown: with the parts of them that belong to others as those are now."""

from __future__ import annotations

import json

from local.stripe.deliveries import open_webhooks
from local.stripe.resource import Json, Resource
from local.stripe.store import Store
from local.stripe.wire.lists import list_of

SHOWN = 10  # lines of an invoice; the others are to be listed


class Presenter:
    """Makes what goes over the wire out of what is kept."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, resource: Resource) -> Json:
        """A copy that may be changed."""
        shown: Json = json.loads(json.dumps(resource))
        if resource.type == "subscription":
            for item in shown["items"]["data"]:
                item["price"] = self._current(item["price"])
        elif resource.type == "invoice":
            shown["lines"] = list_of(
                shown["lines"]["data"][:SHOWN], shown["lines"]["url"], len(shown["lines"]["data"]) > SHOWN
            )
        elif resource.type == "event":
            shown["pending_webhooks"] = open_webhooks(self.store, resource.id)
        return shown

    def _current(self, part: Json) -> Json:
        found = self.store.get(part["id"])
        return self(found) if found else part
