"""Taking money: a payment intent, and a charge for each try."""

from __future__ import annotations

from typing import Any

from local.stripe.account import Account
from local.stripe.balance import book, card_fee
from local.stripe.disputes import open_dispute
from local.stripe.ids import letters
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import CardError

MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}


def create_intent(
    account: Account, customer_id: str | None, amount: int, currency: str, method: Resource | None = None, **fields: Any
) -> Resource:
    """A payment intent that has not been tried yet."""
    intent = account.create(
        "payment_intent",
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        capture_method="automatic_async",
        confirmation_method="automatic",
        created=account.now(customer_id),
        currency=currency,
        customer=customer_id,
        payment_method=method.id if method else None,
        payment_method_types=[method["type"]] if method else ["card"],
        status="requires_confirmation" if method else "requires_payment_method",
        **fields,
    )
    intent["client_secret"] = f"{intent.id}_secret_{letters(24)}"
    account.emit("created", intent)
    return intent


def confirm(account: Account, intent: Resource, method: Resource) -> bool:
    """Try to take the money. True unless the bank declines; a bank debit is then still `processing`."""
    intent["payment_method"], intent["payment_method_types"] = method.id, [method["type"]]
    behaviour = account.declines(intent["customer"] or "") or method.private.get("behaviour", "good")
    if behaviour in MESSAGES:
        _decline(account, intent, method, behaviour)
        return False
    if behaviour.startswith("delayed"):
        account.emit("charge.pending", _charge(account, intent, method, status="pending", paid=False))
        intent["status"] = "processing"
        account.emit("payment_intent.processing", intent)
        return True
    charge = _charge(account, intent, method, status="succeeded", paid=True)
    _succeed(account, intent, charge)
    if behaviour == "dispute":
        open_dispute(account, charge)
    return True


def settle(account: Account, intent: Resource, succeeded: bool) -> None:
    """A bank debit arrives, or turns out never to."""
    charge = account.get("charge", intent["latest_charge"])
    if succeeded:
        charge.put(status="succeeded", paid=True, amount_captured=charge["amount"])
        return _succeed(account, intent, charge)
    code = "insufficient_funds"
    charge.put(status="failed", failure_code=code, failure_message=MESSAGES[code])
    account.emit("charge.failed", charge)
    intent.put(status="requires_payment_method", payment_method=None, last_payment_error=_error(account, charge, code))
    account.emit("payment_intent.payment_failed", intent)
    return None


def cancel_intent(account: Account, intent: Resource, reason: str | None) -> None:
    """Give up a payment that has not succeeded."""
    intent.put(status="canceled", canceled_at=account.now(intent["customer"]), cancellation_reason=reason)
    account.emit("payment_intent.canceled", intent)


def declined(intent: Resource) -> CardError:
    """The error that says why a payment was declined."""
    error = intent["last_payment_error"]
    return CardError(error["message"], code=error["code"], decline_code=error["decline_code"], charge=error["charge"])


def _succeed(account: Account, intent: Resource, charge: Resource) -> None:
    intent.put(status="succeeded", amount_received=intent["amount"], last_payment_error=None, latest_charge=charge.id)
    charge["balance_transaction"] = book(account, charge, "charge", charge["amount"], card_fee(charge["amount"])).id
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)


def _decline(account: Account, intent: Resource, method: Resource, behaviour: str) -> None:
    code = "card_declined" if behaviour == "insufficient_funds" else behaviour
    failure: Json = {"failure_code": code, "failure_message": MESSAGES[behaviour]}
    charge = _charge(account, intent, method, status="failed", paid=False, **failure)
    error = _error(account, charge, behaviour)
    intent.put(status="requires_payment_method", payment_method=None, last_payment_error=error)
    account.emit("charge.failed", charge)
    account.emit("payment_intent.payment_failed", intent)


def _error(account: Account, charge: Resource, behaviour: str) -> Json:
    decline = "generic_decline" if behaviour == "card_declined" else behaviour
    method = account.get("payment_method", charge["payment_method"])
    error = {"type": "card_error", "code": charge["failure_code"], "message": charge["failure_message"]}
    return error | {"decline_code": decline, "charge": charge.id, "payment_method": dict(method)}


def _charge(account: Account, intent: Resource, method: Resource, **fields: Any) -> Resource:
    charge = account.create(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if fields["paid"] else 0,
        amount_refunded=0,
        billing_details=dict(method["billing_details"]),
        captured=True,
        created=account.now(intent["customer"]),
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        metadata=dict(intent["metadata"]),
        payment_intent=intent.id,
        payment_method=method.id,
        payment_method_details={"type": method["type"], method["type"]: _details(method)},
        receipt_url=None,
        **fields,
    )
    intent["latest_charge"] = charge.id
    return charge


def _details(method: Resource) -> Json:
    kind, known = method["type"], ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    names = known if kind == "card" else ("bank_code", "country", "fingerprint", "last4")
    return {name: method[kind][name] for name in names}
