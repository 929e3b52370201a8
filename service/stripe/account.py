"""The Stripe account of our key, and the one that the mirror belongs to. They must be the same: in another account,
everything that is mirrored would look deleted."""

from __future__ import annotations

import logging
import re
from typing import Any

from flask import current_app

from service.errors import StripeUnavailable, WrongStripeAccount
from service.settings import settings
from service.stripe.client import stripe_api
from service.supabase import supabase

log = logging.getLogger(__name__)

SETTING = "stripe_account"
Account = dict[str, Any]
"""`id` and `livemode`. Test and live mode of one account count as two accounts."""

_ID = re.compile(r"acct_[A-Za-z0-9_]+")


def key_account() -> Account:
    """The account of our key. It is fetched from Stripe once in a process.

    Raises:
        BillingUnavailable: if there is no key.
        StripeError, StripeUnavailable: if Stripe does not return it.
    """
    known: dict[str, str] = current_app.extensions.setdefault("stripe_account", {})
    if "id" not in known:
        account_id = str(stripe_api.v1.accounts.retrieve_current().id)
        if not _ID.fullmatch(account_id):
            raise StripeUnavailable
        known["id"] = account_id
    return {"id": known["id"], "livemode": settings().stripe.livemode}


def mirror_account() -> Account | None:
    """The account that the mirror belongs to, if one is stored."""
    rows = supabase.fetch(supabase.client.table("settings").select("value").eq("name", SETTING))
    return rows[0]["value"] if rows else None


def require_own_account() -> None:
    """Require that the mirror belongs to the account of our key. If no account is stored yet, store ours.

    Raises:
        WrongStripeAccount: if another account is stored.
    """
    require_account(supabase.call("own_stripe_account", p_account=key_account()))


def require_account(stored: Account | None) -> None:
    """As `require_own_account`, if the caller has read the stored account already.

    Raises:
        WrongStripeAccount: if another account is stored.
    """
    ours = key_account()
    if stored is None:
        require_own_account()
    elif stored != ours:
        log.error(
            "stripe key belongs to another account", extra={"key": account_name(ours), "mirror": account_name(stored)}
        )
        raise WrongStripeAccount(
            f"This database mirrors the Stripe account {account_name(stored)}, but STRIPE_SECRET_KEY belongs to"
            f" {account_name(ours)}. Use a key of the former; or, to change accounts: `python -m service stripe move`."
        )


def move_mirror() -> None:
    """Assign the mirror to the account of our key."""
    supabase.fetch(supabase.client.table("settings").update({"value": key_account()}).eq("name", SETTING))


def account_name(account: Account) -> str:
    """The id and mode of an account, as text."""
    return f"{account['id']} ({'live' if account['livemode'] else 'test'} mode)"
