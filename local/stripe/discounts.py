"""Discounts: a coupon at work on a subscription, an invoice or a checkout session."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.coupons import redeem, usable_coupon, worth
from local.stripe.periods import after
from local.stripe.promotion_codes import usable_code
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest, Unsupported

Discounts = tuple[Json, ...]


def checked_discounts(account: Account, given: Discounts, customer: str | None) -> list[Json]:
    """These `{coupon}` or `{promotion_code}` as they are kept. Raises InvalidRequest if one cannot be redeemed."""
    return [_checked(account, each, customer) for each in given if each]


def code_discount(account: Account, code: str, customer: str | None) -> Json:
    """The discount that a word entered by a customer gives. Raises InvalidRequest."""
    found = account.find("promotion_code", {"code": code, "active": True}, limit=1)
    if not found:
        raise InvalidRequest("This code is invalid.", param="code")
    return _checked(account, {"promotion_code": found[0].id}, customer)


def taken_off(account: Account, discounts: list[Json], amount: int) -> int:
    """What they take off an amount together."""
    left = amount
    for each in discounts:
        left -= worth(account.get("coupon", each["coupon"]), left)
    return amount - left


def set_discounts(account: Account, subscription: Resource, discounts: list[Json]) -> None:
    """Let a subscription have these discounts, and no others."""
    made = [_discount(account, subscription, each) for each in discounts]
    subscription["discounts"] = [each.id for each in made]


def apply_discounts(account: Account, invoice: Resource, subscription: Resource | None) -> int:
    """Write the subscription's discounts on an invoice; returns what they take off."""
    now, left = account.now(invoice["customer"]), max(0, invoice["subtotal"])
    amounts: list[Json] = []
    for discount in _live(account, subscription, now):
        coupon = account.get("coupon", discount["source"]["coupon"])
        off = worth(coupon, left)
        left -= off
        amounts.append({"amount": off, "discount": discount.id})
        if coupon["duration"] == "once" and subscription:
            subscription["discounts"] = [each for each in subscription["discounts"] if each != discount.id]
    invoice.put(discounts=[each["discount"] for each in amounts], total_discount_amounts=amounts)
    return sum(int(each["amount"]) for each in amounts)


def _live(account: Account, subscription: Resource | None, now: int) -> list[Resource]:
    found = [account.store.get(each) for each in subscription["discounts"]] if subscription else []
    live = [each for each in found if each and (each["end"] is None or each["end"] > now)]
    if subscription:
        subscription["discounts"] = [each.id for each in live]
    return [each for each in live if account.store.get(each["source"]["coupon"])]


def _discount(account: Account, subscription: Resource, given: Given) -> Resource:
    coupon = account.get("coupon", given["coupon"])
    redeem(coupon)
    if code := given.get("promotion_code"):
        account.get("promotion_code", code)["times_redeemed"] += 1
    start = account.now(subscription["customer"])
    months = {"interval": "month", "interval_count": coupon["duration_in_months"] or 1}
    discount = account.create(
        "discount",
        customer=subscription["customer"],
        end=after(start, months, 1) if coupon["duration"] == "repeating" else None,
        promotion_code=given.get("promotion_code"),
        source={"type": "coupon", "coupon": coupon.id},
        start=start,
        subscription=subscription.id,
    )
    account.emit("customer.discount.created", discount)
    return discount


def _checked(account: Account, given: Given, customer: str | None) -> Json:
    if "discount" in given:
        raise Unsupported("taking over a discount", "discounts")
    if code := given.get("promotion_code"):
        promotion_code = account.get("promotion_code", code, "promotion_code")
        return {"coupon": usable_code(account, promotion_code, customer).id, "promotion_code": code}
    return {"coupon": usable_coupon(account, given.get("coupon", "")).id, "promotion_code": None}
