"""The lines of an invoice: what for, how much, and for which time."""

from __future__ import annotations

from typing import Any

from local.stripe.account import Account
from local.stripe.currencies import in_words
from local.stripe.items import amount_of
from local.stripe.resource import Json, Resource


def item_line(account: Account, item: Json, *, trial: bool = False) -> Json:
    """The line of a subscription's item for its period, which costs nothing if it is a trial."""
    name = _product_name(account, item["price"])
    what = f"Trial period for {name}" if trial else f"{item['quantity']} × {name}{_cost(item['price'])}"
    period = item["current_period_start"], item["current_period_end"]
    return _line(account, item["price"], what, period, amount=0 if trial else amount_of(item), **_of_item(item))


def proration_line(account: Account, item: Json, amount: int, start: int) -> Json:
    """The line for what is left of an item's period: given back if the amount is negative, else to be paid."""
    name, way = _product_name(account, item["price"]), "Unused" if amount < 0 else "Remaining"
    period = start, item["current_period_end"]
    about = _of_item(item, proration=True)
    return _line(account, item["price"], f"{way} time on {name}", period, amount=amount, discountable=False, **about)


def sale_line(account: Account, price: Resource, quantity: int, description: str, moment: int) -> Json:
    """The line of something bought once."""
    amount = price["unit_amount"] * quantity
    return _line(account, price, description, (moment, moment), amount=amount, quantity=quantity)


def _line(account: Account, price: Json, what: str, period: tuple[int, int], **fields: Any) -> Json:
    line = account.build(
        "line_item",
        currency=price["currency"],
        description=what,
        metadata={},
        period={"start": period[0], "end": period[1]},
        pricing={
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        subtotal=fields["amount"],
        **{"discountable": True, **fields},
    )
    return dict(line)


def _of_item(item: Json, *, proration: bool = False) -> Json:
    details = {"proration": proration, "subscription": item["subscription"], "subscription_item": item["id"]}
    parent = {"type": "subscription_item_details", "subscription_item_details": details}
    return {"parent": parent, "quantity": item["quantity"], "subscription": item["subscription"]}


def _product_name(account: Account, price: Json) -> str:
    product = account.store.get(price["product"])
    return str(product["name"]) if product else "(deleted product)"


def _cost(price: Json) -> str:
    amount = in_words(price["unit_amount"], price["currency"])
    return f" (at {amount} {price['currency'].upper()} / {price['recurring']['interval']})"
