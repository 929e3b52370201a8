"""Payment methods: cards and bank debits, good ones and those that behave badly in the way their name says."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Resource
from local.stripe.wire.errors import InvalidRequest, ResourceMissing, Unsupported
from local.stripe.wire.operations import Call

# Stripe's own test cards by their ids: brand, the last digits, and how they behave.
TEST_CARDS: dict[str, tuple[str, str, str]] = {
    "visa": ("visa", "4242", "good"),
    "chargeCustomerFail": ("visa", "0341", "card_declined"),
    "chargeDeclinedInsufficientFunds": ("visa", "9995", "insufficient_funds"),
}


def create(call: Call) -> Resource:
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
