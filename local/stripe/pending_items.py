"""Invoice items that wait for the next invoice of a subscription."""

from __future__ import annotations

from local.stripe.catalog import sellable
from local.stripe.invoice_lines import sale_line
from local.stripe.resource import Json, Resource
from local.stripe.wire.operations import Call, check_known


def create(call: Call) -> Resource:
    """Something bought once, to be paid with the next invoice of a subscription."""
    account, given = call.account, call.params
    customer = account.get("customer", given.get("customer", ""), "customer")
    subscription = account.get("subscription", given.get("subscription", ""), "subscription")
    check_known(given["pricing"], {"price"}, "pricing")
    price = sellable(account, given["pricing"]["price"], "pricing[price]")
    line = sale_line(account, price, account.now(customer.id))
    add_pending(subscription, [line])
    same = {name: line[name] for name in ("amount", "currency", "period", "pricing")}
    return account.build("invoiceitem", customer=customer.id, **same)


def add_pending(subscription: Resource, lines: list[Json]) -> None:
    """Put these lines on the subscription's next invoice."""
    subscription.private["pending"] = subscription.private.get("pending", []) + lines
