"""The item of a subscription: a price, how many of it, the period it is paid for, and its lines on invoices."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta
from typing import Any

from local.stripe.account import Account
from local.stripe.currencies import chargeable, in_words
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


def item_line(account: Account, item: Json, *, trial: bool = False) -> Json:
    """The line of a subscription's item for its period, which costs nothing if it is a trial."""
    price, name = item["price"], product_name(account, item["price"]["product"])
    cost = f"{in_words(price['unit_amount'], price['currency'])} {price['currency'].upper()}"
    what = f"{item['quantity']} × {name} (at {cost} / {price['recurring']['interval']})"
    period = item["current_period_start"], item["current_period_end"]
    amount = 0 if trial else amount_of(item)
    return _line(account, price, f"Trial period for {name}" if trial else what, period, amount=amount, **_of(item))


def proration_lines(account: Account, item: Json, moment: int, *, credit: bool) -> list[Json]:
    """What is left of the item's period, given back or to be paid; nothing for an item that costs nothing."""
    start, end = int(item["current_period_start"]), int(item["current_period_end"])
    left = min(max(end - moment, 0), end - start)
    share = chargeable(amount_of(item) * left / (end - start), item["price"]["currency"])
    if share == 0:
        return []
    what = f"{'Unused' if credit else 'Remaining'} time on {product_name(account, item['price']['product'])}"
    about = {"amount": -share if credit else share, **_of(item, proration=True)}
    return [_line(account, item["price"], what, (moment, end), **about)]


def sale_line(account: Account, price: Resource, moment: int) -> Json:
    """The line of something bought once."""
    what = product_name(account, price["product"])
    return _line(account, price, what, (moment, moment), amount=price["unit_amount"], quantity=1)


def product_name(account: Account, product_id: str) -> str:
    """What a product is called."""
    product = account.store.get(product_id)
    return str(product["name"]) if product else "(deleted product)"


def _line(account: Account, price: Json, what: str, period: tuple[int, int], **fields: Any) -> Json:
    line = account.build(
        "line_item",
        currency=price["currency"],
        description=what,
        period={"start": period[0], "end": period[1]},
        pricing={
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
        },
        **fields,
    )
    return dict(line)


def _of(item: Json, *, proration: bool = False) -> Json:
    details = {"proration": proration, "subscription": item["subscription"], "subscription_item": item["id"]}
    parent = {"type": "subscription_item_details", "subscription_item_details": details}
    return {"parent": parent, "quantity": item["quantity"], "subscription": item["subscription"]}
