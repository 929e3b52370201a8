"""Customers whose user was deleted in Studio or by SQL: they must not go on paying. The database has noted each of them
when the user went."""

from __future__ import annotations

import logging

import stripe

from service.errors import StripeUnavailable
from service.rows import each_row
from service.stripe.customers import end_payments
from service.supabase import supabase

log = logging.getLogger(__name__)

KEY = "stripe_customer_id"


def end_orphans() -> int:
    """End what such customers pay. Returns how many were dealt with; one that fails is left to the next pass.

    Raises:
        Unavailable: if Supabase does not answer.
    """
    rows = each_row(lambda: supabase.client.table("orphaned_customers").select(KEY), key=KEY)
    return sum(_ended(row[KEY]) for row in rows)


def _ended(customer_id: str) -> bool:
    try:
        subscriptions = end_payments(customer_id)
    except (stripe.StripeError, StripeUnavailable):
        log.exception("a deleted user may still be paying", extra={"customer": customer_id})
        return False
    if subscriptions:
        about = {"customer": customer_id, "subscriptions": subscriptions}
        log.error("a deleted user was still paying: the subscription was cancelled in Stripe", extra=about)
    supabase.call("forget_orphaned_customer", p_customer_id=customer_id)
    return True
