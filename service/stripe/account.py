"""The Stripe account of the key, and the one that the mirror belongs to. Nothing is read from another one: everything
that is mirrored would seem to be deleted there."""

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

NOTED = "stripe_account"
Account = dict[str, Any]
"""`id` and `livemode`: test and live mode of one account are two mirrors."""

_ID = re.compile(r"acct_[A-Za-z0-9_]+")


def key_account() -> Account:
    """The account of our key. Stripe is asked once in a process.

    Raises:
        BillingUnavailable: if there is no key.
        StripeError, StripeUnavailable: if Stripe does not say.
    """
    known: dict[str, str] = current_app.extensions.setdefault("stripe_account", {})
    if "id" not in known:
        account_id = str(stripe_api.v1.accounts.retrieve_current().id)
        if not _ID.fullmatch(account_id):
            raise StripeUnavailable
        known["id"] = account_id
    return {"id": known["id"], "livemode": settings().stripe.livemode}


def noted_account() -> Account | None:
    """The account that the mirror belongs to, if one is noted."""
    rows = supabase.fetch(supabase.client.table("settings").select("value").eq("name", NOTED))
    return rows[0]["value"] if rows else None


def require_own_account() -> None:
    """Note the account of our key as that of the mirror if none is noted.

    Raises:
        WrongStripeAccount: if another one is.
    """
    require_account(supabase.call("own_stripe_account", p_account=key_account()))


def require_account(noted: Account | None) -> None:
    """The same, if it is known what is noted.

    Raises:
        WrongStripeAccount: if that is another account than that of our key.
    """
    ours = key_account()
    if noted is None:
        require_own_account()
    elif noted != ours:
        log.error("the Stripe key is of another account", extra={"key": named(ours), "mirror": named(noted)})
        raise WrongStripeAccount(
            f"This database follows the Stripe account {named(noted)}, and STRIPE_SECRET_KEY is of {named(ours)}. Use a"
            " key of the former; or, to change accounts: `flask stripe move`."
        )


def move_mirror() -> None:
    """Let the mirror belong to the account of our key from now on."""
    supabase.fetch(supabase.client.table("settings").update({"value": key_account()}).eq("name", NOTED))


def named(account: Account) -> str:
    """An account in words."""
    return f"{account['id']} ({'live' if account['livemode'] else 'test'} mode)"
