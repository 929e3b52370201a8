"""Prices: what a product costs, once or again and again."""

from __future__ import annotations

from stripe import params

from local.stripe.catalog import create_price, create_product, free_lookup_key
from local.stripe.resource import Resource
from local.stripe.store import Conditions
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import Narrowing, listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields
from local.stripe.wire.search import searching

FILTERS = {"active": "active", "currency": "currency", "product": "product", "type": "type"}


def operations() -> list[Operation]:
    """The calls under `/v1/prices`."""
    narrowing = Narrowing(("lookup_keys", "recurring"), _narrow)
    return [
        Operation("POST", "/v1/prices", create, params.PriceCreateParams),
        searching("price", "/v1/prices/search", params.PriceSearchParams),
        retrieve("price", "/v1/prices/{id}", params.PriceRetrieveParams),
        Operation("POST", "/v1/prices/{id}", update, params.PriceUpdateParams),
        listing("price", "/v1/prices", params.PriceListParams, FILTERS, narrowing),
    ]


def create(call: Call) -> Resource:
    """A price, and its product if that is described."""
    given = call.params
    if ("product" in given) == ("product_data" in given):
        raise InvalidRequest("You must specify either `product` or `product_data`.", param="product")
    if product := given.get("product_data"):
        return create_price(call.account, {**given, "product": create_product(call.account, product).id})
    call.account.get("product", given["product"], "product")
    return create_price(call.account, given)


def update(call: Call) -> Resource:
    """Change a price; what it costs never changes."""
    account, price = call.account, call.account.get("price", call.id)
    if "lookup_key" in call.params:
        price["lookup_key"] = free_lookup_key(account, call.params, price.id)
    set_fields(call, price, "active", "nickname", "tax_behavior")
    account.emit("updated", price)
    return price


def _narrow(call: Call) -> Conditions:
    keys, recurring = call.params.get("lookup_keys"), call.params.get("recurring", {})
    field = "json_extract(body, '$.lookup_key')"
    conditions: Conditions = [(f"{field} in ({','.join('?' * len(keys))})", tuple(keys))] if keys else []
    return conditions + [
        (f"json_extract(body, '$.recurring.{name}') = ?", (value,)) for name, value in recurring.items()
    ]
