"""A shop with plans and a credit pack, and the actions of its customers."""

from __future__ import annotations

from typing import Any

import stripe

from tests.local.stripe.stand_in import SITE, StandIn

SUCCESS = f"{SITE}/account?session_id={{CHECKOUT_SESSION_ID}}"
CANCEL = f"{SITE}/pricing"
# Cards by the names that the portal's form uses.
GOOD = "visa"
BAD = "chargeCustomerFail"


class Shop:
    """Two plans, monthly and yearly, and a credit pack, on one stand-in."""

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in, self.v1 = stand_in, stand_in.v1
        self.pro, self.business = self._product("Pro"), self._product("Business")
        self.pro_monthly = self._price(self.pro, 2000, "month")
        self.pro_yearly = self._price(self.pro, 20_000, "year")
        self.business_monthly = self._price(self.business, 5000, "month")
        self.pack = self._price(self._product("1,000 credits"), 1000)
        self.configuration = self._configuration()

    def customer(self, method: str | None = None, **params: Any) -> str:
        """A new customer, with this payment method as the default one."""
        values: Any = {"email": "ada@example.com", **params}
        customer = self.v1.customers.create(values)
        if method:
            self.add_card(customer.id, method)
        return customer.id

    def add_card(self, customer: str, method: str) -> None:
        """Add a card in the portal; it becomes the customer's default."""
        assert self.press(self.portal(customer), "add_method", method=method) == 303

    def subscribe(self, customer: str, price: str | None = None, **params: Any) -> stripe.Subscription:
        """Create a subscription over the API."""
        values: Any = {"customer": customer, "items": [{"price": price or self.pro_monthly}], **params}
        return self.v1.subscriptions.create(values)

    def subscribed(self, price: str | None = None, **params: Any) -> stripe.Subscription:
        """Create a subscription of a new customer with a working card."""
        return self.subscribe(self.customer(GOOD), price, **params)

    def checkout(self, price: str, mode: str = "payment", **params: Any) -> stripe.checkout.Session:
        """Create a checkout session for this price."""
        lines = [{"price": price, "quantity": params.pop("quantity", 1)}]
        addresses = {"success_url": SUCCESS, "cancel_url": CANCEL}
        values: Any = {"mode": mode, "line_items": lines, **addresses, **params}
        return self.v1.checkout.sessions.create(values)

    def pay(self, session: stripe.checkout.Session, method: str = "visa", **form: str) -> stripe.checkout.Session:
        """Pay on the session's page; returns the session."""
        form = {"action": "pay", "method": method, "email": "ada@example.com", **form}
        self.stand_in.http.post(str(session.url), data=form)
        return self.v1.checkout.sessions.retrieve(session.id)

    def sold(self, customer: str | None = None, method: str = "visa", **params: Any) -> stripe.checkout.Session:
        """Buy a pack; returns the completed session."""
        return self.pay(self.checkout(self.pack, customer=customer or self.customer(), **params), method)

    def charge(self, session: stripe.checkout.Session) -> stripe.Charge:
        """The charge that paid a session."""
        intent = self.v1.payment_intents.retrieve(str(session.payment_intent), {"expand": ["latest_charge"]})
        assert isinstance(intent.latest_charge, stripe.Charge)
        return intent.latest_charge

    def portal(self, customer: str, **params: Any) -> stripe.billing_portal.Session:
        """A portal session."""
        usual = {"customer": customer, "configuration": self.configuration, "return_url": f"{SITE}/account"}
        values: Any = {**usual, **params}
        return self.v1.billing_portal.sessions.create(values)

    def press(self, session: stripe.billing_portal.Session, action: str, **form: str) -> int:
        """Press a button of the portal; returns the status."""
        return self.stand_in.http.post(session.url, data={"action": action, **form}).status_code

    def trial(self, customer: str) -> stripe.Subscription:
        """Start a subscription with a trial in checkout."""
        data = {"trial_period_days": 7}
        session = self.pay(self.checkout(self.pro_monthly, "subscription", customer=customer, subscription_data=data))
        return self.v1.subscriptions.retrieve(str(session.subscription))

    def invoice(self, subscription: stripe.Subscription) -> stripe.Invoice:
        """The latest invoice of a subscription."""
        current = self.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]})
        assert isinstance(current.latest_invoice, stripe.Invoice)
        return current.latest_invoice

    def _product(self, name: str) -> str:
        return self.v1.products.create({"name": name}).id

    def _price(self, product: str, amount: int, interval: str | None = None) -> str:
        values: Any = {"product": product, "unit_amount": amount, "currency": "usd"}
        if interval:
            values["recurring"] = {"interval": interval}
        return self.v1.prices.create(values).id

    def _configuration(self) -> str:
        products: Any = [
            {"product": self.pro, "prices": [self.pro_monthly, self.pro_yearly]},
            {"product": self.business, "prices": [self.business_monthly]},
        ]
        update: Any = {"enabled": True, "default_allowed_updates": ["price"], "proration_behavior": "always_invoice"}
        features: Any = {
            "subscription_update": {**update, "products": products},
            "subscription_cancel": {"enabled": True, "mode": "at_period_end"},
            "payment_method_update": {"enabled": True},
            "invoice_history": {"enabled": True},
        }
        return self.v1.billing_portal.configurations.create({"features": features}).id


def item(subscription: stripe.Subscription) -> stripe.SubscriptionItem:
    """The one item of a subscription."""
    (only,) = subscription["items"].data
    assert isinstance(only, stripe.SubscriptionItem)
    return only
