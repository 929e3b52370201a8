"""Taking money: cards and bank debits, a payment intent, and a charge for each try."""

from __future__ import annotations

from typing import Any

from local.stripe.account import Account
from local.stripe.resource import Json, Resource
from local.stripe.store import Conditions
from local.stripe.wire.errors import CardError, InvalidRequest, ResourceMissing, Unsupported
from local.stripe.wire.operations import Call, metadata_of

# Stripe's own test cards by their ids: brand, the last digits, and how they behave.
TEST_CARDS: dict[str, tuple[str, str, str]] = {
    "visa": ("visa", "4242", "good"),
    "chargeCustomerFail": ("visa", "0341", "card_declined"),
    "chargeDeclinedInsufficientFunds": ("visa", "9995", "insufficient_funds"),
}
# By the code with which a bank declines.
MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
}


def create_card(call: Call) -> Resource:
    """A card from one of Stripe's test tokens."""
    token = call.params.get("card", {}).get("token", "")
    if call.params.get("type") != "card" or not token.startswith("tok_"):
        raise Unsupported("type")
    return create_method(call.account, token.removeprefix("tok_"))


def attach_call(call: Call) -> Resource:
    """Attach a payment method to a customer; `pm_card_visa` and the like are made anew for them."""
    customer = call.account.get("customer", call.params["customer"], "customer")
    return attach(method_of(call.account, call.id), customer.id)


def method_of(account: Account, method_id: str, param: str = "payment_method") -> Resource:
    """The payment method of this id, or a new one where the id is one of Stripe's test cards."""
    name = method_id.removeprefix("pm_card_")
    if name != method_id and name in TEST_CARDS:
        return create_method(account, name)
    return account.get("payment_method", method_id, param)


def attach(method: Resource, customer_id: str) -> Resource:
    """Give a payment method to a customer."""
    if method["customer"] not in {None, customer_id}:
        message = "The payment method you provided has already been attached to a customer."
        raise InvalidRequest(message, param="payment_method")
    method["customer"] = customer_id
    return method


def create_method(account: Account, name: str) -> Resource:
    """A test card by its name, or with `delayed` a bank debit, which takes days to arrive, or never does.

    Raises ResourceMissing for another name.
    """
    if name == "delayed":
        return account.create("payment_method", {"behaviour": name}, type="sepa_debit", sepa_debit={"last4": "3000"})
    if name not in TEST_CARDS:
        raise ResourceMissing("token", f"tok_{name}", "card[token]")
    brand, last4, behaviour = TEST_CARDS[name]
    return account.create(
        "payment_method", {"behaviour": behaviour}, type="card", card={"brand": brand, "last4": last4}
    )


def describe(method: Resource) -> str:
    """How people would call it."""
    if method["type"] == "card":
        return f"{method['card']['brand'].title()} •••• {method['card']['last4']}"
    return f"Bank debit •••• {method['sepa_debit']['last4']}"


def default_method(account: Account, customer: Resource, subscription: Resource | None = None) -> Resource | None:
    """What a customer's next invoice is paid with: the subscription's own method, else the customer's."""
    own = subscription["default_payment_method"] if subscription else None
    chosen = own or customer["invoice_settings"]["default_payment_method"]
    return account.store.get(chosen) if chosen else None


def create(call: Call) -> Resource:
    """A payment that is confirmed at once."""
    account, given = call.account, call.params
    if not given.get("confirm"):
        raise Unsupported("confirm")
    customer = account.get("customer", given.get("customer", ""), "customer")
    method = method_of(account, given.get("payment_method", ""))
    amount, currency = given["amount"], given["currency"].lower()
    intent = create_intent(account, customer.id, amount, currency, metadata=metadata_of(given))
    if not confirm(account, intent, method):
        raise declined(intent)
    return intent


def by_intent(call: Call) -> Conditions:
    """What belongs to this payment intent, if one is asked for."""
    if "payment" not in call.params:
        return []
    return [("json_extract(body, '$.payment.payment_intent') = ?", (call.params["payment"].get("payment_intent"),))]


def create_intent(account: Account, customer_id: str | None, amount: int, currency: str, **fields: Any) -> Resource:
    """A payment intent that has not been tried yet."""
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
    """Try to take the money. True unless the bank declines; a bank debit is then still `processing`."""
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
    """A bank debit arrives, or turns out never to. Raises InvalidRequest for another payment."""
    if intent["status"] != "processing":
        raise InvalidRequest(f"This payment is not under way: it is {intent['status']}.")
    charge = account.get("charge", intent["latest_charge"])
    if succeeded:
        charge.put(status="succeeded", paid=True)
        _succeed(account, intent, charge)
    else:
        charge["status"] = "failed"
        _fail(account, intent, charge, "insufficient_funds")


def declined(intent: Resource, *, undone: bool = False) -> CardError:
    """The error that says why a payment was declined."""
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
    intent["latest_charge"] = charge.id
    return charge
