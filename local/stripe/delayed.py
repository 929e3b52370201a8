"""Payments that take days: what happens once they arrive, or turn out never to."""

from __future__ import annotations

from local.stripe import invoicing, payments
from local.stripe.account import Account
from local.stripe.checkout_completion import settled
from local.stripe.invoice_links import invoice_of
from local.stripe.resource import Resource
from local.stripe.wire.errors import InvalidRequest


def settle(account: Account, intent: Resource, *, succeeded: bool) -> None:
    """Settle a payment that is processing, and whatever waits for it. Raises InvalidRequest if it is not."""
    if intent["status"] != "processing":
        raise InvalidRequest(f"This payment is not under way: it is {intent['status']}.")
    payments.settle(account, intent, succeeded)
    invoice = invoice_of(account, intent)
    if invoice:
        (invoicing.mark_paid if succeeded else invoicing.fail)(account, invoice)
    wanted = {"invoice": invoice.id} if invoice else {"payment_intent": intent.id}
    for session in account.find("checkout.session", wanted):
        settled(account, session, succeeded)
