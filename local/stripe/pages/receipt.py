"""The hosted page of a paid invoice or of a charge. Stripe's own invoice links also have a PDF; here it is the same page."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.routing import Route

from local.stripe.pages.base import Form, Page
from local.stripe.resource import Json, Resource


class ReceiptPage(Page):
    """`/receipts/in_…` and `/receipts/ch_…`."""

    path, template = "/receipts/{id}", "receipt.html"

    def routes(self) -> Iterator[Route]:
        """The route for GET."""
        yield Route(self.path, self._get, methods=["GET"])

    def find(self, request: Request) -> Resource | None:
        """The invoice or charge, unless it is a draft."""
        found = self.account.store.get(request.path_params["id"])
        return found if found and found.type in {"invoice", "charge"} and found.get("status") != "draft" else None

    def context(self, found: Resource, _: Form) -> Json:
        """The values for the template."""
        amount = found["amount_paid"] if found.type == "invoice" else found["amount"]
        return {"receipt": found, "amount": amount, "number": found.get("number") or found.id}
