"""Discounts: coupons, the promotion codes that customers enter for them, and what they take off."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Json, Resource, letters
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.operations import Call, metadata_of


def create_coupon(call: Call) -> Resource:
    """A coupon that takes so many per cent off, once or for ever."""
    given = call.params
    if "percent_off" not in given or given.get("duration") == "repeating":
        raise Unsupported("duration" if "percent_off" in given else "amount_off")
    return call.account.create(
        "coupon",
        duration=given.get("duration", "once"),
        metadata=metadata_of(given),
        percent_off=given["percent_off"],
        valid=True,
    )


def create_code(call: Call) -> Resource:
    """A code for a coupon; a random one if none is given."""
    account, given = call.account, call.params
    coupon = account.get("coupon", given["promotion"].get("coupon", ""), "promotion[coupon]")
    code = given.get("code", letters(8).upper())
    if account.find("promotion_code", {"code": code}):
        raise InvalidRequest("An active promotion code with this code already exists.", param="code")
    return account.create(
        "promotion_code",
        active=True,
        code=code,
        metadata=metadata_of(given),
        promotion={"type": "coupon", "coupon": coupon.id},
    )


def code_discount(account: Account, code: str) -> Json:
    """The discount that a word entered by a customer gives. Raises InvalidRequest."""
    found = account.find("promotion_code", {"code": code}, limit=1)
    if not found:
        raise InvalidRequest("This code is invalid.", param="code")
    return {"coupon": found[0]["promotion"]["coupon"], "promotion_code": found[0].id}


def taken_off(account: Account, discounts: list[Json], amount: int) -> int:
    """What they take off an amount together."""
    left = amount
    for each in discounts:
        left -= _worth(account.get("coupon", each["coupon"]), left)
    return amount - left


def set_discounts(account: Account, subscription: Resource, discounts: list[Json]) -> None:
    """Let a subscription have these discounts."""
    made = [_discount(account, subscription, each) for each in discounts]
    subscription["discounts"] = [each.id for each in made]


def apply_discounts(account: Account, invoice: Resource, subscription: Resource | None) -> int:
    """Write the subscription's discounts on an invoice; returns what they take off."""
    left, amounts = max(0, invoice["subtotal"]), []
    for discount_id in subscription["discounts"] if subscription else []:
        coupon = account.get("coupon", account.get("discount", discount_id)["source"]["coupon"])
        off = _worth(coupon, left)
        left -= off
        amounts.append({"amount": off, "discount": discount_id})
        if coupon["duration"] == "once" and subscription:
            subscription["discounts"] = [each for each in subscription["discounts"] if each != discount_id]
    invoice.put(discounts=[each["discount"] for each in amounts], total_discount_amounts=amounts)
    return sum(each["amount"] for each in amounts)


def _worth(coupon: Resource, amount: int) -> int:
    return round(amount * float(coupon["percent_off"]) / 100)


def _discount(account: Account, subscription: Resource, given: Json) -> Resource:
    return account.create(
        "discount",
        customer=subscription["customer"],
        promotion_code=given["promotion_code"],
        source={"type": "coupon", "coupon": given["coupon"]},
        subscription=subscription.id,
    )
