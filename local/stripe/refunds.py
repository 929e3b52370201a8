"""Refunds and disputes, of a whole charge or a part of it."""

from typing import Any

from local.stripe.account import Account
from local.stripe.api.errors import InvalidRequest
from local.stripe.api.operations import Call, metadata_of
from local.stripe.resource import Resource

DISPUTE_FEE = 1500


def create(call: Call) -> Resource:
    """Create a refund of a payment intent."""
    account, given = call.account, call.params
    intent = account.get("payment_intent", given.get("payment_intent", ""), "payment_intent")
    charge = account.get("charge", intent["latest_charge"])
    return refund_charge(account, charge, given.get("amount"), metadata=metadata_of(given))


def refund_charge(account: Account, charge: Resource, amount: int | None = None, **fields: Any) -> Resource:
    """Refund an amount of a charge, by default the rest. Raises InvalidRequest if that is not possible."""
    left = charge["amount"] - charge["amount_refunded"]
    amount = left if amount is None else amount
    if charge["status"] != "succeeded" or charge["disputed"] or not 1 <= amount <= left:
        raise InvalidRequest(f"Charge {charge.id} cannot be refunded by {amount}: {left} are left.", param="amount")
    forced_status = account.refunds()
    refund = account.create(
        "refund",
        amount=amount,
        charge=charge.id,
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        status="pending" if forced_status == "pending" else "succeeded",
        **fields,
    )
    _add_refunded(charge, amount)
    account.emit("created", refund)
    account.emit("charge.refunded", charge)
    return refund


def settle_refund(account: Account, refund: Resource, *, succeeded: bool) -> None:
    """Let a refund succeed or fail."""
    if succeeded:
        refund.put(status="succeeded", pending_reason=None)
        return account.emit("updated", refund)
    refund.put(status="failed", failure_reason="lost_or_stolen_card")
    charge = account.get("charge", refund["charge"])
    _add_refunded(charge, -refund["amount"])
    account.emit("updated", charge)
    account.emit("updated", refund)
    return account.emit("refund.failed", refund)


def open_dispute(account: Account, charge: Resource, amount: int | None = None) -> Resource:
    """Open a dispute; its amount is withdrawn immediately."""
    dispute = account.create(
        "dispute",
        amount=amount or charge["amount"],
        charge=charge.id,
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        reason="fraudulent",
        status="needs_response",
    )
    charge["disputed"] = True
    account.emit("updated", charge)
    _add_transaction(account, dispute, -dispute["amount"], DISPUTE_FEE)
    account.emit("created", dispute)
    account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(account: Account, dispute: Resource, *, won: bool) -> None:
    """Close a dispute; if it is won, the amount is reinstated."""
    dispute["status"] = "won" if won else "lost"
    if won:
        _add_transaction(account, dispute, dispute["amount"], 0)
    account.emit("updated", dispute)
    if won:
        account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute)


def _add_transaction(account: Account, dispute: Resource, amount: int, fee: int) -> None:
    fields = {"amount": amount, "currency": dispute["currency"], "fee": fee, "net": amount - fee}
    transaction = account.build("balance_transaction", **fields, source=dispute.id, type="adjustment")
    dispute["balance_transactions"] = [*dispute["balance_transactions"], dict(transaction)]


def _add_refunded(charge: Resource, amount: int) -> None:
    refunded = charge["amount_refunded"] + amount
    charge.put(amount_refunded=refunded, refunded=refunded == charge["amount"])
