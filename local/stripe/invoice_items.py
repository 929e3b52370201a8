"""Invoice items: what is to stand on a customer's next invoice; the calls."""

from __future__ import annotations

from stripe import params

from local.stripe import catalog
from local.stripe.customers import known_customer
from local.stripe.invoice_lines import sale_line
from local.stripe.pending_items import add_pending
from local.stripe.resource import Json, Resource
from local.stripe.store import Conditions
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.lists import Narrowing, listing
from local.stripe.wire.operations import Call, Operation, retrieve

PATH = "/v1/invoiceitems"


def operations() -> list[Operation]:
    """The calls under `/v1/invoiceitems`."""
    filters = {"customer": "customer", "invoice": "invoice"}
    return [
        Operation("POST", PATH, create, params.InvoiceItemCreateParams),
        retrieve("invoiceitem", f"{PATH}/{{id}}", params.InvoiceItemRetrieveParams),
        Operation("DELETE", f"{PATH}/{{id}}", delete, params.InvoiceItemDeleteParams),
        listing("invoiceitem", PATH, params.InvoiceItemListParams, filters, Narrowing(("pending",), _narrow)),
    ]


def create(call: Call) -> Resource:
    """Something bought once, to be paid with the next invoice."""
    account, given = call.account, call.params
    customer = known_customer(account, given.get("customer", ""))
    if "price" not in given.get("pricing", {}):
        raise Unsupported("an invoice item without a price", "pricing[price]")
    price = catalog.sellable(account, given["pricing"]["price"], "pricing[price]")
    subscription = (
        account.get("subscription", given["subscription"], "subscription") if "subscription" in given else None
    )
    what = given.get("description") or account.get("product", price["product"])["name"]
    line = sale_line(account, price, given.get("quantity", 1), what, account.now(customer.id))
    return add_pending(account, customer, subscription, [line])[0]


def delete(call: Call) -> Json:
    """Take it back while it is on no invoice."""
    item = call.account.get("invoiceitem", call.id)
    if item["invoice"]:
        raise InvalidRequest("This invoice item is on an invoice already.")
    call.account.emit("deleted", item)
    call.account.store.delete(item.id)
    return {"id": item.id, "object": "invoiceitem", "deleted": True}


def _narrow(call: Call) -> Conditions:
    if "pending" not in call.params:
        return []
    return [(f"json_extract(body, '$.invoice') is {'' if call.params['pending'] else 'not '}null", ())]
