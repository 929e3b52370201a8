"""The hosted checkout page: pay, pay later, be declined, go back."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.stripe.account import Account
from local.stripe.checkout import enter_code
from local.stripe.checkout_completion import pay
from local.stripe.checkout_tax import asks_for_address
from local.stripe.pages.render import find, form_of, not_found, page, redirect
from local.stripe.payment_methods import create_method
from local.stripe.resource import Resource
from local.stripe.wire.errors import CardError, StripeError

# What people may choose from, and what it stands for.
METHODS = {
    "visa": "Visa •••• 4242: is paid at once",
    "delayed": "Bank debit •••• 3000: arrives days later, or never",
    "chargeCustomerFail": "Visa •••• 0341: is declined",
    "chargeDeclinedInsufficientFunds": "Visa •••• 9995: has insufficient funds",
}
# The fields of an address: label and what browsers fill in.
ADDRESS = {
    "line1": ("Address", "address-line1"),
    "city": ("City", "address-level2"),
    "postal_code": ("Postal code", "postal-code"),
    "country": ("Country (such as DE)", "country"),
}


class CheckoutPage:
    """`/c/pay/cs_test_…`."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> list[Route]:
        """The routes of the page and its forms."""
        return [
            Route("/c/pay/{id}", self.show, methods=["GET"]),
            Route("/c/pay/{id}", self.act, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The page."""
        with self.account.store.transaction():
            session = find(self.account, "checkout.session", request)
            return self._page(session) if session else not_found("checkout session")

    async def act(self, request: Request) -> Response:
        """What a button of the page does: `pay`, or enter a promotion `code`."""
        form = await form_of(request)
        try:
            with self.account.transaction():
                session = find(self.account, "checkout.session", request)
                if session is None:
                    return not_found("checkout session")
                if form.get("action") == "code":
                    enter_code(self.account, session, form.get("code", ""))
                    return redirect(f"/c/pay/{session.id}")
                return self._pay(session, form)
        except StripeError as error:
            with self.account.store.transaction():
                session = find(self.account, "checkout.session", request)
                return self._page(session, error.message, form) if session else not_found("checkout session")

    def _pay(self, session: Resource, form: dict[str, str]) -> Response:
        known = session["customer"] or session["customer_email"] or form.get("email")
        if session["status"] == "open" and not known:
            return self._page(session, "Please enter an e-mail address.", form)
        chosen = form.get("method", "visa")
        try:
            pay(self.account, session, create_method(self.account, chosen if chosen in METHODS else "visa"), form)
        except CardError as error:
            if error.undone:
                raise
            return self._page(session, error.message, form)
        return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session.id))

    def _page(self, session: Resource, error: str | None = None, form: dict[str, str] | None = None) -> Response:
        customer = self.account.store.get(session["customer"] or "")
        return page(
            "checkout.html",
            leads_to=session["success_url"],
            status=402 if error else 200,
            session=session,
            lines=session.private["line_items"],
            trial_days=session.private["data"].get("trial_period_days"),
            email=customer.get("email") if customer else session["customer_email"],
            methods=METHODS,
            error=error,
            address=ADDRESS if asks_for_address(session) else {},
            form={"email": "", "method": "visa"} | ((customer and customer.get("address")) or {}) | (form or {}),
        )
