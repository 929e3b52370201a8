"""Promotion codes: words that customers enter for a coupon."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.coupons import usable_coupon
from local.stripe.ids import letters
from local.stripe.metadata import metadata_of
from local.stripe.resource import Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields

PATH = "/v1/promotion_codes"
FILTERS = {"active": "active", "code": "code", "coupon": "promotion.coupon", "customer": "customer"}


def operations() -> list[Operation]:
    """The calls under `/v1/promotion_codes`."""
    return [
        Operation("POST", PATH, create, params.PromotionCodeCreateParams),
        retrieve("promotion_code", f"{PATH}/{{id}}", params.PromotionCodeRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.PromotionCodeUpdateParams),
        listing("promotion_code", PATH, params.PromotionCodeListParams, FILTERS),
    ]


def create(call: Call) -> Resource:
    """A code for a coupon; a random one if none is given."""
    account, given = call.account, call.params
    coupon = usable_coupon(account, given["promotion"].get("coupon", ""), "promotion[coupon]")
    code = given.get("code", letters(8).upper())
    if account.find("promotion_code", {"code": code, "active": True}):
        raise InvalidRequest("An active promotion code with this code already exists.", param="code")
    promotion_code = account.create(
        "promotion_code",
        active=given.get("active", True),
        code=code,
        created=account.now(),
        metadata=metadata_of({}, given.get("metadata", {})),
        promotion={"type": "coupon", "coupon": coupon.id},
        restrictions={"first_time_transaction": False},
        times_redeemed=0,
        **call.given("customer", "expires_at", "max_redemptions"),
    )
    account.emit("created", promotion_code)
    return promotion_code


def update(call: Call) -> Resource:
    """Switch a code on or off."""
    promotion_code = call.account.get("promotion_code", call.id)
    set_fields(call, promotion_code, "active")
    call.account.emit("updated", promotion_code)
    return promotion_code


def usable_code(account: Account, promotion_code: Resource, customer: str | None) -> Resource:
    """The coupon behind a code. Raises InvalidRequest if it cannot be used now, or not by this customer."""
    most, until = promotion_code["max_redemptions"], promotion_code["expires_at"]
    used_up = most is not None and promotion_code["times_redeemed"] >= most
    expired = until is not None and until < account.now()
    if not promotion_code["active"] or used_up or expired or promotion_code["customer"] not in {None, customer}:
        raise InvalidRequest("This promotion code cannot be redeemed.", param="promotion_code")
    return usable_coupon(account, promotion_code["promotion"]["coupon"])
