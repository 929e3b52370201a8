"""End the payments of customers whose user was deleted in Studio or by SQL. A trigger stored them when the user was
deleted."""

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
    """End the payments of all of them. Returns for how many customers that succeeded; the next pass retries the others.

    Raises:
        Unavailable: if Supabase does not respond.
    """
    rows = each_row(lambda: supabase.client.table("orphaned_customers").select(KEY), key=KEY)
    return sum(_try_to_end(row[KEY]) for row in rows)


def _try_to_end(customer_id: str) -> bool:
    try:
        subscriptions = end_payments(customer_id)
    except (stripe.StripeError, StripeUnavailable):
        log.exception("payments of a deleted user not ended", extra={"customer": customer_id})
        return False
    if subscriptions:
        about = {"customer": customer_id, "subscriptions": subscriptions}
        log.error("deleted user was still paying: subscription cancelled in stripe", extra=about)
    supabase.call("delete_orphaned_customer", p_customer_id=customer_id)
    return True
