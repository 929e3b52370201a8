"""The item of a subscription (price, quantity, period) and its invoice lines."""

import calendar
from datetime import UTC, datetime, timedelta
from typing import Any

from local.stripe.account import Account
from local.stripe.currencies import format_amount, round_to_chargeable
from local.stripe.resource import Json, Resource, list_of

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def set_item(account: Account, subscription: Resource, price: Resource, quantity: int, period: tuple[int, int]) -> None:
    """Set the subscription's item, with this price and period."""
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
    """The item of a subscription; changes to it change the subscription."""
    item: Json = subscription["items"]["data"][0]
    return item


def amount_of(item: Json) -> int:
    """The amount of an item for one period."""
    return int(item["price"]["unit_amount"]) * int(item["quantity"])


def renew_item(item: Json, anchor: int) -> None:
    """Start the item's next period."""
    start = item["current_period_end"]
    end = period_end(anchor, item["price"]["recurring"], start)
    item |= {"current_period_start": start, "current_period_end": end}


def period_end(anchor: int, recurring: Json, start: int) -> int:
    """The end of the period that began at `start`: the next multiple of the interval, counted from the anchor."""
    number = 1
    while (end := _after(anchor, recurring, number)) <= start:
        number += 1
    return end


def same_interval(one: Json, other: Json) -> bool:
    """Whether two prices have the same billing interval."""
    return all(one[name] == other[name] for name in ("interval", "interval_count"))


def _after(anchor: int, recurring: Json, number: int) -> int:
    """The time `number` periods after the anchor; day 31 becomes the last day of a shorter month."""
    count = recurring["interval_count"] * number
    start = datetime.fromtimestamp(anchor, UTC)
    if recurring["interval"] in DAYS:
        return int((start + timedelta(days=DAYS[recurring["interval"]] * count)).timestamp())
    month = start.month - 1 + MONTHS[recurring["interval"]] * count
    year, month = start.year + month // 12, month % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def item_line(account: Account, item: Json, *, trial: bool = False) -> Json:
    """The invoice line of an item for its period; the amount of a trial is 0."""
    price, name = item["price"], product_name(account, item["price"]["product"])
    cost = f"{format_amount(price['unit_amount'], price['currency'])} {price['currency'].upper()}"
    what = f"{item['quantity']} × {name} (at {cost} / {price['recurring']['interval']})"
    period = item["current_period_start"], item["current_period_end"]
    amount = 0 if trial else amount_of(item)
    return _line(
        account, price, f"Trial period for {name}" if trial else what, period, amount=amount, **_item_fields(item)
    )


def proration_lines(account: Account, item: Json, moment: int, *, credit: bool) -> list[Json]:
    """The line for the rest of the item's period: a credit or a charge. No line if its amount is 0."""
    start, end = int(item["current_period_start"]), int(item["current_period_end"])
    left = min(max(end - moment, 0), end - start)
    share = round_to_chargeable(amount_of(item) * left / (end - start), item["price"]["currency"])
    if share == 0:
        return []
    what = f"{'Unused' if credit else 'Remaining'} time on {product_name(account, item['price']['product'])}"
    fields = {"amount": -share if credit else share, **_item_fields(item, proration=True)}
    return [_line(account, item["price"], what, (moment, end), **fields)]


def product_name(account: Account, product_id: str) -> str:
    """The name of a product."""
    product = account.store.get(product_id)
    return str(product["name"]) if product else "(deleted product)"


def _line(account: Account, price: Json, what: str, period: tuple[int, int], **fields: Any) -> Json:
    line = account.build(
        "line_item",
        currency=price["currency"],
        description=what,
        period={"start": period[0], "end": period[1]},
        pricing={"type": "price_details", "price_details": {"price": price["id"], "product": price["product"]}},
        **fields,
    )
    return dict(line)


def _item_fields(item: Json, *, proration: bool = False) -> Json:
    details = {"proration": proration, "subscription": item["subscription"], "subscription_item": item["id"]}
    parent = {"type": "subscription_item_details", "subscription_item_details": details}
    return {"parent": parent, "quantity": item["quantity"], "subscription": item["subscription"]}
