"""Invoice items that wait for a customer's next invoice."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Json, Resource


def add_pending(
    account: Account, customer: Resource, subscription: Resource | None, lines: list[Json]
) -> list[Resource]:
    """Put these lines on the next invoice."""
    return [_add(account, customer, subscription, line) for line in lines]


def take_pending(account: Account, customer_id: str, subscription: Resource | None) -> list[Resource]:
    """Those that the next invoice takes up, oldest first."""
    waiting = account.find("invoiceitem", {"customer": customer_id}, oldest_first=True)
    wanted = subscription.id if subscription else None
    return [item for item in waiting if item["invoice"] is None and _subscription_of(item) in {None, wanted}]


def lines_of(items: list[Resource]) -> list[Json]:
    """The lines that they become."""
    return [item.private["line"] for item in items]


def put_on(items: list[Resource], invoice: Resource) -> None:
    """Write down that they are on this invoice."""
    for item in items:
        item["invoice"] = invoice.id


def _add(account: Account, customer: Resource, subscription: Resource | None, line: Json) -> Resource:
    item = account.create(
        "invoiceitem",
        {"line": line},
        amount=line["amount"],
        currency=line["currency"],
        customer=customer.id,
        date=account.now(customer.id),
        description=line["description"],
        discountable=line["discountable"],
        metadata={},
        net_amount=line["amount"],
        parent=_parent(subscription, line),
        period=line["period"],
        pricing=line["pricing"],
        proration=_is_proration(line),
        quantity=line["quantity"],
        quantity_decimal=str(line["quantity"]),
        test_clock=customer["test_clock"],
    )
    account.emit("created", item)
    return item


def _subscription_of(item: Resource) -> str | None:
    return item["parent"]["subscription_details"]["subscription"] if item["parent"] else None


def _is_proration(line: Json) -> bool:
    details = (line["parent"] or {}).get("subscription_item_details")
    return bool(details and details["proration"])


def _parent(subscription: Resource | None, line: Json) -> Json | None:
    if subscription is None:
        return None
    details = (line["parent"] or {}).get("subscription_item_details") or {}
    item = details.get("subscription_item")
    about = {"subscription": subscription.id, "subscription_item": item}
    return {"type": "subscription_details", "subscription_details": about}
