"""The checks of the Stripe account, and of customers whose user was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import stripe

from service.doctor.problem import Problem
from service.stripe.account import account_name, key_account, mirror_account
from service.stripe.client import stripe_api
from service.supabase import supabase


def check_account() -> Iterator[Problem]:
    """Does the key belong to the account that the database mirrors?"""
    mirrored = mirror_account()
    if not stripe_api.is_set_up or mirrored is None:
        return
    try:
        ours = key_account()
    except stripe.AuthenticationError:  # check_key names it
        return
    except stripe.PermissionError:
        yield Problem("STRIPE_SECRET_KEY may not read its account.", "Allow the restricted key to read the account.")
        return
    if ours != mirrored:
        yield Problem(
            f"This database mirrors the Stripe account {account_name(mirrored)}, but STRIPE_SECRET_KEY belongs to {account_name(ours)}.",
            "Use a key of the former. If you mean to change accounts: `python -m service stripe move`.",
        )


def check_orphans() -> Iterator[Problem]:
    """Does a customer without a user still have a live subscription?"""
    query = supabase.client.table("orphaned_customers").select("stripe_customer_id,orphaned_at")
    for row in supabase.fetch(query.order("orphaned_at").limit(100)):
        day = datetime.fromisoformat(row["orphaned_at"]).date()
        yield Problem(
            f"The user of the Stripe customer {row['stripe_customer_id']} was deleted on {day} and may still be paying.",
            "Run `python -m service reconcile` and see its log: it cancels the subscription in Stripe.",
        )
