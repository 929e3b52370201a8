"""The page of an invoice, where one that is open can be paid."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from local.stripe import invoicing
from local.stripe.account import Account
from local.stripe.pages.render import form_of, not_found, page, redirect
from local.stripe.payment_methods import attach, create_card
from local.stripe.resource import Resource


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
            invoice = self._invoice(request)
            return page("invoice.html", invoice=invoice) if invoice else not_found("invoice")

    async def pay(self, request: Request) -> Response:
        """Pay it with a card that works."""
        await form_of(request)
        with self.account.transaction():
            invoice = self._invoice(request)
            if invoice is None:
                return not_found("invoice")
            if invoice["status"] == "open":
                method = attach(self.account, create_card(self.account, "visa"), invoice["customer"])
                invoicing.attempt(self.account, invoice, method)
            return redirect(f"/i/{invoice.id}")

    def _invoice(self, request: Request) -> Resource | None:
        found = self.account.store.get(request.path_params["id"])
        return found if found and found.type == "invoice" and found["status"] != "draft" else None
