"""Payment intents: the calls."""

from __future__ import annotations

from stripe import params

from local.stripe import payments
from local.stripe.customers import known_customer
from local.stripe.metadata import metadata_of
from local.stripe.payment_methods import method_of
from local.stripe.resource import Resource
from local.stripe.wire.errors import InvalidRequest, Unsupported
from local.stripe.wire.lists import listing
from local.stripe.wire.operations import Call, Operation, retrieve, set_fields
from local.stripe.wire.search import searching

PATH = "/v1/payment_intents"
NOTES = ("description", "receipt_email", "setup_future_usage", "statement_descriptor", "statement_descriptor_suffix")
OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}


def operations() -> list[Operation]:
    """The calls under `/v1/payment_intents`."""
    return [
        Operation("POST", PATH, create, params.PaymentIntentCreateParams),
        searching("payment_intent", f"{PATH}/search", params.PaymentIntentSearchParams),
        retrieve("payment_intent", f"{PATH}/{{id}}", params.PaymentIntentRetrieveParams),
        Operation("POST", f"{PATH}/{{id}}", update, params.PaymentIntentUpdateParams),
        Operation("POST", f"{PATH}/{{id}}/confirm", confirm, params.PaymentIntentConfirmParams),
        Operation("POST", f"{PATH}/{{id}}/cancel", cancel, params.PaymentIntentCancelParams),
        listing("payment_intent", PATH, params.PaymentIntentListParams, {"customer": "customer"}),
    ]


def create(call: Call) -> Resource:
    """A payment, confirmed at once if that is wished."""
    account, given = call.account, call.params
    if given.get("capture_method") == "manual":
        raise Unsupported("capturing later", "capture_method")
    customer = known_customer(account, given["customer"]).id if "customer" in given else None
    method = method_of(account, given["payment_method"]) if "payment_method" in given else None
    fields = {**call.given(*NOTES), "metadata": metadata_of({}, given.get("metadata", {}))}
    if automatic := given.get("automatic_payment_methods"):
        fields["automatic_payment_methods"] = automatic
    intent = payments.create_intent(account, customer, given["amount"], given["currency"].lower(), method, **fields)
    return _confirmed(call, intent, method) if given.get("confirm") else intent


def update(call: Call) -> Resource:
    """Change what is noted on a payment."""
    intent = call.account.get("payment_intent", call.id)
    set_fields(call, intent, *NOTES)
    return intent


def confirm(call: Call) -> Resource:
    """Try to take the money. Raises CardError if the bank declines."""
    intent = _open(call)
    chosen = call.params.get("payment_method") or intent["payment_method"]
    return _confirmed(call, intent, method_of(call.account, chosen) if chosen else None)


def cancel(call: Call) -> Resource:
    """Give up a payment that has not succeeded."""
    intent = _open(call)
    payments.cancel_intent(call.account, intent, call.params.get("cancellation_reason"))
    return intent


def _confirmed(call: Call, intent: Resource, method: Resource | None) -> Resource:
    if method is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise InvalidRequest(message, code="payment_intent_unexpected_state", param="payment_method")
    if not payments.confirm(call.account, intent, method):
        raise payments.declined(intent)
    return intent


def _open(call: Call) -> Resource:
    intent = call.account.get("payment_intent", call.id)
    if intent["status"] not in OPEN:
        message = f"This PaymentIntent's status is {intent['status']}, so this cannot be done with it."
        raise InvalidRequest(message, code="payment_intent_unexpected_state")
    return intent
