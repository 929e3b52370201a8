"""Customers."""

from local.stripe.account import Account
from local.stripe.api.errors import ResourceMissing
from local.stripe.api.operations import Call, metadata_of
from local.stripe.resource import Json, Resource, random_text
from local.stripe.store import Conditions
from local.stripe.subscription_end import ENDED, end_subscription

NOT_DELETED: Conditions = [("json_extract(body, '$.deleted') is null", ())]


def create(call: Call) -> Resource:
    """Create a customer with these fields and Stripe's defaults."""
    fields: Json = call.given("address", "email", "name")
    fields |= {
        "balance": 0,
        "invoice_prefix": random_text(8).upper(),
        "invoice_settings": {},
        "next_invoice_sequence": 1,
    }
    customer = call.account.create("customer", **fields, metadata=metadata_of(call.params))
    call.account.emit("created", customer)
    return customer


def update(call: Call) -> Resource:
    """Update a customer."""
    customer = get_customer(call.account, call.id, "id")
    call.set_fields(customer, "address", "email", "name")
    call.account.emit("updated", customer)
    return customer


def delete(call: Call) -> Json:
    """Delete a customer and end their subscriptions; only the id remains."""
    account, customer = call.account, get_customer(call.account, call.id, "id")
    for subscription in account.store.find("subscription", {"customer": customer.id}):
        if subscription["status"] not in ENDED:
            end_subscription(account, subscription)
    account.emit("deleted", customer)
    stub: Json = {"id": customer.id, "object": "customer", "deleted": True}
    customer.clear()
    customer.update(stub)
    return stub


def get_customer(account: Account, customer_id: str, param: str = "customer") -> Resource:
    """The customer, unless they are deleted. Raises ResourceMissing."""
    customer = account.get("customer", customer_id, param)
    if customer.get("deleted"):
        raise ResourceMissing("customer", customer_id, param)
    return customer
