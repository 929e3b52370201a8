"""The hosted billing portal: switch plan, cancel, keep, payment method, invoices."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.pages.base import Form, Page
from local.stripe.pages.portal_plans import Plans, features_of
from local.stripe.payment_methods import attach, create_method, describe
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import CardError, InvalidRequest

METHODS = {
    "visa": "Add Visa •••• 4242 (works)",
    "chargeCustomerFail": "Add Visa •••• 0341 (is declined)",
    "delayed": "Add bank debit •••• 3000 (takes days)",
}


class PortalPage(Page):
    """`/p/session/bps_…`."""

    path, kind, template = "/p/session/{id}", "billing_portal.session", "portal.html"

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self.plans = Plans(account)
        self.actions: dict[str, Callable[[Resource, Form], None]] = {
            "switch": self.plans.switch,
            "cancel": self.plans.cancel,
            "keep": self.plans.keep,
            "add_method": self._add_method,
            "use_method": self._use_method,
            "pay": self._pay,
        }

    def find(self, request: Request) -> Resource | None:
        """The session, unless its customer has been deleted."""
        found = super().find(request)
        customer = self.account.store.get(found["customer"]) if found else None
        return found if customer and not customer.get("deleted") else None

    def press(self, found: Resource, form: Form) -> str:
        """What a button does."""
        if action := self.actions.get(form.get("action", "")):
            action(found, form)
        return f"/p/session/{found.id}"

    def values(self, found: Resource, _: Form) -> Json:
        """What the page shows."""
        customer = self.account.get("customer", found["customer"])
        invoices = self.account.find("invoice", {"customer": customer.id}, limit=24)
        return {
            "session": found,
            "customer": customer,
            "features": features_of(self.account, found),
            "subscriptions": self.plans.of(found),
            "invoices": [invoice for invoice in invoices if invoice["status"] != "draft"],
            "methods": self._methods(customer),
            "addable": METHODS,
        }

    def _methods(self, customer: Resource) -> list[Json]:
        used = customer["invoice_settings"]["default_payment_method"]
        live = self.account.find("subscription", {"customer": customer.id})
        used_by = {each["default_payment_method"] or used for each in live if each["status"] != "canceled"} or {used}
        found = self.account.find("payment_method", {"customer": customer.id})
        return [{"id": each.id, "name": describe(each), "used": each.id in used_by} for each in found]

    def _add_method(self, session: Resource, form: Form) -> None:
        method = create_method(self.account, form.get("method", "visa"))
        self._make_default(session, attach(method, session["customer"]))

    def _use_method(self, session: Resource, form: Form) -> None:
        self._make_default(session, self._own("payment_method", form.get("method", ""), session))

    def _make_default(self, session: Resource, method: Resource) -> None:
        """Use it for the customer and all their subscriptions, as the portal does."""
        self._check_offered(session, "payment_method_update")
        customer = self.account.get("customer", session["customer"])
        customer["invoice_settings"]["default_payment_method"] = method.id
        self.account.emit("updated", customer)
        for subscription in self.account.find("subscription", {"customer": customer.id}):
            if subscription["status"] != "canceled":
                subscription["default_payment_method"] = method.id
                self.account.emit("updated", subscription)

    def _pay(self, session: Resource, form: Form) -> None:
        self._check_offered(session, "invoice_history")
        invoice = self._own("invoice", form.get("invoice", ""), session)
        if invoice["status"] != "open":
            raise InvalidRequest("This invoice is not open.")
        if not invoicing.attempt(self.account, invoice):
            raise CardError("Your payment method was declined. Add another one and try again.")

    def _check_offered(self, session: Resource, feature: str) -> None:
        if not features_of(self.account, session)[feature]["enabled"]:
            raise InvalidRequest("This is not on offer.")

    def _own(self, object_type: str, object_id: str, session: Resource) -> Resource:
        found = self.account.get(object_type, object_id)
        if found["customer"] != session["customer"]:
            raise InvalidRequest("This belongs to somebody else.", 404)
        return found
