"""Products and prices: what is sold, and what it costs, once or again and again."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.currencies import chargeable
from local.stripe.ids import new_id
from local.stripe.metadata import metadata_of
from local.stripe.resource import Given, Json, Resource
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.heed import check_known

PRODUCT_FIELDS = (
    "active", "description", "images", "marketing_features", "name", "package_dimensions", "shippable",
    "statement_descriptor", "tax_code", "unit_label", "url",
)  # fmt: skip
PRICE_FIELDS = {
    "active", "billing_scheme", "currency", "expand", "lookup_key", "metadata", "nickname", "product", "product_data",
    "recurring", "tax_behavior", "transfer_lookup_key", "type", "unit_amount", "unit_amount_decimal",
}  # fmt: skip


def create_product(account: Account, given: Given) -> Resource:
    """A product from the parameters of one."""
    check_known(given, {*PRODUCT_FIELDS, "id", "type", "metadata", "default_price_data", "expand"}, "product")
    product_id = given.get("id", new_id("product"))
    if account.store.get(product_id):
        raise InvalidRequest(f"Product already exists: {product_id}", code="resource_already_exists", param="id")
    fields = {name: given[name] for name in PRODUCT_FIELDS if name in given}
    now = account.now()
    defaults = {"active": True, "type": given.get("type", "service"), "created": now, "updated": now}
    metadata = metadata_of({}, given.get("metadata", {}))
    product = account.create("product", **{**defaults, **fields, "id": product_id, "metadata": metadata})
    account.emit("created", product)
    if price := given.get("default_price_data"):
        product["default_price"] = create_price(account, {**price, "product": product_id}).id
    return product


def create_price(account: Account, given: Given) -> Resource:
    """A price of a product that exists, from the parameters of one."""
    check_known(given, PRICE_FIELDS, "price")
    amount, currency = _amount(given), given["currency"].lower()
    if amount != chargeable(amount, currency):
        raise InvalidRequest("The last digit of an amount in a three-decimal currency must be 0.", param="unit_amount")
    recurring = _recurring(given.get("recurring"))
    price = account.create(
        "price",
        active=given.get("active", True),
        billing_scheme="per_unit",
        created=account.now(),
        currency=currency,
        lookup_key=free_lookup_key(account, given),
        metadata=metadata_of({}, given.get("metadata", {})),
        nickname=given.get("nickname"),
        product=given["product"],
        recurring=recurring,
        tax_behavior=given.get("tax_behavior", "unspecified"),
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    account.emit("created", price)
    return price


def sellable(account: Account, price_id: str, param: str) -> Resource:
    """A price that may be sold. Raises InvalidRequest if it is inactive."""
    price = account.get("price", price_id, param)
    if not price["active"]:
        raise InvalidRequest("The price specified is inactive. This field only accepts active prices.", param=param)
    return price


def _amount(given: Given) -> int:
    amount = given.get("unit_amount")
    if amount is None and given.get("unit_amount_decimal", "").isdigit():
        amount = int(given["unit_amount_decimal"])
    if amount is None:
        raise InvalidRequest("Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.")
    if amount < 0:
        raise InvalidRequest("Invalid non-negative integer", code="parameter_invalid_integer", param="unit_amount")
    return int(amount)


def _recurring(given: Given | None) -> Json | None:
    if given is None:
        return None
    if given.get("usage_type", "licensed") != "licensed" or "meter" in given:
        raise Unsupported("metered prices", "recurring[usage_type]")
    return {
        "interval": given["interval"],
        "interval_count": given.get("interval_count", 1),
        "trial_period_days": given.get("trial_period_days"),
        "usage_type": "licensed",
    }


def free_lookup_key(account: Account, given: Given, price_id: str | None = None) -> str | None:
    """The lookup key, which only one active price may have; it is transferred if that is wished."""
    key: str | None = given.get("lookup_key") or None
    taken = [each for each in account.find("price", {"lookup_key": key}) if each.id != price_id] if key else []
    for other in taken:
        if not given.get("transfer_lookup_key"):
            message = f"A price (`{other.id}`) already uses that lookup key."
            raise InvalidRequest(message, code="resource_already_exists", param="lookup_key")
        other["lookup_key"] = None
        account.emit("updated", other)
    return key
