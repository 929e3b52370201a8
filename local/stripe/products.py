"""Products: what is sold."""

from __future__ import annotations

from stripe import params

from local.stripe.catalog import PRODUCT_FIELDS, create_product
from local.stripe.resource import Json, Resource
from local.stripe.store import Conditions
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import Narrowing, listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields
from local.stripe.wire.search import searching


def operations() -> list[Operation]:
    """The calls under `/v1/products`."""
    narrowing = Narrowing(("ids",), _narrow)
    return [
        Operation("POST", "/v1/products", create, params.ProductCreateParams),
        searching("product", "/v1/products/search", params.ProductSearchParams),
        retrieve("product", "/v1/products/{id}", params.ProductRetrieveParams),
        Operation("POST", "/v1/products/{id}", update, params.ProductUpdateParams),
        Operation("DELETE", "/v1/products/{id}", delete, params.ProductDeleteParams),
        listing("product", "/v1/products", params.ProductListParams, {"active": "active"}, narrowing),
    ]


def create(call: Call) -> Resource:
    """A product, and its default price if that is described."""
    return create_product(call.account, call.params)


def update(call: Call) -> Resource:
    """Change a product."""
    account, product = call.account, call.account.get("product", call.id)
    if "default_price" in call.params:
        product["default_price"] = account.get("price", call.params["default_price"], "default_price").id
    set_fields(call, product, *PRODUCT_FIELDS)
    product["updated"] = account.now()
    account.emit("updated", product)
    return product


def delete(call: Call) -> Json:
    """Delete a product, if it has no prices."""
    product = call.account.get("product", call.id)
    if call.account.find("price", {"product": product.id}, limit=1):
        raise InvalidRequest("This product cannot be deleted because it has one or more user-created prices.")
    call.account.emit("deleted", product)
    call.account.store.delete(product.id)
    return {"id": product.id, "object": "product", "deleted": True}


def _narrow(call: Call) -> Conditions:
    ids = call.params.get("ids")
    return [(f"id in ({','.join('?' * len(ids))})", tuple(ids))] if ids else []
