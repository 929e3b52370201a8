"""Invoices: which subscription they are about, and up to when it is paid."""

from __future__ import annotations

import stripe

from service.stripe.client import stripe_api
from service.stripe.objects import found, id_of


def subscription_of(invoice_id: str) -> str | None:
    """The subscription that an invoice bills, if it bills one."""
    invoice = found(lambda: stripe_api.v1.invoices.retrieve(invoice_id))
    details = invoice and invoice.parent and invoice.parent.subscription_details
    return id_of(details.subscription) if details else None


def paid_until(subscription: stripe.Subscription) -> int | None:
    """The end of the latest billing period that is paid, in seconds since 1970.

    That a subscription is active does not say so: it stays active for a while when a renewal is not paid.
    """
    latest = subscription.latest_invoice
    if isinstance(latest, stripe.Invoice) and (end := _paid_period_end(latest)):
        return end
    paid = stripe_api.v1.invoices.list({"subscription": subscription.id, "status": "paid", "limit": 10})
    return next(filter(None, map(_paid_period_end, paid.auto_paging_iter())), None)


def _paid_period_end(invoice: stripe.Invoice) -> int | None:
    """The end of the period that a paid invoice is for. None if it is not paid, or settles only a change of plan."""
    if invoice.status != "paid":
        return None
    return max((line.period.end for line in invoice.lines.auto_paging_iter() if _is_for_a_period(line)), default=None)


def _is_for_a_period(line: stripe.InvoiceLineItem) -> bool:
    details = line.parent and line.parent.subscription_item_details
    return bool(details and not details.proration)
