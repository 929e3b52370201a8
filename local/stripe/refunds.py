"""Refunds and disputes: money given back, in whole or in part, and money that a bank takes back."""

from __future__ import annotations

from typing import Any

from local.stripe.account import Account
from local.stripe.resource import Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.operations import Call, metadata_of

DISPUTE_FEE = 1500


def create(call: Call) -> Resource:
    """Give money back."""
    account, given = call.account, call.params
    intent = account.get("payment_intent", given.get("payment_intent", ""), "payment_intent")
    if intent["status"] != "succeeded":
        raise InvalidRequest(f"This PaymentIntent ({intent.id}) does not have a successful charge to refund.")
    charge = account.get("charge", intent["latest_charge"])
    return refund_charge(account, charge, given.get("amount"), metadata=metadata_of(given))


def refund_charge(account: Account, charge: Resource, amount: int | None = None, **fields: Any) -> Resource:
    """Give back so much of a charge, or all that is left. Raises InvalidRequest if that cannot be."""
    amount = _refundable(charge, amount)
    fate = account.refunds()
    refund = account.create(
        "refund",
        amount=amount,
        charge=charge.id,
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        status="pending" if fate == "pending" else "succeeded",
        **fields,
    )
    _add(charge, amount)
    account.emit("created", refund)
    account.emit("charge.refunded", charge)
    return refund


def settle_refund(account: Account, refund: Resource, *, succeeded: bool) -> None:
    """The bank has taken a refund, or sent it back. Raises InvalidRequest if that is known already."""
    if refund["status"] not in {"pending", "succeeded"}:
        raise InvalidRequest(f"This refund is {refund['status']}.")
    if succeeded:
        refund.put(status="succeeded", pending_reason=None)
        return account.emit("updated", refund)
    refund.put(status="failed", failure_reason="lost_or_stolen_card")
    charge = account.get("charge", refund["charge"])
    _add(charge, -refund["amount"])
    account.emit("updated", charge)
    account.emit("updated", refund)
    return account.emit("refund.failed", refund)


def open_dispute(account: Account, charge: Resource, amount: int | None = None) -> Resource:
    """A customer disputes a charge; the money is taken at once. Raises InvalidRequest if that cannot be."""
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise InvalidRequest(f"Charge {charge.id} cannot be disputed.")
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
    _book(account, dispute, -dispute["amount"], DISPUTE_FEE)
    account.emit("created", dispute)
    account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(account: Account, dispute: Resource, *, won: bool) -> None:
    """The bank decides; a won dispute brings the money back."""
    if dispute["status"] != "needs_response":
        raise InvalidRequest(f"This dispute is {dispute['status']} already.")
    dispute["status"] = "won" if won else "lost"
    if won:
        _book(account, dispute, dispute["amount"], 0)
    account.emit("updated", dispute)
    if won:
        account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute)


def _book(account: Account, dispute: Resource, amount: int, fee: int) -> None:
    about = {"amount": amount, "currency": dispute["currency"], "fee": fee, "net": amount - fee}
    movement = account.build("balance_transaction", **about, source=dispute.id, type="adjustment")
    dispute["balance_transactions"] = [*dispute["balance_transactions"], dict(movement)]


def _add(charge: Resource, amount: int) -> None:
    refunded = charge["amount_refunded"] + amount
    charge.put(amount_refunded=refunded, refunded=refunded == charge["amount"])


def _refundable(charge: Resource, amount: int | None) -> int:
    left = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        raise InvalidRequest(f"Charge {charge.id} is {charge['status']} and cannot be refunded.", param="charge")
    if charge["disputed"]:
        message = f"Charge {charge.id} has been charged back; cannot issue a refund."
        raise InvalidRequest(message, code="charge_disputed")
    if left == 0:
        message = f"Charge {charge.id} has already been refunded."
        raise InvalidRequest(message, code="charge_already_refunded")
    if amount is not None and not 1 <= amount <= left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise InvalidRequest(message, param="amount")
    return left if amount is None else amount
