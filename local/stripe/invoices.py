"""Invoices: the calls."""

from __future__ import annotations

from stripe import params

from local.stripe import invoicing, payments
from local.stripe.customers import known_customer
from local.stripe.drafting import draft
from local.stripe.invoice_links import intent_of
from local.stripe.metadata import metadata_of
from local.stripe.payment_methods import belongs_to
from local.stripe.pending_items import lines_of, put_on, take_pending
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import listing, page_of
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields
from local.stripe.wire.search import searching

PATH = "/v1/invoices"
FILTERS = {
    "customer": "customer",
    "collection_method": "collection_method",
    "status": "status",
    "subscription": "parent.subscription_details.subscription",
}


def operations() -> list[Operation]:
    """The calls under `/v1/invoices`."""
    one = f"{PATH}/{{id}}"
    return [
        Operation("POST", PATH, create, params.InvoiceCreateParams),
        searching("invoice", f"{PATH}/search", params.InvoiceSearchParams),
        retrieve("invoice", one, params.InvoiceRetrieveParams),
        Operation("POST", one, update, params.InvoiceUpdateParams),
        Operation("DELETE", one, delete, params.InvoiceDeleteParams),
        Operation("GET", f"{one}/lines", lines, params.InvoiceLineItemListParams),
        Operation("POST", f"{one}/finalize", finalize, params.InvoiceFinalizeInvoiceParams),
        Operation("POST", f"{one}/pay", pay, params.InvoicePayParams),
        Operation("POST", f"{one}/void", void, params.InvoiceVoidInvoiceParams),
        Operation("POST", f"{one}/mark_uncollectible", mark_uncollectible, params.InvoiceMarkUncollectibleParams),
        listing("invoice", PATH, params.InvoiceListParams, FILTERS),
    ]


def create(call: Call) -> Resource:
    """A draft with what waits for the customer's next invoice."""
    account, given = call.account, call.params
    customer = known_customer(account, given.get("customer", ""))
    subscription = (
        account.get("subscription", given["subscription"], "subscription") if "subscription" in given else None
    )
    taken = given.get("pending_invoice_items_behavior", "include" if subscription else "exclude") == "include"
    pending = take_pending(account, customer.id, subscription) if taken else []
    fields: Json = {"auto_advance": False} | call.given("auto_advance", "collection_method", "description", "footer")
    fields["metadata"] = metadata_of({}, given.get("metadata", {}))
    invoice = draft(account, customer, lines_of(pending), "manual", subscription, **fields)
    put_on(pending, invoice)
    return invoice


def update(call: Call) -> Resource:
    """Change what is noted on an invoice."""
    invoice = call.account.get("invoice", call.id)
    set_fields(call, invoice, "auto_advance", "description", "footer")
    call.account.emit("updated", invoice)
    return invoice


def delete(call: Call) -> Json:
    """Delete a draft."""
    invoice = call.account.get("invoice", call.id)
    if invoice["status"] != "draft":
        raise InvalidRequest("You can only delete draft invoices.")
    call.account.emit("deleted", invoice)
    call.account.store.delete(invoice.id)
    return {"id": invoice.id, "object": "invoice", "deleted": True}


def lines(call: Call) -> Json:
    """The lines of an invoice."""
    return page_of(call, call.account.get("invoice", call.id)["lines"]["data"], f"{PATH}/{call.id}/lines")


def finalize(call: Call) -> Resource:
    """Make a draft a real invoice."""
    invoice = call.account.get("invoice", call.id)
    invoicing.finalize(call.account, invoice)
    return invoice


def pay(call: Call) -> Resource:
    """Have an invoice paid now. Raises CardError if the bank declines."""
    account, invoice = call.account, call.account.get("invoice", call.id)
    if invoice["status"] == "draft":
        invoicing.finalize(account, invoice)
    if invoice["status"] not in {"open", "uncollectible"}:
        raise InvalidRequest(f"Invoice is already {invoice['status']}", code="invoice_not_editable")
    if call.params.get("paid_out_of_band"):
        invoicing.mark_paid_elsewhere(account, invoice)
    elif not invoicing.attempt(account, invoice, _method(call, invoice)):
        raise payments.declined(intent_of(account, invoice))
    return invoice


def void(call: Call) -> Resource:
    """Nobody has to pay it: it was a mistake."""
    return _close(call, "void")


def mark_uncollectible(call: Call) -> Resource:
    """Nobody expects it to be paid any more."""
    return _close(call, "uncollectible")


def _close(call: Call, status: str) -> Resource:
    invoice = call.account.get("invoice", call.id)
    if invoice["status"] not in {"open", "uncollectible"}:
        raise InvalidRequest(f"You can only do this with an open invoice; this one is {invoice['status']}.")
    invoicing.close_unpaid(call.account, invoice, status)
    return invoice


def _method(call: Call, invoice: Resource) -> Resource | None:
    method_id = call.params.get("payment_method")
    if method_id is None:
        return None
    if not belongs_to(call.account, method_id, invoice["customer"]):
        message = f"The customer does not have a payment method with the ID {method_id}."
        raise InvalidRequest(message, param="payment_method")
    return call.account.get("payment_method", method_id)
