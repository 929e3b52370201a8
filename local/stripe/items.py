"""The item of a subscription: a price, how many of it, and the period it is paid for."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta

from local.stripe.account import Account
from local.stripe.resource import Json, Resource, list_of

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def set_item(account: Account, subscription: Resource, price: Resource, quantity: int, period: tuple[int, int]) -> None:
    """Give a subscription its item, for this period."""
    item = account.build(
        "subscription_item",
        current_period_start=period[0],
        current_period_end=period[1],
        price=dict(price),
        quantity=quantity,
        subscription=subscription.id,
    )
    subscription["items"] = list_of([dict(item)], f"/v1/subscription_items?subscription={subscription.id}")


def item_of(subscription: Resource) -> Json:
    """The item itself, to be changed."""
    item: Json = subscription["items"]["data"][0]
    return item


def set_price(item: Json, price: Resource) -> None:
    """Put another price into an item."""
    item["price"] = dict(price)


def amount_of(item: Json) -> int:
    """What an item costs each period."""
    return int(item["price"]["unit_amount"]) * int(item["quantity"])


def renew_item(item: Json, anchor: int) -> None:
    """Let the item's next period begin."""
    start = item["current_period_end"]
    end = period_end(anchor, item["price"]["recurring"], start)
    item |= {"current_period_start": start, "current_period_end": end}


def period_end(anchor: int, recurring: Json, start: int) -> int:
    """When the period that began at `start` ends: the first anniversary of the anchor after it."""
    number = 1
    while (end := _after(anchor, recurring, number)) <= start:
        number += 1
    return end


def same_interval(one: Json, other: Json) -> bool:
    """Whether two prices are billed equally often."""
    return all(one[name] == other[name] for name in ("interval", "interval_count"))


def _after(anchor: int, recurring: Json, number: int) -> int:
    """So many periods after the anchor; the 31st becomes the last day of a shorter month."""
    count = recurring["interval_count"] * number
    begun = datetime.fromtimestamp(anchor, UTC)
    if recurring["interval"] in DAYS:
        return int((begun + timedelta(days=DAYS[recurring["interval"]] * count)).timestamp())
    month = begun.month - 1 + MONTHS[recurring["interval"]] * count
    year, month = begun.year + month // 12, month % 12 + 1
    day = min(begun.day, calendar.monthrange(year, month)[1])
    return int(begun.replace(year=year, month=month, day=day).timestamp())
