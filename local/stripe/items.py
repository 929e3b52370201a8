"""The items of a subscription: a price, how many of it, and the period it is paid for."""

from __future__ import annotations

from local.stripe import shapes
from local.stripe.account import Account
from local.stripe.metadata import metadata_of
from local.stripe.periods import period_end
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.heed import check_known
from local.stripe.wire.lists import list_of


def new_item(account: Account, subscription_id: str, price: Resource, given: Given, period: tuple[int, int]) -> Json:
    """An item, for this period."""
    check_known(given, {"id", "metadata", "price", "quantity"}, "items")
    item = account.build(
        "subscription_item",
        created=account.now(),
        current_period_start=period[0],
        current_period_end=period[1],
        metadata=metadata_of({}, given.get("metadata") or {}),
        plan=plan_of(price),
        price=dict(price),
        quantity=given.get("quantity", 1),
        subscription=subscription_id,
    )
    return dict(item)


def set_price(item: Json, price: Resource) -> None:
    """Put another price into an item."""
    item |= {"price": dict(price), "plan": plan_of(price)}


def items_of(subscription: Resource) -> list[Json]:
    """The items themselves, to be changed."""
    found: list[Json] = subscription["items"]["data"]
    return found


def items_list(subscription_id: str, items: list[Json]) -> Json:
    """The list as a field of its subscription."""
    return list_of(items, f"/v1/subscription_items?subscription={subscription_id}")


def amount_of(item: Json) -> int:
    """What an item costs each period."""
    return int(item["price"]["unit_amount"]) * int(item["quantity"])


def renew_item(item: Json, anchor: int) -> None:
    """Let the item's next period begin."""
    start = item["current_period_end"]
    end = period_end(anchor, item["price"]["recurring"], start)
    item |= {"current_period_start": start, "current_period_end": end}


def next_end(subscription: Resource) -> int:
    """When the first of the items' periods ends."""
    return min(int(item["current_period_end"]) for item in items_of(subscription))


def last_end(subscription: Resource) -> int:
    """When the last of the items' periods ends."""
    return max(int(item["current_period_end"]) for item in items_of(subscription))


def plan_of(price: Resource) -> Json:
    """The price as it was called before there were prices."""
    same = ("id", "active", "billing_scheme", "created", "currency", "metadata", "nickname", "product")
    recurring = {name: price["recurring"][name] for name in ("interval", "interval_count", "usage_type")}
    amounts = {"amount": price["unit_amount"], "amount_decimal": price["unit_amount_decimal"]}
    return shapes.complete("plan", {name: price[name] for name in same} | recurring | amounts)
