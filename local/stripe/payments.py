"""Payments: payment methods, payment intents, and a charge for each attempt."""

from typing import Any

from local.stripe.account import Account
from local.stripe.api.errors import CardError, InvalidRequest
from local.stripe.api.operations import Call
from local.stripe.resource import Json, Resource
from local.stripe.store import Conditions

# Stripe's test cards by name: brand, last four digits, behaviour.
TEST_CARDS: dict[str, tuple[str, str, str]] = {
    "visa": ("visa", "4242", "good"),
    "chargeCustomerFail": ("visa", "0341", "card_declined"),
    "chargeDeclinedInsufficientFunds": ("visa", "9995", "insufficient_funds"),
}
# The message for each decline code.
MESSAGES = {"card_declined": "Your card was declined.", "insufficient_funds": "Your card has insufficient funds."}


def attach_call(call: Call) -> Resource:
    """Attach a payment method to a customer; for a test card such as `pm_card_visa`, a new one is created."""
    customer = call.account.get("customer", call.params["customer"], "customer")
    name = call.id.removeprefix("pm_card_")
    if name != call.id and name in TEST_CARDS:
        return create_method(call.account, name, customer.id)
    method = call.account.get("payment_method", call.id, "payment_method")
    method["customer"] = customer.id
    return method


def create_method(account: Account, name: str, customer_id: str | None = None) -> Resource:
    """Create a test card by name, or with `delayed` a bank debit, which stays `processing` until it is settled."""
    if name == "delayed":
        debit: Json = {"type": "sepa_debit", "sepa_debit": {"last4": "3000"}, "customer": customer_id}
        return account.create("payment_method", {"behaviour": name}, **debit)
    brand, last4, behaviour = TEST_CARDS[name]
    card = {"brand": brand, "last4": last4}
    return account.create("payment_method", {"behaviour": behaviour}, type="card", card=card, customer=customer_id)


def describe(method: Resource) -> str:
    """The label of a payment method on a page."""
    if method["type"] == "card":
        return f"{method['card']['brand'].title()} •••• {method['card']['last4']}"
    return f"Bank debit •••• {method['sepa_debit']['last4']}"


def default_method(account: Account, customer: Resource, subscription: Resource | None = None) -> Resource | None:
    """The payment method for the next invoice: the subscription's default, else the customer's."""
    own = subscription["default_payment_method"] if subscription else None
    chosen = own or customer["invoice_settings"]["default_payment_method"]
    return account.store.get(chosen) if chosen else None


def by_intent(call: Call) -> Conditions:
    """Filter a list of invoice payments by payment intent."""
    if "payment" not in call.params:
        return []
    return [("json_extract(body, '$.payment.payment_intent') = ?", (call.params["payment"].get("payment_intent"),))]


def create_intent(account: Account, customer_id: str | None, amount: int, currency: str, **fields: Any) -> Resource:
    """Create a payment intent that is not confirmed."""
    intent = account.create(
        "payment_intent",
        amount=amount,
        amount_received=0,
        currency=currency,
        customer=customer_id,
        payment_method_types=["card"],
        status="requires_payment_method",
        **fields,
    )
    account.emit("created", intent)
    return intent


def confirm(account: Account, intent: Resource, method: Resource) -> bool:
    """Attempt the payment; returns whether the bank accepts it. A bank debit is accepted as `processing`."""
    intent["payment_method"], intent["payment_method_types"] = method.id, [method["type"]]
    behaviour = account.declines(intent["customer"] or "") or method.private["behaviour"]
    if behaviour in MESSAGES:
        charge = _charge(account, intent, method, status="failed", paid=False)
        _fail(account, intent, charge, behaviour)
        return False
    if behaviour == "delayed":
        _charge(account, intent, method, status="pending", paid=False)
        intent["status"] = "processing"
        account.emit("payment_intent.processing", intent)
        return True
    _succeed(account, intent, _charge(account, intent, method, status="succeeded", paid=True))
    return True


def settle(account: Account, intent: Resource, succeeded: bool) -> None:
    """Let a processing bank debit succeed or fail. Raises InvalidRequest if the payment is not processing."""
    if intent["status"] != "processing":
        raise InvalidRequest(f"This payment is not processing: it is {intent['status']}.")
    charge = account.get("charge", intent["latest_charge"])
    if succeeded:
        charge.put(status="succeeded", paid=True)
        _succeed(account, intent, charge)
    else:
        charge["status"] = "failed"
        _fail(account, intent, charge, "insufficient_funds")


def decline_error(intent: Resource, *, undone: bool = False) -> CardError:
    """The error for a payment that was declined."""
    error = intent["last_payment_error"]
    details = {name: error[name] for name in ("code", "decline_code", "charge")}
    return CardError(error["message"], undone=undone, **details)


def _succeed(account: Account, intent: Resource, charge: Resource) -> None:
    intent.put(status="succeeded", amount_received=intent["amount"], last_payment_error=None, latest_charge=charge.id)
    account.emit("payment_intent.succeeded", intent)


def _fail(account: Account, intent: Resource, charge: Resource, code: str) -> None:
    charge.put(failure_code="card_declined", failure_message=MESSAGES[code])
    decline = "generic_decline" if code == "card_declined" else code
    error: Json = {"type": "card_error", "code": "card_declined", "message": MESSAGES[code], "decline_code": decline}
    error |= {"charge": charge.id, "payment_method": dict(account.get("payment_method", charge["payment_method"]))}
    intent.put(status="requires_payment_method", payment_method=None, last_payment_error=error)
    account.emit("payment_intent.payment_failed", intent)


def _charge(account: Account, intent: Resource, method: Resource, **fields: Any) -> Resource:
    charge = account.create(
        "charge",
        amount=intent["amount"],
        amount_refunded=0,
        currency=intent["currency"],
        customer=intent["customer"],
        payment_intent=intent.id,
        payment_method=method.id,
        **fields,
    )
    charge["receipt_url"] = f"{account.settings.url}/receipts/{charge.id}"
    intent["latest_charge"] = charge.id
    return charge
