"""Mirror Stripe's prices."""

from __future__ import annotations

import stripe

from service.stripe.client import stripe_api
from service.stripe.objects import id_of, retrieve_or_none
from service.stripe.products import mirror_product
from service.stripe.tickets import EventState, Ticket


def sync_price(price_id: str, ticket: Ticket) -> EventState:
    """Fetch a price and its product from Stripe and store them."""
    price = retrieve_or_none(lambda: stripe_api.v1.prices.retrieve(price_id, {"expand": ["product"]}))
    if price is None:
        ticket.write("mark_price_deleted", p_id=price_id)
        return EventState.OPEN
    if isinstance(price.product, stripe.Product):
        mirror_product(price.product, ticket, [price.id])
    return mirror_price(price, ticket)


def mirror_price(price: stripe.Price, ticket: Ticket) -> EventState:
    """Store a price that was fetched under this ticket. Its product must be mirrored already."""
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
    ticket.write_and_finish_event("sync_price", p_price=row)
    return EventState.FINISHED
