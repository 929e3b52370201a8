"""Discounts: coupons, the promotion codes that customers enter for them, and what they take off."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Resource, letters
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


def coupon_of(account: Account, code: str) -> str:
    """The coupon that a word entered by a customer stands for. Raises InvalidRequest."""
    found = account.find("promotion_code", {"code": code}, limit=1)
    if not found:
        raise InvalidRequest("This code is invalid.", param="code")
    return str(found[0]["promotion"]["coupon"])


def taken_off(account: Account, coupons: list[str], amount: int) -> int:
    """What these coupons take off an amount together."""
    left = max(0, amount)
    for each in coupons:
        left -= round(left * float(account.get("coupon", each)["percent_off"]) / 100)
    return max(0, amount) - left


def use_coupons(account: Account, subscription: Resource, amount: int) -> int:
    """What the coupons of a subscription take off its next invoice. Those that count once are used up."""
    coupons = subscription.private.get("coupons", [])
    lasting = [each for each in coupons if account.get("coupon", each)["duration"] == "forever"]
    subscription.private["coupons"] = lasting
    return taken_off(account, coupons, amount)
