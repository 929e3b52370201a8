"""Refunds: money given back, in whole or in part; some fail days later."""

from __future__ import annotations

from stripe import params

from local.stripe.account import Account
from local.stripe.balance import book
from local.stripe.metadata import metadata_of
from local.stripe.resource import Given, Resource
from local.stripe.wire.errors import InvalidRequest
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields

PATH = "/v1/refunds"
# How long a refund with a card that fails it, or lets it pend, stays as it was at first.
SETTLES_AFTER = 2


def operations() -> list[Operation]:
    """The calls under `/v1/refunds`."""
    filters = {"charge": "charge", "payment_intent": "payment_intent"}
    return [
        Operation("POST", PATH, create, params.RefundCreateParams),
        retrieve("refund", f"{PATH}/{{id}}", params.RefundRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.RefundUpdateParams),
        Operation("POST", f"{PATH}/{{id}}/cancel", cancel, params.RefundCancelParams),
        listing("refund", PATH, params.RefundListParams, filters),
    ]


def create(call: Call) -> Resource:
    """Give money back."""
    account, given = call.account, call.params
    charge = _charge(account, given)
    metadata = metadata_of({}, given.get("metadata", {}))
    return refund_charge(account, charge, given.get("amount"), reason=given.get("reason"), metadata=metadata)


def update(call: Call) -> Resource:
    """Change a refund's metadata."""
    refund = call.account.get("refund", call.id)
    set_fields(call, refund)
    call.account.emit("updated", refund)
    return refund


def cancel(call: Call) -> Resource:
    """Take back a refund that is still pending."""
    refund = call.account.get("refund", call.id)
    if refund["status"] != "pending":
        raise InvalidRequest(f"This refund cannot be canceled: it is {refund['status']}.")
    refund.private["settles_at"] = None
    _undo(call.account, refund, "canceled", None)
    call.account.emit("updated", refund)
    return refund


def refund_charge(account: Account, charge: Resource, amount: int | None = None, **fields: object) -> Resource:
    """Give back so much of a charge, or all that is left. Raises InvalidRequest if that cannot be."""
    amount = _refundable(charge, amount)
    behaviour = account.refunds() or _method_behaviour(account, charge)
    pending = behaviour in {"pending", "refund_pending"}
    settles = account.now(charge["customer"]) + SETTLES_AFTER if behaviour.startswith("refund_") else None
    refund = account.create(
        "refund",
        {"settles_at": settles, "succeeds": pending},
        amount=amount,
        charge=charge.id,
        created=account.now(charge["customer"]),
        currency=charge["currency"],
        customer=charge["customer"],
        destination_details={"type": "card", "card": {"type": "refund"}},
        payment_intent=charge["payment_intent"],
        status="pending" if pending else "succeeded",
        **fields,
    )
    refund["balance_transaction"] = book(account, refund, "refund", -amount).id
    _add(charge, amount)
    account.emit("created", refund)
    account.emit("charge.refunded", charge)
    if behaviour == "failed":
        settle_refund(account, refund, succeeded=False)
    return refund


def settle_refund(account: Account, refund: Resource, *, succeeded: bool) -> None:
    """The bank has taken a refund, or sent it back. Raises InvalidRequest if that is known already."""
    if refund["status"] not in {"pending", "succeeded"}:
        raise InvalidRequest(f"This refund is {refund['status']}.")
    refund.private["settles_at"] = None
    if succeeded:
        refund.put(status="succeeded", pending_reason=None)
        account.emit("updated", refund)
        return
    _undo(account, refund, "failed", "lost_or_stolen_card")
    account.emit("updated", refund)
    account.emit("refund.failed", refund)
    account.emit("charge.refund.updated", refund)


def settle_as_planned(account: Account, refund: Resource) -> None:
    """What the card of a refund does by itself after a while."""
    settle_refund(account, refund, succeeded=bool(refund.private["succeeds"]))


def _undo(account: Account, refund: Resource, status: str, reason: str | None) -> None:
    refund.put(status=status, failure_reason=reason)
    refund["failure_balance_transaction"] = book(account, refund, "refund_failure", refund["amount"]).id
    charge = account.get("charge", refund["charge"])
    _add(charge, -refund["amount"])
    account.emit("updated", charge)


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


def _charge(account: Account, given: Given) -> Resource:
    if ("charge" in given) == ("payment_intent" in given):
        raise InvalidRequest(
            "One of the following params should be provided for this request: payment_intent or charge."
        )
    if "charge" in given:
        return account.get("charge", given["charge"], "charge")
    intent = account.get("payment_intent", given["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None:
        raise InvalidRequest(f"This PaymentIntent ({intent.id}) does not have a successful charge to refund.")
    return account.get("charge", intent["latest_charge"], "charge")


def _method_behaviour(account: Account, charge: Resource) -> str:
    method = account.store.get(charge["payment_method"] or "")
    return str(method.private.get("behaviour", "good")) if method else "good"
