"""Payment methods: cards and bank debits, good ones and those that behave badly in the way their name says."""

from __future__ import annotations

from typing import Any

from stripe import params

from local.stripe.account import Account
from local.stripe.metadata import metadata_of
from local.stripe.resource import Json, Resource
from local.stripe.wire.errors import CardError, InvalidRequest, ResourceMissing, Unsupported
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields

# Stripe's own test cards by their ids: brand, the last digits, and how they behave.
TEST_CARDS: dict[str, tuple[str, str, str]] = {
    "visa": ("visa", "4242", "good"),
    "mastercard": ("mastercard", "4444", "good"),
    "amex": ("amex", "0005", "good"),
    "chargeCustomerFail": ("visa", "0341", "card_declined"),
    "chargeDeclined": ("visa", "0002", "card_declined"),
    "visa_chargeDeclined": ("visa", "0002", "card_declined"),
    "chargeDeclinedInsufficientFunds": ("visa", "9995", "insufficient_funds"),
    "visa_chargeDeclinedInsufficientFunds": ("visa", "9995", "insufficient_funds"),
    "chargeDeclinedExpiredCard": ("visa", "0069", "expired_card"),
    "authenticationRequired": ("visa", "3184", "authentication_required"),
    "createDispute": ("visa", "0259", "dispute"),
    "refundFail": ("visa", "5126", "refund_failed"),
    "pendingRefund": ("visa", "7726", "refund_pending"),
}
REFUSED_AT_ONCE = ("chargeDeclined",)
CARD_YEARS = 8


def operations() -> list[Operation]:
    """The calls under `/v1/payment_methods`."""
    path = "/v1/payment_methods"
    return [
        Operation("POST", path, create, params.PaymentMethodCreateParams),
        retrieve("payment_method", f"{path}/{{id}}", params.PaymentMethodRetrieveParams),
        Operation("POST", f"{path}/{{id}}", update, params.PaymentMethodUpdateParams),
        Operation("POST", f"{path}/{{id}}/attach", attach_call, params.PaymentMethodAttachParams),
        Operation("POST", f"{path}/{{id}}/detach", detach, params.PaymentMethodDetachParams),
        listing("payment_method", path, params.PaymentMethodListParams, {"customer": "customer", "type": "type"}),
        Operation("GET", "/v1/customers/{id}/payment_methods", of_customer, params.CustomerPaymentMethodListParams),
    ]


def create(call: Call) -> Resource:
    """A card from one of Stripe's test tokens, or a SEPA debit."""
    kind, given = call.params.get("type"), call.params
    if kind == "sepa_debit":
        made = create_debit(call.account, "delayed")
    elif kind == "card" and (token := given.get("card", {}).get("token", "")).startswith("tok_"):
        made = create_card(call.account, token.removeprefix("tok_"))
    else:
        raise Unsupported("a payment method other than a card by its test token or a SEPA debit", "type")
    made["metadata"] = metadata_of({}, given.get("metadata", {}))
    return made


def update(call: Call) -> Resource:
    """Change a payment method's metadata."""
    method = call.account.get("payment_method", call.id)
    set_fields(call, method, "allow_redisplay")
    call.account.emit("updated", method)
    return method


def attach_call(call: Call) -> Resource:
    """Attach a payment method to a customer; `pm_card_visa` and the like are made anew for him."""
    account, customer = call.account, call.params["customer"]
    account.get("customer", customer, "customer")
    return attach(account, method_of(account, call.id), customer)


def detach(call: Call) -> Resource:
    """Take a payment method away from its customer."""
    method = call.account.get("payment_method", call.id)
    customer = call.account.store.get(method["customer"] or "")
    if customer and customer["invoice_settings"]["default_payment_method"] == method.id:
        customer["invoice_settings"]["default_payment_method"] = None
    method["customer"] = None
    call.account.emit("detached", method)
    return method


def of_customer(call: Call) -> Json:
    """The payment methods of a customer."""
    call.account.get("customer", call.id)
    inner = Call(call.account, {}, {**call.params, "customer": call.id})
    return listing("payment_method", "/v1/payment_methods", None, {"customer": "customer", "type": "type"}).answer(
        inner
    )


def method_of(account: Account, method_id: str, param: str = "payment_method") -> Resource:
    """The payment method of this id, or a new one where the id is one of Stripe's test cards."""
    name = method_id.removeprefix("pm_card_")
    if name != method_id and name in TEST_CARDS:
        return create_card(account, name)
    if method_id == "pm_sepa_debit":
        return create_debit(account, "delayed")
    return account.get("payment_method", method_id, param)


def attach(account: Account, method: Resource, customer_id: str) -> Resource:
    """Give a payment method to a customer. Raises CardError for a card that is declined even then."""
    if method["customer"] not in {None, customer_id}:
        message = "The payment method you provided has already been attached to a customer."
        raise InvalidRequest(message, param="payment_method")
    if method.private.get("refused"):
        raise CardError("Your card was declined.", undone=True, code="card_declined", decline_code="generic_decline")
    if method["customer"] is None:
        method["customer"] = customer_id
        account.emit("attached", method)
    return method


def belongs_to(account: Account, method_id: str, customer_id: str) -> bool:
    """Whether this is a payment method of this customer."""
    try:
        return bool(account.get("payment_method", method_id)["customer"] == customer_id)
    except ResourceMissing:
        return False


def create_card(account: Account, name: str) -> Resource:
    """One of Stripe's test cards, by its name. Raises ResourceMissing."""
    if name not in TEST_CARDS:
        raise ResourceMissing("token", f"tok_{name}", "card[token]", 400)
    brand, last4, behaviour = TEST_CARDS[name]
    private = {"behaviour": behaviour, "refused": name in REFUSED_AT_ONCE}
    return _create(account, private, type="card", card=_card(account, brand, last4))


def create_debit(account: Account, behaviour: str) -> Resource:
    """A bank debit, which takes days to arrive, or never does."""
    debit: Json = {"bank_code": "37040044", "country": "DE", "last4": "3000", "fingerprint": "stand-in"}
    return _create(account, {"behaviour": behaviour}, type="sepa_debit", sepa_debit=debit)


def describe(method: Resource | None) -> str:
    """How people would call it."""
    if method is None:
        return "No payment method"
    if method["type"] == "card":
        return f"{method['card']['brand'].title()} •••• {method['card']['last4']}"
    return f"Bank debit •••• {method['sepa_debit']['last4']}"


def default_method(account: Account, customer: Resource, subscription: Resource | None = None) -> Resource | None:
    """What a customer's next invoice is paid with: the subscription's own method, else the customer's."""
    own = subscription["default_payment_method"] if subscription else None
    chosen = own or customer["invoice_settings"]["default_payment_method"]
    return account.store.get(chosen) if chosen else None


def _create(account: Account, private: Json, **fields: Any) -> Resource:
    fields |= {"billing_details": {}, "created": account.now(), "metadata": {}}
    return account.create("payment_method", private, **fields)


def _card(account: Account, brand: str, last4: str) -> Json:
    year = 1970 + account.now() // 31_556_952
    checks = {"cvc_check": "pass"}
    fields = {"brand": brand, "display_brand": brand, "last4": last4, "exp_month": 12, "exp_year": year + CARD_YEARS}
    return fields | {"checks": checks, "country": "US", "funding": "credit", "fingerprint": f"stand-in-{last4}"}
