"""What can be bought, by the id of its price: a plan or a pack, as the mirror has it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.errors import InvalidInput
from service.stripe.objects import credits_of
from service.supabase import supabase

PLAN_TIERS = ("pro", "business")


@dataclass(frozen=True)
class Pack:
    """A pack of credits."""

    price_id: str
    credits: int


def plan_price(price_id: str) -> str:
    """The id again, if it is the price of a plan on sale.

    Raises:
        InvalidInput: if it is unknown, inactive or of something else, or if the plan's metadata do not say what it grants.
    """
    price = _active_price(price_id)
    metadata = _metadata(price)
    if price["type"] != "recurring" or metadata.get("tier") not in PLAN_TIERS or credits_of(metadata) is None:
        raise _not_on_sale("This is not the price of a plan.")
    return price_id


def pack(price_id: str) -> Pack:
    """The pack that has this price.

    Raises:
        InvalidInput: if the price is unknown, inactive or of something else.
    """
    price = _active_price(price_id)
    metadata = _metadata(price)
    worth = credits_of(metadata)
    if price["type"] != "one_time" or metadata.get("kind") != "pack" or not worth:
        raise _not_on_sale("This is not the price of a credit pack.")
    return Pack(price_id, worth)


def _active_price(price_id: str) -> dict[str, Any]:
    query = supabase.client.table("prices").select("type,active,products(active,metadata)").eq("id", price_id)
    rows: list[dict[str, Any]] = supabase.fetch(query)
    if not rows or not rows[0]["active"] or not (rows[0]["products"] or {}).get("active"):
        raise _not_on_sale("There is no such price, or it is no longer on sale.")
    return rows[0]


def _metadata(price: dict[str, Any]) -> dict[str, Any]:
    return price["products"]["metadata"] or {}


def _not_on_sale(message: str) -> InvalidInput:
    return InvalidInput(message, field="price_id")
