"""Fetch the invoices of subscriptions: what was paid, at which prices, for which time."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from service.stripe.client import stripe_api
from service.stripe.objects import Json, id_of, iso_timestamp, retrieve_or_none
from service.stripe.pages import each_of

COPIED_FIELDS = ("id", "status", "billing_reason", "amount_paid")


def fetch_invoice(invoice_id: str) -> Json | None:
    """Fetch an invoice; None if Stripe has none."""
    return retrieve_or_none(lambda: stripe_api.json(f"/v1/invoices/{quote(invoice_id, safe='')}"))


def subscription_of(invoice: Json) -> str | None:
    """The subscription that an invoice bills, if it bills one."""
    details = (invoice["parent"] or {}).get("subscription_details")
    return id_of(details["subscription"]) if details else None


def invoice_row(invoice: Json) -> Json:
    """The row of an invoice, with its lines for a subscription."""
    return {
        **{name: invoice[name] for name in COPIED_FIELDS},
        "credited": invoice["post_payment_credit_notes_amount"],
        "lines": [row for row in map(_line_row, _lines(invoice)) if row],
    }


def latest_invoice(subscription: Json) -> list[Json]:
    """The row of the newest invoice of a subscription, which must be expanded. Empty if there is no invoice."""
    latest = subscription["latest_invoice"]
    return [invoice_row(latest)] if latest else []


def all_invoices(subscription: Json) -> list[Json]:
    """The rows of all invoices of a subscription. If the newest one is also the first one, no list is fetched."""
    latest = latest_invoice(subscription)
    if latest and latest[0]["billing_reason"] == "subscription_create":
        return latest
    return listed_invoices(subscription["id"])


def listed_invoices(subscription_id: str) -> list[Json]:
    """The rows of all invoices that Stripe lists for a subscription."""
    listed = stripe_api.v1.invoices.list({"subscription": subscription_id, "limit": 100})
    return [invoice_row(invoice.to_dict(for_json=True)) for invoice in each_of(listed)]


def _lines(invoice: Json) -> Iterator[Json]:
    """All lines of an invoice. The invoice object contains only the first ones."""
    yield from invoice["lines"]["data"]
    if invoice["lines"]["has_more"]:
        parameters = {"limit": 100, "starting_after": invoice["lines"]["data"][-1]["id"]}
        more = stripe_api.v1.invoices.line_items.list(invoice["id"], parameters)  # type: ignore[arg-type]
        yield from (line.to_dict(for_json=True) for line in each_of(more))


def _line_row(line: Json) -> Json | None:
    """The row of a line; None if the line is not for a subscription."""
    parent = line["parent"] or {}
    details = parent.get("subscription_item_details")
    # A change of plan is billed by an invoice item, and Stripe may return its line as one.
    changed = parent.get("invoice_item_details")
    about = details or (changed if changed and changed["proration"] else None)
    if not (about and line["pricing"]):
        return None
    return {
        "id": line["id"],
        "price_id": id_of(line["pricing"]["price_details"]["price"]),
        "amount": line["amount"],
        "proration": about["proration"],
        "period_start": iso_timestamp(line["period"]["start"]),
        "period_end": iso_timestamp(line["period"]["end"]),
    }
