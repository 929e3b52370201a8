"""The account itself."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.resource import Resource
from local.stripe.wire.operations import Call, Operation


def operations() -> list[Operation]:
    """The calls under `/v1/account`."""
    return [
        Operation("GET", "/v1/account", current, params.AccountRetrieveCurrentParams),
        Operation("GET", "/v1/accounts/{id}", by_id, params.AccountRetrieveParams),
    ]


def current(call: Call) -> Resource:
    """The account whose key this is."""
    return ensure_account(call.account)


def by_id(call: Call) -> Resource:
    """The account with this id. Raises ResourceMissing for any but the one there is."""
    ensure_account(call.account)
    return call.account.get("account", call.id)


def ensure_account(account: Account) -> Resource:
    """The one account there is. Its id is its own, and stays with its data: two stand-ins are two accounts."""
    known = account.store.find("account")
    return (
        known[0]
        if known
        else account.create(
            "account",
            business_profile=None,
            charges_enabled=True,
            country="US",
            created=account.now(),
            default_currency="usd",
            details_submitted=True,
            email="owner@example.com",
            payouts_enabled=True,
            type="standard",
        )
    )
