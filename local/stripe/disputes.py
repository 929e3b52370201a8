"""Disputes: a customer asks his bank for the money back, and the bank decides."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.balance import DISPUTE_FEE, book
from local.stripe.resource import Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields

PATH = "/v1/disputes"
ANSWER_WITHIN = 7 * 86_400
OPEN = {"needs_response", "under_review"}
# Stripe's own words for test evidence that decides a dispute.
DECIDING = {"winning_evidence": True, "losing_evidence": False}


def operations() -> list[Operation]:
    """The calls under `/v1/disputes`."""
    filters = {"charge": "charge", "payment_intent": "payment_intent"}
    return [
        retrieve("dispute", f"{PATH}/{{id}}", params.DisputeRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.DisputeUpdateParams),
        Operation("POST", f"{PATH}/{{id}}/close", close, params.DisputeCloseParams),
        listing("dispute", PATH, params.DisputeListParams, filters),
    ]


def update(call: Call) -> Resource:
    """Hand in evidence; `winning_evidence` and `losing_evidence` as text decide the dispute at once."""
    account, dispute = call.account, _open(call)
    evidence = call.params.get("evidence") or {}
    dispute.put(evidence={**dispute["evidence"], **{name: value or None for name, value in evidence.items()}})
    set_fields(call, dispute)
    if call.params.get("submit", True) and evidence:
        details = {**dispute["evidence_details"], "has_evidence": True, "submission_count": 1}
        dispute.put(status="under_review", evidence_details=details)
    account.emit("updated", dispute)
    if (text := evidence.get("uncategorized_text")) in DECIDING:
        decide(account, dispute, won=DECIDING[text])
    return dispute


def close(call: Call) -> Resource:
    """Accept that the money is lost."""
    dispute = _open(call)
    decide(call.account, dispute, won=False)
    return dispute


def open_dispute(account: Account, charge: Resource, amount: int | None = None, reason: str = "fraudulent") -> Resource:
    """A customer disputes a charge; the money is taken at once. Raises InvalidRequest if that cannot be."""
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise InvalidRequest(f"Charge {charge.id} cannot be disputed.")
    now = account.now(charge["customer"])
    disputed = amount or charge["amount"]
    dispute = account.create(
        "dispute",
        {"customer": charge["customer"]},
        amount=disputed,
        charge=charge.id,
        created=now,
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={"enhanced_evidence": {}},
        evidence_details={
            "due_by": now + ANSWER_WITHIN,
            "enhanced_eligibility": {},
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    account.emit("updated", charge)
    _book(account, dispute, -disputed, DISPUTE_FEE)
    account.emit("created", dispute)
    account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide(account: Account, dispute: Resource, *, won: bool) -> None:
    """The bank decides; a won dispute brings the money back."""
    if dispute["status"] not in OPEN:
        raise InvalidRequest(f"This dispute is {dispute['status']} already.")
    dispute["status"] = "won" if won else "lost"
    if won:
        _book(account, dispute, dispute["amount"], 0)
    account.emit("updated", dispute)
    if won:
        account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute)


def _book(account: Account, dispute: Resource, amount: int, fee: int) -> None:
    movement = book(account, dispute, "adjustment", amount, fee)
    dispute["balance_transactions"] = [*dispute["balance_transactions"], dict(movement)]


def _open(call: Call) -> Resource:
    dispute = call.account.get("dispute", call.id)
    if dispute["status"] not in OPEN:
        raise InvalidRequest("This dispute is already closed.", code="resource_closed")
    return dispute
