"""Products, mirrored."""

from __future__ import annotations

from collections.abc import Iterable

import stripe

from service.settings import settings
from service.stripe.catalogue import VARIABLES
from service.stripe.client import stripe_api
from service.stripe.objects import found, is_deleted
from service.supabase import supabase


def sync_product(product_id: str, ticket: int) -> None:
    """Bring the mirror to what Stripe says about a product now."""
    product = found(lambda: stripe_api.v1.products.retrieve(product_id))
    if product is None:
        supabase.call("bury_product", p_id=product_id, p_ticket=ticket)
    else:
        mirror_product(product, ticket)


def mirror_product(product: stripe.Product, ticket: int, price_ids: Iterable[str] = ()) -> None:
    """Mirror a product that was fetched under this ticket; `price_ids` are prices of it that are known already."""
    if is_deleted(product):
        supabase.call("bury_product", p_id=product.id, p_ticket=ticket)
        return
    row = {
        "id": product.id,
        "active": product.active,
        "name": product.name,
        "description": product.description,
        "image": next(iter(product.images), None),
        "metadata": _metadata(product, {*price_ids, *_chosen_prices(product.id)}),
    }
    supabase.call("sync_product", p_product=row, p_ticket=ticket)


def _metadata(product: stripe.Product, price_ids: set[str]) -> dict[str, str]:
    """The product's own metadata, over that of the plan or pack that the environment says it is."""
    chosen = settings().stripe.price_ids
    meant = (VARIABLES[name].metadata for name, price_id in chosen.items() if price_id in price_ids)
    return {**next(meant, {}), **product.metadata.to_dict()}


def _chosen_prices(product_id: str) -> list[str]:
    """The prices of this product that the environment names."""
    chosen = settings().stripe.price_ids
    if not chosen:
        return []
    query = supabase.client.table("prices").select("id").eq("product_id", product_id)
    return [row["id"] for row in supabase.fetch(query.in_("id", list(chosen.values())))]
