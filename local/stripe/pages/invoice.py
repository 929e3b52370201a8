"""The page of an invoice, where one that is open can be paid."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.pages.render import find, form_of, not_found, page, redirect
from local.stripe.payment_methods import attach, create_card


class InvoicePage:
    """`/i/in_…`."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> list[Route]:
        """The routes of the page and its form."""
        return [
            Route("/i/{id}", self.show, methods=["GET"]),
            Route("/i/{id}/pdf", self.show, methods=["GET"]),
            Route("/i/{id}", self.pay, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The page."""
        with self.account.store.transaction():
            invoice = find(self.account, "invoice", request)
            return page("invoice.html", invoice=invoice) if invoice else not_found("invoice")

    async def pay(self, request: Request) -> Response:
        """Pay it with a card that works."""
        await form_of(request)
        with self.account.transaction():
            invoice = find(self.account, "invoice", request)
            if invoice is None:
                return not_found("invoice")
            if invoice["status"] == "open":
                method = attach(create_card(self.account, "visa"), invoice["customer"])
                invoicing.attempt(self.account, invoice, method)
            return redirect(f"/i/{invoice.id}")
