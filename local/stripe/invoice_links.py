"""What an invoice belongs to: the subscription that it bills, and the payment intent that pays it."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.resource import Resource


def subscription_of(account: Account, invoice: Resource) -> Resource | None:
    """The subscription that an invoice bills."""
    details = (invoice["parent"] or {}).get("subscription_details")
    return account.get("subscription", details["subscription"]) if details else None


def intent_of(account: Account, invoice: Resource) -> Resource:
    """The payment intent of an open invoice."""
    payment = account.find("invoice_payment", {"invoice": invoice.id})[0]
    return account.get("payment_intent", payment["payment"]["payment_intent"])


def invoice_of(account: Account, intent: Resource) -> Resource | None:
    """The invoice that a payment intent is to pay."""
    found = account.find("invoice_payment", {"payment.payment_intent": intent.id}, limit=1)
    return account.get("invoice", found[0]["invoice"]) if found else None
