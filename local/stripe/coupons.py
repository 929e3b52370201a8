"""Coupons: how much less, and for how long."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.ids import new_id
from local.stripe.metadata import metadata_of
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields

PATH = "/v1/coupons"


def operations() -> list[Operation]:
    """The calls under `/v1/coupons`."""
    return [
        Operation("POST", PATH, create, params.CouponCreateParams),
        retrieve("coupon", f"{PATH}/{{id}}", params.CouponRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.CouponUpdateParams),
        Operation("DELETE", f"{PATH}/{{id}}", delete, params.CouponDeleteParams),
        listing("coupon", PATH, params.CouponListParams),
    ]


def create(call: Call) -> Resource:
    """A coupon."""
    account, given = call.account, call.params
    if ("percent_off" in given) == ("amount_off" in given):
        raise InvalidRequest("Must provide either percent_off or amount_off.", param="percent_off")
    if "amount_off" in given and "currency" not in given:
        raise InvalidRequest("Must provide currency with amount_off.", param="currency")
    coupon_id = given.get("id", new_id("coupon"))
    if account.store.get(coupon_id):
        raise InvalidRequest("Coupon already exists.", code="resource_already_exists", param="id")
    names = ("amount_off", "currency", "duration_in_months", "max_redemptions", "name", "percent_off", "redeem_by")
    fields = {"id": coupon_id, "duration": given.get("duration", "once"), "created": account.now()}
    metadata = metadata_of({}, given.get("metadata", {}))
    coupon = account.create("coupon", **fields, **call.given(*names), metadata=metadata, times_redeemed=0, valid=True)
    account.emit("created", coupon)
    return coupon


def update(call: Call) -> Resource:
    """Change a coupon's name and metadata."""
    coupon = call.account.get("coupon", call.id)
    set_fields(call, coupon, "name")
    call.account.emit("updated", coupon)
    return coupon


def delete(call: Call) -> Json:
    """Delete a coupon; discounts it has given stay."""
    coupon = call.account.get("coupon", call.id)
    call.account.emit("deleted", coupon)
    call.account.store.delete(coupon.id)
    return {"id": coupon.id, "object": "coupon", "deleted": True}


def usable_coupon(account: Account, coupon_id: str, param: str = "coupon") -> Resource:
    """A coupon that can be redeemed. Raises InvalidRequest."""
    coupon = account.get("coupon", coupon_id, param)
    expired = coupon["redeem_by"] is not None and coupon["redeem_by"] < account.now()
    if not coupon["valid"] or expired:
        raise InvalidRequest(f"Coupon expired: {coupon_id}", code="coupon_expired", param=param)
    return coupon


def redeem(coupon: Resource) -> None:
    """Count a use of a coupon."""
    coupon["times_redeemed"] += 1
    most = coupon["max_redemptions"]
    coupon["valid"] = most is None or coupon["times_redeemed"] < most


def worth(coupon: Resource, amount: int) -> int:
    """What a coupon takes off this amount."""
    if coupon["percent_off"] is not None:
        return round(amount * float(coupon["percent_off"]) / 100)
    return min(int(coupon["amount_off"]), amount)
