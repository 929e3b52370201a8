"""Drafts: invoices that may still be changed."""

from __future__ import annotations

from local.stripe.account import Account
from local.stripe.discounts import apply_discounts
from local.stripe.invoice_links import subscription_of
from local.stripe.resource import Json, Resource
from local.stripe.wire.lists import list_of


def draft(
    account: Account,
    customer: Resource,
    lines: list[Json],
    reason: str,
    subscription: Resource | None = None,
    **fields: object,
) -> Resource:
    """An invoice that may still be changed."""
    now = account.now(customer.id)
    invoice = account.create(
        "invoice",
        **{**_empty(customer, now), **_parent(subscription), **fields},
        billing_reason=reason,
        currency=lines[0]["currency"] if lines else "usd",
        lines=list_of([], ""),
        test_clock=customer["test_clock"],
    )
    _set_lines(account, invoice, lines)
    account.emit("created", invoice)
    return invoice


def _set_lines(account: Account, invoice: Resource, lines: list[Json]) -> None:
    kept = [{**line, "invoice": invoice.id} for line in lines]
    invoice["lines"] = list_of(kept, f"/v1/invoices/{invoice.id}/lines")
    subtotal = sum(line["amount"] for line in kept)
    invoice.put(subtotal=subtotal, subtotal_excluding_tax=subtotal)
    total = subtotal - apply_discounts(account, invoice, subscription_of(account, invoice))
    invoice.put(total=total, total_excluding_tax=total)
    due = max(0, total + invoice["starting_balance"])
    invoice.put(amount_due=due, amount_remaining=due)


def _parent(subscription: Resource | None) -> Json:
    if subscription is None:
        return {}
    details = {"subscription": subscription.id, "metadata": dict(subscription["metadata"])}
    parent = {"type": "subscription_details", "subscription_details": details}
    automatic = subscription["automatic_tax"]["enabled"]
    return {
        "parent": parent,
        "collection_method": subscription["collection_method"],
        "automatic_tax": {"enabled": automatic, "status": "complete" if automatic else None},
    }


def _empty(customer: Resource, now: int) -> Json:
    numbers = ("amount_due", "amount_overpaid", "amount_paid", "amount_remaining", "amount_shipping", "attempt_count")
    notes = ("post_payment_credit_notes_amount", "pre_payment_credit_notes_amount", "subtotal", "total")
    return dict.fromkeys((*numbers, *notes), 0) | {
        "account_name": "Stand-in for Stripe",
        "auto_advance": True,
        "automatic_tax": {"enabled": False},
        "collection_method": "charge_automatically",
        "created": now,
        "customer": customer.id,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_tax_exempt": customer["tax_exempt"],
        "issuer": {"type": "self"},
        "metadata": {},
        "payment_settings": {},
        "period_end": now,
        "period_start": now,
        "receipt_number": None,
        "starting_balance": customer["balance"],
        "status": "draft",
        "status_transitions": {},
    }
