"""The invoices of a user's plans and the receipts of their packs. They are fetched each time, because Stripe's links to them
expire after a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from service.billing.customer import with_known_customer
from service.errors import NotFound
from service.stripe.client import stripe_api
from service.stripe.objects import iso_timestamp
from service.supabase import supabase

MOST = 100
"""How many invoices and how many packs are listed, the newest first."""


def receipts_of(user_id: str) -> list[dict[str, Any]]:
    """What the user has paid, newest first. Empty if nothing was bought yet."""
    try:
        receipts = with_known_customer(user_id, lambda customer_id: [*_invoices(customer_id), *_packs(customer_id)])
    except NotFound:
        return []
    return sorted(receipts, key=lambda receipt: receipt["created"], reverse=True)


def _invoices(customer_id: str) -> Iterator[dict[str, Any]]:
    listed = stripe_api.json("/v1/invoices", customer=customer_id, status="paid", limit=MOST)
    refunded = _refunded([invoice["id"] for invoice in listed["data"]])
    for invoice in listed["data"]:
        if invoice["amount_paid"] > 0:
            yield {
                **_common_fields(invoice, "plan", invoice["amount_paid"]),
                "refunded": refunded[invoice["id"]],
                "number": invoice["number"],
                "page": invoice["hosted_invoice_url"],
                "pdf": invoice["invoice_pdf"],
            }


def _refunded(invoice_ids: list[str]) -> Counter[str]:
    """What was refunded of each invoice, from the mirror: Stripe's list of invoices does not say it."""
    query = supabase.client.table("stripe_payments").select("invoice_id,refunded").in_("invoice_id", invoice_ids)
    refunded: Counter[str] = Counter()
    for payment in supabase.fetch(query):
        refunded[payment["invoice_id"]] += payment["refunded"]
    return refunded


def _packs(customer_id: str) -> Iterator[dict[str, Any]]:
    listed = stripe_api.json(
        "/v1/checkout/sessions",
        customer=customer_id,
        status="complete",
        limit=MOST,
        expand=["data.payment_intent.latest_charge"],
    )
    for session in listed["data"]:
        charge = (session["payment_intent"] or {}).get("latest_charge")
        if session["mode"] == "payment" and session["payment_status"] == "paid" and charge:
            yield {
                **_common_fields(session, "pack", session["amount_total"]),
                "refunded": charge["amount_refunded"],
                "number": None,
                "page": charge["receipt_url"],
                "pdf": None,
            }


def _common_fields(paid: dict[str, Any], kind: str, amount: int) -> dict[str, Any]:
    created = iso_timestamp(paid["created"])
    return {"id": paid["id"], "kind": kind, "created": created, "amount": amount, "currency": paid["currency"]}
