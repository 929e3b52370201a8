"""Mirror Stripe's products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import stripe

from service.settings import settings
from service.stripe.catalogue import VARIABLES
from service.stripe.client import stripe_api
from service.stripe.objects import is_deleted, retrieve_or_none
from service.stripe.tickets import EventState, Ticket
from service.supabase import supabase


def sync_product(product_id: str, ticket: Ticket) -> EventState:
    """Fetch a product from Stripe and store it."""
    product = retrieve_or_none(lambda: stripe_api.v1.products.retrieve(product_id))
    if product is None:
        ticket.write("mark_product_deleted", p_id=product_id)
        return EventState.OPEN
    ticket.write_and_finish_event("sync_product", p_product=_row(product))
    return EventState.FINISHED


def mirror_product(product: stripe.Product, ticket: Ticket, price_ids: Iterable[str] = ()) -> None:
    """Store a product that was fetched under this ticket; `price_ids` are prices of it that are known already."""
    if is_deleted(product):
        ticket.write("mark_product_deleted", p_id=product.id)
        return
    ticket.write("sync_product", p_product=_row(product, price_ids))


def _row(product: stripe.Product, price_ids: Iterable[str] = ()) -> dict[str, Any]:
    return {
        "id": product.id,
        "active": product.active,
        "name": product.name,
        "description": product.description,
        "image": next(iter(product.images), None),
        "metadata": _metadata(product, {*price_ids, *_chosen_prices(product.id)}),
    }


def _metadata(product: stripe.Product, price_ids: set[str]) -> dict[str, str]:
    """The product's metadata. Keys that it lacks are taken from the plan or pack that `STRIPE_PRICE_*` assigns to its price."""
    chosen = settings().stripe.price_ids
    defaults = (VARIABLES[name].metadata for name, price_id in chosen.items() if price_id in price_ids)
    return {**next(defaults, {}), **product.metadata.to_dict()}


def _chosen_prices(product_id: str) -> list[str]:
    """The prices of this product that `STRIPE_PRICE_*` name."""
    chosen = settings().stripe.price_ids
    if not chosen:
        return []
    query = supabase.client.table("prices").select("id").eq("product_id", product_id)
    return [row["id"] for row in supabase.fetch(query.in_("id", list(chosen.values())))]
