"""The hosted billing portal: switch plan, cancel or keep it, payment methods, invoices."""

from collections.abc import Callable

from starlette.requests import Request

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.api.errors import CardError, InvalidRequest
from local.stripe.items import amount_of, item_of, product_name, same_interval
from local.stripe.pages.base import Form, Page
from local.stripe.payments import create_method, describe
from local.stripe.resource import Json, Resource
from local.stripe.subscription_changes import Change, bill_change, change_item, end_trial, release, schedule_change
from local.stripe.subscription_end import ENDED, cancel_at

METHODS = {
    "visa": "Add Visa •••• 4242 (succeeds)",
    "chargeCustomerFail": "Add Visa •••• 0341 (is declined)",
    "delayed": "Add bank debit •••• 3000 (takes days)",
}
NOT_SHOWN = {*ENDED, "incomplete"}
DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


class PortalPage(Page):
    """`/p/session/bps_…`."""

    path, kind, template = "/p/session/{id}", "billing_portal.session", "portal.html"

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self.actions: dict[str, Callable[[Resource, Form], None]] = {
            "switch": self._switch,
            "cancel": self._cancel,
            "keep": lambda session, form: self._set_cancel_at(session, form, None),
            "add_method": self._add_method,
            "pay": self._pay,
        }

    def find(self, request: Request) -> Resource | None:
        """The session, unless its customer has been deleted."""
        found = super().find(request)
        customer = self.account.store.get(found["customer"]) if found else None
        return found if customer and not customer.get("deleted") else None

    def submit(self, found: Resource, form: Form) -> str:
        """Perform the action of a button."""
        if action := self.actions.get(form.get("action", "")):
            action(found, form)
        return f"/p/session/{found.id}"

    def context(self, found: Resource, _: Form) -> Json:
        """The values for the template; ended subscriptions are left out."""
        customer = self.account.get("customer", found["customer"])
        subscriptions = self.account.store.find("subscription", {"customer": customer.id})
        invoices = self.account.store.find("invoice", {"customer": customer.id}, limit=24)
        used = {customer["invoice_settings"]["default_payment_method"]}
        used |= {each["default_payment_method"] for each in subscriptions if each["status"] not in NOT_SHOWN}
        return {
            "session": found,
            "customer": customer,
            "features": self._features(found),
            "subscriptions": [
                self._subscription(found, each) for each in subscriptions if each["status"] not in NOT_SHOWN
            ],
            "invoices": [invoice for invoice in invoices if invoice["status"] != "draft"],
            "methods": [
                {"name": describe(each), "used": each.id in used}
                for each in self.account.store.find("payment_method", {"customer": customer.id})
            ],
            "addable": METHODS,
        }

    def _subscription(self, session: Resource, subscription: Resource) -> Json:
        item, scheduled = item_of(subscription), subscription.private.get("scheduled")
        later = self.account.get("price", scheduled)["product"] if scheduled else None
        return {
            "subscription": subscription,
            "name": product_name(self.account, item["price"]["product"]),
            "item": item,
            "renews": item["current_period_end"],
            "offers": [] if subscription["cancel_at"] else self._offers(session, item),
            "scheduled": product_name(self.account, later) if later else None,
        }

    def _offers(self, session: Resource, item: Json) -> list[Json]:
        update = self._features(session)["subscription_update"]
        changeable = update["enabled"] and "price" in update["default_allowed_updates"]
        ids = [price for product in update["products"] for price in product["prices"]] if changeable else []
        prices = [self.account.store.get(price_id) for price_id in ids]
        return [
            {
                "price": price,
                "name": product_name(self.account, price["product"]),
                "later": _waits_for_period_end(update, item, price),
            }
            for price in prices
            if price and price["active"] and price.id != item["price"]["id"]
        ]

    def _switch(self, session: Resource, form: Form) -> None:
        """Switch to another price. A declined payment undoes the switch."""
        subscription = self._own("subscription", form, session)
        update, price = self._features(session)["subscription_update"], self.account.get("price", form.get("price", ""))
        if _waits_for_period_end(update, item_of(subscription), price):
            schedule_change(self.account, subscription, price)
            return
        release(self.account, subscription)
        change = Change(self.account.now(subscription["customer"]), update["proration_behavior"], require_payment=True)
        change_item(self.account, subscription, change, price.id)
        if subscription["status"] == "trialing" and update["trial_update_behavior"] == "end_trial":
            end_trial(self.account, subscription, change)
        self.account.emit("updated", subscription)
        bill_change(self.account, subscription, change)
        self.account.emit("updated", subscription)

    def _cancel(self, session: Resource, form: Form) -> None:
        """Cancel at the end of the period."""
        self._set_cancel_at(session, form, item_of(self._own("subscription", form, session))["current_period_end"])

    def _set_cancel_at(self, session: Resource, form: Form, moment: int | None) -> None:
        """Cancel at this time; without one, undo a planned cancellation or a scheduled change."""
        subscription = self._own("subscription", form, session)
        release(self.account, subscription)
        cancel_at(self.account, subscription, moment)

    def _add_method(self, session: Resource, form: Form) -> None:
        """Add a method and make it the default of the customer and of all their subscriptions."""
        customer = self.account.get("customer", session["customer"])
        method = create_method(self.account, form.get("method", "visa"), customer.id)
        customer["invoice_settings"]["default_payment_method"] = method.id
        self.account.emit("updated", customer)
        for subscription in self.account.store.find("subscription", {"customer": customer.id}):
            if subscription["status"] != "canceled":
                subscription["default_payment_method"] = method.id
                self.account.emit("updated", subscription)

    def _pay(self, session: Resource, form: Form) -> None:
        invoice = self._own("invoice", form, session)
        if invoice["status"] != "open":
            raise InvalidRequest("This invoice is not open.")
        if not invoicing.attempt(self.account, invoice):
            raise CardError("Your payment method was declined. Add another one and try again.")

    def _features(self, session: Resource) -> Json:
        """The features of the session's configuration."""
        features: Json = self.account.get("billing_portal.configuration", session["configuration"])["features"]
        return features

    def _own(self, kind: str, form: Form, session: Resource) -> Resource:
        """The object that the form names. Raises InvalidRequest if another customer has it, or if it has ended."""
        found = self.account.get(kind, form.get(kind, ""))
        if found["customer"] != session["customer"] or found.get("status") in NOT_SHOWN:
            raise InvalidRequest("This belongs to another customer, or has ended.", 404)
        return found


def _waits_for_period_end(update: Json, item: Json, price: Resource) -> bool:
    conditions = {each["type"] for each in update["schedule_at_period_end"]["conditions"]}
    old, new = item["price"]["recurring"], price["recurring"]
    cheaper = price["unit_amount"] * item["quantity"] < amount_of(item) and same_interval(old, new)
    shorter = DAYS[new["interval"]] * new["interval_count"] < DAYS[old["interval"]] * old["interval_count"]
    return ("decreasing_item_amount" in conditions and cheaper) or ("shortening_interval" in conditions and shorter)
