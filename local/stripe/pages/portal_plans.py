"""Plans in the portal: what a customer has, what they may switch to and what that costs now."""

from __future__ import annotations

from copy import deepcopy

from local.stripe.account import Account
from local.stripe.invoice_lines import product_name
from local.stripe.items import amount_of, item_of, same_interval
from local.stripe.pages.base import Form
from local.stripe.resource import Json, Resource
from local.stripe.subscription_changes import Change, bill_change, change_item, end_trial, release, schedule_change
from local.stripe.subscription_end import ENDED, cancel_at
from local.stripe.wire.errors import InvalidRequest

HIDDEN = {*ENDED, "incomplete"}
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def features_of(account: Account, session: Resource) -> Json:
    """What the customer of a portal session may do."""
    features: Json = account.get("billing_portal.configuration", session["configuration"])["features"]
    return features


class Plans:
    """The subscriptions of a portal session's customer."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def of(self, session: Resource) -> list[Json]:
        """What the page shows of each subscription that has not ended."""
        found = self.account.find("subscription", {"customer": session["customer"]})
        return [self._shown(session, each) for each in found if each["status"] not in HIDDEN]

    def switch(self, session: Resource, form: Form) -> None:
        """Change to another price; one that is declined is no change at all."""
        subscription = self._subscription(session, form)
        update, price_id = features_of(self.account, session)["subscription_update"], form.get("price", "")
        if price_id not in _price_ids(update):
            raise InvalidRequest("This plan is not on offer.")
        price = self.account.get("price", price_id)
        if _waits_for_period_end(update, item_of(subscription), price):
            schedule_change(self.account, subscription, price)
            return
        release(self.account, subscription)
        change = self._change(subscription, update, price_id)
        self.account.emit("updated", subscription)
        bill_change(self.account, subscription, change)
        self.account.emit("updated", subscription)

    def cancel(self, session: Resource, form: Form) -> None:
        """Cancel at the end of the period."""
        subscription = self._subscription(session, form)
        if not features_of(self.account, session)["subscription_cancel"]["enabled"]:
            raise InvalidRequest("Cancelling is not on offer.")
        release(self.account, subscription)
        cancel_at(self.account, subscription, item_of(subscription)["current_period_end"])

    def keep(self, session: Resource, form: Form) -> None:
        """Take back a cancellation, or a change that has been planned."""
        subscription = self._subscription(session, form)
        release(self.account, subscription)
        cancel_at(self.account, subscription, None)

    def _change(self, subscription: Resource, update: Json, price_id: str) -> Change:
        """Put another price into the item; returns what that comes to."""
        now = self.account.now(subscription["customer"])
        change = Change(now, update["proration_behavior"], at_once=True)
        change_item(self.account, subscription, change, price_id)
        if subscription["status"] == "trialing" and update["trial_update_behavior"] == "end_trial":
            end_trial(self.account, subscription, change)
        return change

    def _shown(self, session: Resource, subscription: Resource) -> Json:
        item, scheduled = item_of(subscription), subscription.private.get("scheduled")
        later = self.account.get("price", scheduled)["product"] if scheduled else None
        return {
            "subscription": subscription,
            "name": product_name(self.account, item["price"]["product"]),
            "item": item,
            "renews": item["current_period_end"],
            "offers": [] if subscription["cancel_at"] else self._offers(session, subscription, item),
            "scheduled": product_name(self.account, later) if later else None,
        }

    def _offers(self, session: Resource, subscription: Resource, item: Json) -> list[Json]:
        update = features_of(self.account, session)["subscription_update"]
        prices = [self.account.store.get(price_id) for price_id in _price_ids(update)]
        return [
            {
                "price": price,
                "name": product_name(self.account, price["product"]),
                "later": _waits_for_period_end(update, item, price),
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

    def _subscription(self, session: Resource, form: Form) -> Resource:
        subscription = self.account.get("subscription", form.get("subscription", ""))
        if subscription["customer"] != session["customer"] or subscription["status"] in HIDDEN:
            raise InvalidRequest("There is no such subscription.", 404)
        return subscription


def _price_ids(update: Json) -> list[str]:
    if not update["enabled"] or "price" not in update["default_allowed_updates"]:
        return []
    return [price for product in update["products"] for price in product["prices"]]


def _waits_for_period_end(update: Json, item: Json, price: Resource) -> bool:
    conditions = {each["type"] for each in update["schedule_at_period_end"]["conditions"]}
    old, new = item["price"]["recurring"], price["recurring"]
    cheaper = price["unit_amount"] * item["quantity"] < amount_of(item) and same_interval(old, new)
    shorter = DAYS[new["interval"]] * new["interval_count"] < DAYS[old["interval"]] * old["interval_count"]
    return ("decreasing_item_amount" in conditions and cheaper) or ("shortening_interval" in conditions and shorter)
