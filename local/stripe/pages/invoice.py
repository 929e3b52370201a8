"""The page of an invoice, where one that is open can be paid."""

from __future__ import annotations

from local.stripe import invoicing
from local.stripe.pages.base import Form, Page
from local.stripe.payments import attach, create_method
from local.stripe.resource import Json, Resource


class InvoicePage(Page):
    """`/i/in_…`."""

    path, kind, template = "/i/{id}", "invoice", "invoice.html"

    def press(self, found: Resource, _: Form) -> str:
        """Pay it with a card that works."""
        if found["status"] == "open":
            method = attach(create_method(self.account, "visa"), found["customer"])
            invoicing.attempt(self.account, found, method)
        return f"/i/{found.id}"

    def values(self, found: Resource, _: Form) -> Json:
        """What the page shows."""
        return {"invoice": found}
