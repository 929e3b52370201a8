"""Invoices: which subscription they are about, and up to when it is paid."""

from __future__ import annotations

from collections.abc import Iterator

from service.stripe.client import stripe_api
from service.stripe.objects import Json, found, id_of
from service.stripe.pages import each_of


def subscription_of(invoice_id: str) -> str | None:
    """The subscription that an invoice bills, if it bills one."""
    invoice = found(lambda: stripe_api.v1.invoices.retrieve(invoice_id))
    details = invoice and invoice.parent and invoice.parent.subscription_details
    return id_of(details.subscription) if details else None


def paid_until(subscription: Json) -> int | None:
    """The end of the latest billing period that is paid, in seconds since 1970.

    That a subscription is active does not say so: it stays active for a while when a renewal is not paid.
    """
    latest = subscription["latest_invoice"]
    if isinstance(latest, dict) and (end := _paid_period_end(latest)):
        return end
    paid = stripe_api.v1.invoices.list({"subscription": subscription["id"], "status": "paid", "limit": 10})
    invoices = (invoice.to_dict(for_json=True) for invoice in each_of(paid))
    return next(filter(None, map(_paid_period_end, invoices)), None)


def _paid_period_end(invoice: Json) -> int | None:
    """The end of the period that a paid invoice is for. None if it is not paid, or settles only a change of plan."""
    if invoice["status"] != "paid":
        return None
    return max((line["period"]["end"] for line in _lines(invoice) if _is_for_a_period(line)), default=None)


def _lines(invoice: Json) -> Iterator[Json]:
    """All its lines: an invoice itself shows only some."""
    yield from invoice["lines"]["data"]
    if invoice["lines"]["has_more"]:
        parameters = {"limit": 100, "starting_after": invoice["lines"]["data"][-1]["id"]}
        more = stripe_api.v1.invoices.line_items.list(invoice["id"], parameters)  # type: ignore[arg-type]
        yield from (line.to_dict(for_json=True) for line in each_of(more))


def _is_for_a_period(line: Json) -> bool:
    details = (line["parent"] or {}).get("subscription_item_details")
    return bool(details and not details["proration"])
