"""The lines of an invoice: what for, how much, and for which time."""

from __future__ import annotations

from typing import Any

from local.stripe.account import Account
from local.stripe.currencies import chargeable, in_words
from local.stripe.items import amount_of
from local.stripe.resource import Json, Resource


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
