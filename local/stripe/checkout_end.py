"""Checkout sessions that end without a sale."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Resource


def expire(account: Account, session: Resource) -> None:
    """Nobody can pay in it any more."""
    session.put(status="expired", url=None)
    account.emit("checkout.session.expired", session)
