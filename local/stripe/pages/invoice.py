"""The page of an invoice, with a button to pay an open one."""

from __future__ import annotations

from local.stripe import invoicing
from local.stripe.pages.base import Form, Page
from local.stripe.payments import attach, create_method
from local.stripe.resource import Json, Resource


class InvoicePage(Page):
    """`/i/in_…`."""

    path, kind, template = "/i/{id}", "invoice", "invoice.html"

    def submit(self, found: Resource, _: Form) -> str:
        """Pay an open invoice with a working card."""
        if found["status"] == "open":
            method = attach(create_method(self.account, "visa"), found["customer"])
            invoicing.attempt(self.account, found, method)
        return f"/i/{found.id}"

    def context(self, found: Resource, _: Form) -> Json:
        """The values for the template."""
        return {"invoice": found}
