"""The account itself."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.resource import Resource
from local.stripe.wire.operations import Call, Operation

ID = "acct_standin"


def operations() -> list[Operation]:
    """The calls under `/v1/account`."""
    return [
        Operation("GET", "/v1/account", current, params.AccountRetrieveCurrentParams),
        Operation("GET", f"/v1/accounts/{ID}", current, params.AccountRetrieveParams),
    ]


def current(call: Call) -> Resource:
    """The account whose key this is."""
    return ensure_account(call.account)


def ensure_account(account: Account) -> Resource:
    """The one account there is."""
    known = account.store.get(ID)
    return known or account.create(
        "account",
        id=ID,
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
