"""Coupons, their promotion codes, and the discount that they give."""

from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest, Unsupported
from local.stripe.api.operations import Call, metadata_of
from local.stripe.resource import Resource, random_text


def create_coupon(call: Call) -> Resource:
    """Create a coupon with a percentage, for one invoice or for all."""
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


def create_promotion_code(call: Call) -> Resource:
    """Create a promotion code for a coupon; the code is random unless given."""
    account, given = call.account, call.params
    coupon = account.get("coupon", given["promotion"].get("coupon", ""), "promotion[coupon]")
    return account.create(
        "promotion_code",
        active=True,
        code=given.get("code", random_text(8).upper()),
        metadata=metadata_of(given),
        promotion={"type": "coupon", "coupon": coupon.id},
    )


def coupon_of(account: Account, code: str) -> str:
    """The id of the coupon of a promotion code. Raises InvalidRequest."""
    found = account.store.find("promotion_code", {"code": code}, limit=1)
    if not found:
        raise InvalidRequest("This code is invalid.", param="code")
    return str(found[0]["promotion"]["coupon"])


def discount_amount(account: Account, coupons: list[str], amount: int) -> int:
    """The total discount of these coupons on an amount."""
    left = max(0, amount)
    for each in coupons:
        left -= round(left * float(account.get("coupon", each)["percent_off"]) / 100)
    return max(0, amount) - left


def apply_coupons(account: Account, subscription: Resource, amount: int) -> int:
    """The discount on a subscription's next invoice; removes the coupons that apply once."""
    coupons = subscription.private.get("coupons", [])
    lasting = [each for each in coupons if account.get("coupon", each)["duration"] == "forever"]
    subscription.private["coupons"] = lasting
    return discount_amount(account, coupons, amount)
