"""The hosted billing portal: switch plan, cancel, keep, payment method, invoices."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.pages.portal_plans import Plans, features_of
from local.stripe.pages.render import find, form_of, not_found, page, redirect
from local.stripe.payment_methods import attach, create_method, describe
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import CardError, InvalidRequest, StripeError

Form = dict[str, str]
METHODS = {
    "visa": "Add Visa •••• 4242 (works)",
    "chargeCustomerFail": "Add Visa •••• 0341 (is declined)",
    "delayed": "Add bank debit •••• 3000 (takes days)",
}


class PortalPage:
    """`/p/session/bps_…`."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.plans = Plans(account)
        self.actions: dict[str, Callable[[Resource, Form], None]] = {
            "switch": self.plans.switch,
            "cancel": self.plans.cancel,
            "keep": self.plans.keep,
            "add_method": self._add_method,
            "use_method": self._use_method,
            "pay": self._pay,
        }

    def routes(self) -> list[Route]:
        """The routes of the page and its forms."""
        return [
            Route("/p/session/{id}", self.show, methods=["GET"]),
            Route("/p/session/{id}", self.act, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The page."""
        with self.account.store.transaction():
            session = self._session(request)
            return self._page(session) if session else not_found("portal session")

    async def act(self, request: Request) -> Response:
        """What a button of the page does."""
        form = await form_of(request)
        try:
            with self.account.transaction():
                session = self._session(request)
                if session is None or form.get("action") not in self.actions:
                    return not_found("portal session")
                try:
                    self.actions[form["action"]](session, form)
                except CardError as error:
                    if error.undone:
                        raise
                    return self._page(session, error.message)
                return redirect(f"/p/session/{session.id}")
        except StripeError as error:
            with self.account.store.transaction():
                session = self._session(request)
                return self._page(session, error.message) if session else not_found("portal session")

    def _session(self, request: Request) -> Resource | None:
        found = find(self.account, "billing_portal.session", request)
        customer = self.account.store.get(found["customer"]) if found else None
        return found if customer and not customer.get("deleted") else None

    def _page(self, session: Resource, error: str | None = None) -> Response:
        customer = self.account.get("customer", session["customer"])
        found = self.account.find("invoice", {"customer": customer.id}, limit=24)
        return page(
            "portal.html",
            status=402 if error else 200,
            session=session,
            customer=customer,
            features=features_of(self.account, session),
            subscriptions=self.plans.of(session),
            invoices=[invoice for invoice in found if invoice["status"] != "draft"],
            methods=self._methods(customer),
            addable=METHODS,
            error=error,
        )

    def _methods(self, customer: Resource) -> list[Json]:
        used = customer["invoice_settings"]["default_payment_method"]
        live = self.account.find("subscription", {"customer": customer.id})
        used_by = {each["default_payment_method"] or used for each in live if each["status"] != "canceled"} or {used}
        found = self.account.find("payment_method", {"customer": customer.id})
        return [{"id": each.id, "name": describe(each), "used": each.id in used_by} for each in found]

    def _add_method(self, session: Resource, form: Form) -> None:
        kind = form.get("method", "visa")
        method = create_method(self.account, kind if kind in METHODS else "visa")
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
