"""Send users' email addresses to Stripe, for receipts and reminders. Each change of a user's address overwrites the one
that they set in the billing portal."""

from __future__ import annotations

import logging

import stripe

from service.auth_users import auth_user
from service.errors import Unauthorized
from service.rows import each_row
from service.stripe.client import stripe_api
from service.supabase import supabase

log = logging.getLogger(__name__)


def send_address(user_id: str, customer_id: str) -> None:
    """Send the user's present address to Stripe.

    Raises:
        Unauthorized: if the user was deleted.
        StripeError: if Stripe does not respond, or has no such customer.
    """
    email = auth_user(user_id).get("email")
    if email:
        try:
            stripe_api.v1.customers.update(customer_id, {"email": email})
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                raise
            # Not retried: Stripe would refuse the same address each time.
            log.exception("stripe refused the address of a customer", extra={"user": user_id, "customer": customer_id})
    supabase.call("record_email_sent", p_customer_id=customer_id, p_email=email)


def send_addresses() -> int:
    """Send every address that has changed. Returns how many were sent; the next pass retries the others."""
    due = each_row(lambda: supabase.client.table("customers").select("id,stripe_customer_id").eq("email_due", True))
    return sum(_try_to_send(row["id"], row["stripe_customer_id"]) for row in due)


def _try_to_send(user_id: str, customer_id: str | None) -> bool:
    if customer_id is None:  # deleted in Stripe: the next checkout creates one with the present address
        return False
    try:
        send_address(user_id, customer_id)
    except (stripe.StripeError, Unauthorized):
        log.exception("address of a customer not sent to stripe", extra={"user": user_id, "customer": customer_id})
        return False
    log.info("address of a customer sent to stripe", extra={"user": user_id, "customer": customer_id})
    return True
