"""Find the plan or pack of a price. The database decides which products are for sale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.errors import InvalidInput
from service.supabase import supabase


@dataclass(frozen=True)
class Pack:
    """A pack of credits."""

    price_id: str
    credits: int


def plan_price(price_id: str) -> str:
    """Return the id if it is the price of a plan that is for sale.

    Raises:
        InvalidInput: if the price is unknown, inactive or not of a plan, or if the plan's metadata are not valid.
    """
    price, product = _for_sale(price_id)
    if price["type"] != "recurring" or product["tier"] is None:
        raise _not_for_sale("This is not the price of a plan.")
    return price_id


def pack(price_id: str) -> Pack:
    """The pack that has this price.

    Raises:
        InvalidInput: if the price is unknown, inactive or not of a pack, or if the pack's metadata are not valid.
    """
    price, product = _for_sale(price_id)
    if price["type"] != "one_time" or product["tier"] is not None:
        raise _not_for_sale("This is not the price of a credit pack.")
    return Pack(price_id, product["credits"])


def _for_sale(price_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The price and its product."""
    columns = "type,active,products(active,tier,credits,problem)"
    rows = supabase.fetch(supabase.client.table("prices").select(columns).eq("id", price_id))
    product: dict[str, Any] = (rows[0]["products"] if rows else None) or {}
    if not product.get("active") or not rows[0]["active"]:
        raise _not_for_sale("There is no such price, or it is no longer for sale.")
    if product["problem"]:
        raise _not_for_sale(f"This product is not for sale. In its metadata, {product['problem']}.")
    return rows[0], product


def _not_for_sale(message: str) -> InvalidInput:
    return InvalidInput(message, field="price_id")
