"""The account's balance: every movement of money, with Stripe's fee."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.resource import Resource
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Operation, retrieve

DISPUTE_FEE = 1500
CATEGORIES = {"charge": "charge", "refund": "refund", "refund_failure": "refund_failure", "adjustment": "dispute"}


def operations() -> list[Operation]:
    """The calls under `/v1/balance_transactions`."""
    path, filters = "/v1/balance_transactions", {"currency": "currency", "source": "source", "type": "type"}
    return [
        retrieve("balance_transaction", f"{path}/{{id}}", params.BalanceTransactionRetrieveParams),
        listing("balance_transaction", path, params.BalanceTransactionListParams, filters),
    ]


def book(account: Account, source: Resource, kind: str, amount: int, fee: int = 0) -> Resource:
    """Write down a movement: in for a positive amount, out for a negative one."""
    now = account.now(source.get("customer") or source.private.get("customer"))
    details = [{"amount": fee, "currency": source["currency"], "description": "Stripe fees", "type": "stripe_fee"}]
    return account.create(
        "balance_transaction",
        amount=amount,
        available_on=now,
        balance_type="payments",
        created=now,
        currency=source["currency"],
        fee=fee,
        fee_details=details if fee else [],
        net=amount - fee,
        reporting_category=CATEGORIES[kind],
        source=source.id,
        status="available",
        type=kind,
    )


def card_fee(amount: int) -> int:
    """What taking a payment costs: 2.9 % and 30 cents."""
    return round(amount * 0.029) + 30
