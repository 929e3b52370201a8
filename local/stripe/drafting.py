"""Drafts: invoices that may still be changed; and what an invoice belongs to."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.discounts import use_coupons
from local.stripe.resource import Json, Resource, list_of


def draft(account: Account, lines: list[Json], reason: str, subscription: Resource, **fields: object) -> Resource:
    """An invoice of a subscription that may still be changed."""
    customer = account.get("customer", subscription["customer"])
    automatic = subscription["automatic_tax"]["enabled"]
    details = {"subscription": subscription.id, "metadata": dict(subscription["metadata"])}
    invoice = account.create(
        "invoice",
        **{**_empty(customer, account.now(customer.id)), **fields},
        automatic_tax={"enabled": automatic, "status": "complete" if automatic else None},
        billing_reason=reason,
        currency=lines[0]["currency"],
        lines=list_of([], ""),
        parent={"type": "subscription_details", "subscription_details": details},
    )
    _set_lines(account, invoice, lines, subscription)
    account.emit("created", invoice)
    return invoice


def subscription_of(account: Account, invoice: Resource) -> Resource:
    """The subscription that an invoice bills."""
    return account.get("subscription", invoice["parent"]["subscription_details"]["subscription"])


def intent_of(account: Account, invoice: Resource) -> Resource:
    """The payment intent of an open invoice."""
    payment = account.find("invoice_payment", {"invoice": invoice.id})[0]
    return account.get("payment_intent", payment["payment"]["payment_intent"])


def _set_lines(account: Account, invoice: Resource, lines: list[Json], subscription: Resource) -> None:
    kept = [{**line, "invoice": invoice.id} for line in lines]
    invoice["lines"] = list_of(kept, f"/v1/invoices/{invoice.id}/lines")
    subtotal = sum(line["amount"] for line in kept)
    invoice.put(subtotal=subtotal)
    total = subtotal - use_coupons(account, subscription, subtotal)
    due = max(0, total + invoice["starting_balance"])
    invoice.put(total=total, amount_due=due, amount_remaining=due)


def _empty(customer: Resource, now: int) -> Json:
    numbers = ("amount_due", "amount_paid", "amount_remaining", "attempt_count", "post_payment_credit_notes_amount")
    return dict.fromkeys(numbers, 0) | {
        "auto_advance": True,
        "customer": customer.id,
        "customer_email": customer["email"],
        "period_end": now,
        "period_start": now,
        "starting_balance": customer["balance"],
        "status": "draft",
        "status_transitions": {},
    }
