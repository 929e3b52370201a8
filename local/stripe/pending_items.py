"""Invoice items that wait for a customer's next invoice."""

from __future__ import annotations

from local.stripe.account import Account
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
    line = sale_line(account, price, given.get("quantity", 1), account.now(customer.id))
    return add_pending(account, subscription, [line])[0]


def add_pending(account: Account, subscription: Resource, lines: list[Json]) -> list[Resource]:
    """Put these lines on the subscription's next invoice."""
    return [_add(account, subscription, line) for line in lines]


def take_pending(account: Account, subscription: Resource) -> list[Json]:
    """The lines that the subscription's next invoice takes up, oldest first."""
    where = {"customer": subscription["customer"], "parent.subscription_details.subscription": subscription.id}
    waiting = [each for each in account.find("invoiceitem", where, oldest_first=True) if "line" in each.private]
    return [each.private.pop("line") for each in waiting]


def _add(account: Account, subscription: Resource, line: Json) -> Resource:
    details = (line["parent"] or {}).get("subscription_item_details") or {}
    about = {"subscription": subscription.id, "subscription_item": details.get("subscription_item")}
    same = ("amount", "currency", "description", "period", "pricing", "quantity")
    return account.create(
        "invoiceitem",
        {"line": line},
        customer=subscription["customer"],
        date=account.now(subscription["customer"]),
        parent={"type": "subscription_details", "subscription_details": about},
        proration=bool(details.get("proration")),
        **{name: line[name] for name in same},
    )
