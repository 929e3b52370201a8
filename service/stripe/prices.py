"""Prices, mirrored."""

from __future__ import annotations

import stripe

from service.stripe.client import stripe_api
from service.stripe.objects import id_of, retrieve_or_none
from service.stripe.products import mirror_product
from service.stripe.tickets import Ticket


def sync_price(price_id: str, ticket: Ticket) -> None:
    """Bring the mirror to what Stripe says about a price, and about its product, now."""
    price = retrieve_or_none(lambda: stripe_api.v1.prices.retrieve(price_id, {"expand": ["product"]}))
    if price is None:
        ticket.write("mark_price_deleted", p_id=price_id)
        return
    if isinstance(price.product, stripe.Product):
        mirror_product(price.product, ticket, [price.id])
    mirror_price(price, ticket)


def mirror_price(price: stripe.Price, ticket: Ticket) -> None:
    """Mirror a price that was fetched under this ticket; its product is mirrored already."""
    recurring = price.recurring
    row = {
        "id": price.id,
        "product_id": id_of(price.product),
        "active": price.active,
        "description": price.nickname,
        "unit_amount": price.unit_amount,
        "currency": price.currency,
        "type": price.type,
        "interval": recurring and recurring.interval,
        "interval_count": recurring and recurring.interval_count,
        "trial_period_days": recurring and recurring.trial_period_days,
        "metadata": price.metadata.to_dict(),
    }
    ticket.write_last("sync_price", p_price=row)
