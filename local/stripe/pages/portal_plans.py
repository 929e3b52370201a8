"""Plans in the portal: what a customer has, what he may switch to and what that costs now."""

from __future__ import annotations

from copy import deepcopy

from local.stripe import cancellation
from local.stripe.account import Account
from local.stripe.items import amount_of, items_of, next_end
from local.stripe.periods import same_interval
from local.stripe.resource import Json, Resource
from local.stripe.schedules import release, schedule_change
from local.stripe.subscription_changes import Change, bill_change, change_items, end_trial
from local.stripe.wire.errors import InvalidRequest

Form = dict[str, str]
ENDED = {"canceled", "incomplete", "incomplete_expired"}


class Plans:
    """The subscriptions of a portal session's customer."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def of(self, session: Resource) -> list[Json]:
        """What the page shows of each subscription that has not ended."""
        found = self.account.find("subscription", {"customer": session["customer"]})
        return [self._shown(session, each) for each in found if each["status"] not in ENDED]

    def switch(self, session: Resource, form: Form) -> None:
        """Change to another price; one that is declined is no change at all."""
        subscription, update = self._subscription(session, form), self._features(session)["subscription_update"]
        price_id, item = form.get("price", ""), items_of(subscription)[0]
        if price_id not in self._price_ids(update):
            raise InvalidRequest("This plan is not on offer.")
        price = self.account.get("price", price_id)
        if self._waits_for_period_end(update, item, price):
            schedule_change(self.account, subscription, item, price)
            self.account.emit("updated", subscription)
            return
        release(self.account, subscription)
        change = self._change(subscription, update, price_id)
        self.account.emit("updated", subscription)
        bill_change(self.account, subscription, change)
        self.account.emit("updated", subscription)

    def cancel(self, session: Resource, form: Form) -> None:
        """Cancel, as the configuration says: at once or at the end of the period."""
        subscription, feature = self._subscription(session, form), self._features(session)["subscription_cancel"]
        if not feature["enabled"]:
            raise InvalidRequest("Cancelling is not on offer.")
        if feature["mode"] == "immediately":
            behavior = feature["proration_behavior"]
            given = {"prorate": behavior != "none", "invoice_now": behavior == "always_invoice"}
            return cancellation.cancel_now(self.account, subscription, given)
        release(self.account, subscription)
        # In flexible billing the portal sets a moment, and `cancel_at_period_end` stays false.
        cancellation.set_cancellation(self.account, subscription, {"cancel_at": "min_period_end"})
        return self.account.emit("updated", subscription)

    def keep(self, session: Resource, form: Form) -> None:
        """Take back a cancellation, or a change that has been planned."""
        subscription = self._subscription(session, form)
        release(self.account, subscription)
        cancellation.set_cancellation(self.account, subscription, {"cancel_at": ""})
        subscription["cancel_at_period_end"] = False
        self.account.emit("updated", subscription)

    def _change(self, subscription: Resource, update: Json, price_id: str) -> Change:
        """Put another price into the first item; returns what that comes to."""
        change = Change(
            self.account.now(subscription["customer"]),
            update["proration_behavior"],
            "error_if_incomplete",
            restart=update["billing_cycle_anchor"] == "now",
        )
        wanted = {"id": items_of(subscription)[0]["id"], "price": price_id}
        change_items(self.account, subscription, [wanted], change)
        if subscription["status"] == "trialing" and update["trial_update_behavior"] == "end_trial":
            end_trial(self.account, subscription, change)
        return change

    def _shown(self, session: Resource, subscription: Resource) -> Json:
        item = items_of(subscription)[0]
        offers = [] if subscription["cancel_at"] else self._offers(session, subscription, item)
        scheduled = subscription.private.get("scheduled")
        return {
            "subscription": subscription,
            "name": self._name(item["price"]["product"]),
            "item": item,
            "renews": next_end(subscription),
            "offers": offers,
            "scheduled": self._name(self.account.get("price", scheduled["price"])["product"]) if scheduled else None,
        }

    def _offers(self, session: Resource, subscription: Resource, item: Json) -> list[Json]:
        update = self._features(session)["subscription_update"]
        prices = [self.account.store.get(price_id) for price_id in self._price_ids(update)]
        return [
            {
                "price": price,
                "name": self._name(price["product"]),
                "later": self._waits_for_period_end(update, item, price),
                "now": self._due_now(subscription, update, price.id),
            }
            for price in prices
            if price and price["active"] and price.id != item["price"]["id"]
        ]

    def _due_now(self, subscription: Resource, update: Json, price_id: str) -> int:
        """What a switch would cost at once, or give back, tried with a copy."""
        change = self._change(Resource(deepcopy(dict(subscription))), update, price_id)
        at_once = change.due_now or change.proration == "always_invoice"
        return sum(line["amount"] for line in change.lines) if at_once else 0

    def _price_ids(self, update: Json) -> list[str]:
        if not update["enabled"] or "price" not in update["default_allowed_updates"]:
            return []
        return [price for product in update["products"] for price in product["prices"]]

    def _waits_for_period_end(self, update: Json, item: Json, price: Resource) -> bool:
        conditions = {each["type"] for each in update["schedule_at_period_end"]["conditions"]}
        cheaper = price["unit_amount"] * item["quantity"] < amount_of(item)
        shorter = _days(price["recurring"]) < _days(item["price"]["recurring"])
        return (
            "decreasing_item_amount" in conditions
            and cheaper
            and same_interval(price["recurring"], item["price"]["recurring"])
        ) or ("shortening_interval" in conditions and shorter)

    def _features(self, session: Resource) -> Json:
        features: Json = self.account.get("billing_portal.configuration", session["configuration"])["features"]
        return features

    def _subscription(self, session: Resource, form: Form) -> Resource:
        subscription = self.account.get("subscription", form.get("subscription", ""))
        if subscription["customer"] != session["customer"] or subscription["status"] in ENDED:
            raise InvalidRequest("There is no such subscription.", 404)
        return subscription

    def _name(self, product_id: str) -> str:
        product = self.account.store.get(product_id)
        return str(product["name"]) if product else "(deleted product)"


def _days(recurring: Json) -> int:
    return int({"day": 1, "week": 7, "month": 30, "year": 365}[recurring["interval"]] * recurring["interval_count"])
