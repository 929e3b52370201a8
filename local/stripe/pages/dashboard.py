"""The dashboard: subscriptions and payments, with buttons that simulate time, banks and customers."""

from typing import Any

from starlette.requests import Request

from local.faults import Rule
from local.stripe.account import Account, ensure_account
from local.stripe.actions import ACTIONS
from local.stripe.faults import Faults
from local.stripe.items import item_of, product_name
from local.stripe.pages.base import Form, Page
from local.stripe.resource import Json, Resource
from local.stripe.subscription_end import ENDED

SHOWN = 30


class Dashboard(Page):
    """`/`: the simulated actions, and `fail_next` (decline a customer's next payment)."""

    path, template = "/", "dashboard.html"

    def __init__(self, account: Account, faults: Faults) -> None:
        super().__init__(account)
        self.faults = faults

    def find(self, _: Request) -> Resource:
        """The account that the page shows."""
        return ensure_account(self.account)

    def submit(self, _: Resource, form: Form) -> str:
        """Perform the action of a button."""
        action = form.pop("action", "")
        if action == "fail_next":
            self.faults.rules.append(Rule({"payment": "card_declined"}, customer=form.get("customer"), left=1))
        elif action in ACTIONS:
            ACTIONS[action](self.account, form)
        return "/"

    def context(self, _: Resource, __: Form) -> Json:
        """The values that the template shows."""
        return {
            "now": self.account.now(),
            "ahead": self.account.ahead // 86_400,
            "site": self.account.settings.site_url,
            "subscriptions": [
                self._subscription(each) for each in self.account.store.find("subscription", limit=SHOWN)
            ],
            "payments": [self._payment(each) for each in self.account.store.find("payment_intent", limit=SHOWN)],
        }

    def _subscription(self, subscription: Resource) -> Json:
        item = item_of(subscription)
        return {
            "it": subscription,
            "plan": product_name(self.account, item["price"]["product"]),
            "price": item["price"],
            "renews": item["current_period_end"],
            "customer": self._customer(subscription["customer"]),
            "now": self.account.now(subscription["customer"]),
            "failing": any(rule.customer == subscription["customer"] and rule.left for rule in self.faults.rules),
            "live": subscription["status"] not in ENDED,
        }

    def _payment(self, intent: Resource) -> Json:
        charge = self.account.store.get(intent["latest_charge"] or "")
        disputes = self.account.store.find("dispute", {"charge": charge.id}) if charge else []
        return {
            "it": intent,
            "charge": charge,
            "dispute": disputes[0] if disputes else None,
            "customer": self._customer(intent["customer"]),
            "refundable": bool(charge and charge["paid"] and not charge["refunded"] and not charge["disputed"]),
        }

    def _customer(self, customer_id: str | None) -> str:
        customer: Any = self.account.store.get(customer_id or "") or {}
        return str(customer.get("email") or customer.get("name") or customer_id or "guest")
