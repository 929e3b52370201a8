"""Delete an account: first the customer at Stripe, then generations and files, then the user with all their rows.

Each step can be repeated, and the user is deleted last: after a failure the user can still sign in and try again. Files
are removed once more at the end, since an upload may have finished in between.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from service.account.files import remove_files
from service.auth_users import delete_auth_user
from service.errors import AlreadyFinished, NotFound
from service.generations.cancel import cancel
from service.rows import each_row
from service.stripe.client import stripe_api
from service.stripe.customers import customer_of, end_payments
from service.stripe.objects import retrieve_or_none
from service.stripe.tickets import next_ticket
from service.supabase import supabase

log = logging.getLogger(__name__)


def delete_account(user_id: str) -> None:
    """Delete a user and all their data. No error if the user is gone already.

    Raises:
        BillingUnavailable: if there is a Stripe customer, but no Stripe key is set.
        StripeError, Unavailable: if a dependency does not respond. Steps that were done stay done; call it again.
    """
    customer_id = customer_of(user_id).customer_id
    if customer_id:
        _delete_customer(customer_id)
    _stop_runs(user_id)
    remove_files(user_id)
    delete_auth_user(user_id)
    remove_files(user_id)
    log.info("account deleted", extra={"deleted_user": user_id})


def _stop_runs(user_id: str) -> None:
    """Waiting generations first: otherwise the end of a run would start them."""
    for statuses in (["waiting"], ["pending", "processing"]):
        for row in each_row(partial(_unfinished, user_id, statuses)):
            try:
                cancel(row["id"], user_id)
            except (AlreadyFinished, NotFound):
                continue


def _unfinished(user_id: str, statuses: list[str]) -> Any:
    return supabase.client.table("generated_media").select("id").eq("user_id", user_id).in_("status", statuses)


def _delete_customer(customer_id: str) -> None:
    """End all payments at Stripe, then delete the customer there and in the mirror."""
    ticket = next_ticket()
    end_payments(customer_id)
    retrieve_or_none(lambda: stripe_api.v1.customers.delete(customer_id))
    ticket.write("mark_customer_deleted", p_customer_id=customer_id)
