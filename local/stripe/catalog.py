"""Products and prices."""

from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest
from local.stripe.api.operations import Call, check_supported, metadata_of
from local.stripe.resource import Json, Params, Resource
from local.stripe.store import Conditions


def create_product(call: Call) -> Resource:
    """Create a product."""
    fields = {"active": True, **call.given("active", "description", "id", "images", "name")}
    product = call.account.create("product", **fields, metadata=metadata_of(call.params))
    call.account.emit("created", product)
    return product


def update_product(call: Call) -> Resource:
    """Update a product."""
    product = call.account.get("product", call.id)
    call.set_fields(product, "active", "description", "images", "name")
    call.account.emit("updated", product)
    return product


def delete_product(call: Call) -> Json:
    """Delete a product."""
    product = call.account.get("product", call.id)
    call.account.emit("deleted", product)
    call.account.store.delete(product.id)
    return {"id": product.id, "object": "product", "deleted": True}


def create_price(call: Call) -> Resource:
    """Create a price of an existing product."""
    account, given = call.account, call.params
    recurring = _recurring(given.get("recurring"))
    price = account.create(
        "price",
        active=given.get("active", True),
        currency=given["currency"].lower(),
        lookup_key=given.get("lookup_key"),
        metadata=metadata_of(given),
        nickname=given.get("nickname"),
        product=account.get("product", given.get("product", ""), "product").id,
        recurring=recurring,
        type="recurring" if recurring else "one_time",
        unit_amount=given["unit_amount"],
    )
    account.emit("created", price)
    return price


def update_price(call: Call) -> Resource:
    """Update a price; its amount cannot be changed."""
    price = call.account.get("price", call.id)
    call.set_fields(price, "active", "nickname")
    call.account.emit("updated", price)
    return price


def prices_by_key(call: Call) -> Conditions:
    """Filter a list of prices by `lookup_keys`."""
    keys = call.params.get("lookup_keys")
    marks = ",".join("?" * len(keys or ()))
    return [(f"json_extract(body, '$.lookup_key') in ({marks})", tuple(keys))] if keys else []


def get_active_price(account: Account, price_id: str, param: str) -> Resource:
    """The price. Raises InvalidRequest if it is inactive."""
    price = account.get("price", price_id, param)
    if not price["active"]:
        raise InvalidRequest("The price specified is inactive. This field only accepts active prices.", param=param)
    return price


def _recurring(given: Params | None) -> Json | None:
    if given is None:
        return None
    check_supported(given, {"interval", "interval_count", "trial_period_days"}, "recurring")
    return {"interval_count": 1, "trial_period_days": None, **given, "usage_type": "licensed"}
