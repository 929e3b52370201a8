"""Customers: who pays."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.ids import letters
from local.stripe.metadata import metadata_of
from local.stripe.payment_methods import attach, belongs_to
from local.stripe.resource import Given, Json, Resource
from local.stripe.store import Conditions
from local.stripe.subscription_end import end_subscription
from local.stripe.wire.errors import InvalidRequest, ResourceMissing
from local.stripe.wire.lists import Narrowing, listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields
from local.stripe.wire.search import searching

FIELDS = (
    "address", "balance", "business_name", "description", "email", "individual_name", "invoice_prefix", "name",
    "next_invoice_sequence", "phone", "preferred_locales", "shipping", "tax_exempt",
)  # fmt: skip

NOT_DELETED: Conditions = [("json_extract(body, '$.deleted') is null", ())]


def operations() -> list[Operation]:
    """The calls under `/v1/customers`."""
    return [
        Operation("POST", "/v1/customers", create, params.CustomerCreateParams),
        searching("customer", "/v1/customers/search", params.CustomerSearchParams),
        retrieve("customer", "/v1/customers/{id}", params.CustomerRetrieveParams),
        Operation("POST", "/v1/customers/{id}", update, params.CustomerUpdateParams),
        Operation("DELETE", "/v1/customers/{id}", delete, params.CustomerDeleteParams),
        listing(
            "customer",
            "/v1/customers",
            params.CustomerListParams,
            {"email": "email", "test_clock": "test_clock"},
            Narrowing((), lambda call: [] if "test_clock" in call.params else NOT_DELETED),
        ),
    ]


def create(call: Call) -> Resource:
    """A customer."""
    account, given = call.account, call.params
    if clock := given.get("test_clock"):
        account.get("test_helpers.test_clock", clock, "test_clock")
    customer = create_customer(account, **call.given(*FIELDS), metadata=given.get("metadata", {}), test_clock=clock)
    if method := given.get("payment_method"):
        method = attach(account, account.get("payment_method", method, "payment_method"), customer.id).id
    _set_invoice_settings(account, customer, given.get("invoice_settings", {}))
    account.emit("created", customer)
    return customer


def create_customer(account: Account, **fields: object) -> Resource:
    """A customer with these fields, and Stripe's defaults for the rest."""
    clock = fields.get("test_clock")
    now = account.get("test_helpers.test_clock", str(clock))["frozen_time"] if clock else account.now()
    metadata = metadata_of({}, fields.pop("metadata", {}))
    defaults: Json = {
        "balance": 0,
        "created": now,
        "delinquent": False,
        "invoice_prefix": letters(8).upper(),
        "invoice_settings": {},
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
    }
    return account.create("customer", **{**defaults, **fields, "metadata": metadata})


def update(call: Call) -> Resource:
    """Change a customer."""
    account, customer = call.account, known_customer(call.account, call.id, "id")
    set_fields(call, customer, *FIELDS)
    _set_invoice_settings(account, customer, call.params.get("invoice_settings", {}))
    account.emit("updated", customer)
    return customer


def delete(call: Call) -> Json:
    """Delete a customer for ever; his subscriptions end at once."""
    return delete_customer(call.account, known_customer(call.account, call.id, "id"))


def delete_customer(account: Account, customer: Resource) -> Json:
    """Leave nothing of a customer but his id."""
    for subscription in account.find("subscription", {"customer": customer.id}):
        if subscription["status"] not in {"canceled", "incomplete_expired"}:
            end_subscription(account, subscription)
    account.emit("deleted", customer)
    stub: Json = {"id": customer.id, "object": "customer", "deleted": True}
    customer.clear()
    customer.update(stub)
    return stub


def known_customer(account: Account, customer_id: str, param: str = "customer") -> Resource:
    """A customer who has not been deleted. Raises ResourceMissing."""
    customer = account.get("customer", customer_id, param)
    if customer.get("deleted"):
        raise ResourceMissing("customer", customer_id, param)
    return customer


def _set_invoice_settings(account: Account, customer: Resource, given: Given) -> None:
    if method := given.get("default_payment_method"):
        _check_method(account, customer, method)
    settings = {name: value or None for name, value in given.items()}
    customer.put(invoice_settings={**customer["invoice_settings"], **settings})


def _check_method(account: Account, customer: Resource, method_id: str) -> None:
    if not belongs_to(account, method_id, customer.id):
        message = "The customer does not have a payment method with the ID"
        raise InvalidRequest(f"{message} {method_id}.", param="invoice_settings[default_payment_method]")
