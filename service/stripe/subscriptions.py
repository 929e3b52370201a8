"""Subscriptions, mirrored with what was paid for them; the database books what that grants."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from service.stripe.client import stripe_api
from service.stripe.customers import customer_of, has_lost, user_of
from service.stripe.endings import hold, is_confirmed, may_end
from service.stripe.invoices import fetch_invoice, invoice_row, latest_invoice, listed_invoices, subscription_of
from service.stripe.objects import Json, id_of, iso_timestamp, retrieve_or_none, user_in
from service.stripe.prices import sync_price
from service.stripe.tickets import Ticket, next_ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

TIMES = ("created", "ended_at", "cancel_at", "canceled_at", "trial_start", "trial_end")
COLUMNS = (
    "id,user_id,status,metadata,price_id,quantity,cancel_at_period_end,created,current_period_start,current_period_end,"
    "ended_at,cancel_at,canceled_at,trial_start,trial_end,next_price_id"
)


EXPANDED = ("latest_invoice", "schedule")
"""What a row needs to know beside the subscription itself."""
LISTED = tuple(f"data.{each}" for each in EXPANDED)
"""The same, for a list of subscriptions."""


def sync_subscription(subscription_id: str, ticket: Ticket, invoice_id: str | None = None) -> None:
    """Bring the mirror to what Stripe says about a subscription now, and book what that grants. Its newest invoice
    comes with it; `invoice_id` names another one of its invoices that has changed."""
    path = f"/v1/subscriptions/{quote(subscription_id, safe='')}"
    subscription = retrieve_or_none(lambda: stripe_api.json(path, expand=list(EXPANDED)))
    if subscription is None:
        _end(subscription_id, ticket)
    elif (row := subscription_row(subscription)) is not None:
        invoices = latest_invoice(subscription)
        if invoice_id and invoice_id not in {each["id"] for each in invoices}:
            older = fetch_invoice(invoice_id)
            invoices += [invoice_row(older)] if older and subscription_of(older) == subscription_id else []
        mirror_subscription(row, invoices, ticket)


def sync_invoice(invoice_id: str, ticket: Ticket) -> None:
    """Bring the mirror to what Stripe says about an invoice, and the subscription that it bills, now."""
    invoice = fetch_invoice(invoice_id)
    if invoice and (subscription_id := subscription_of(invoice)):
        sync_subscription(subscription_id, ticket, invoice_id)


def end_subscription(subscription_id: str) -> None:
    """Cancel a subscription at once. Nothing is given back, and nothing is billed any more."""
    subscriptions = stripe_api.v1.subscriptions
    if retrieve_or_none(lambda: subscriptions.cancel(subscription_id, {"prorate": False, "invoice_now": False})):
        log.warning("subscription ended because a dispute was lost", extra={"subscription": subscription_id})
    sync_subscription(subscription_id, next_ticket())


def subscription_row(subscription: Json) -> Json | None:
    """The row of a subscription that was fetched with what is `EXPANDED`; None if nobody of ours has it."""
    user_id = user_in(subscription["metadata"]) or user_of(str(id_of(subscription["customer"])))
    if user_id is None:
        return None
    item = _plan_item(subscription)
    period_end = min(each["current_period_end"] for each in subscription["items"]["data"])
    return {
        **{name: subscription[name] for name in ("id", "status", "metadata", "cancel_at_period_end")},
        "user_id": user_id,
        "price_id": item["price"]["id"],
        "quantity": item.get("quantity"),
        "current_period_start": iso_timestamp(item["current_period_start"]),
        "current_period_end": iso_timestamp(period_end),
        **{name: iso_timestamp(subscription[name]) for name in TIMES},
        "next_price_id": _next_price(subscription, period_end),
    }


def mirror_subscription(row: Json, invoices: list[Json], ticket: Ticket, *, complete: bool = False) -> str:
    """Mirror the rows of a subscription and of invoices of it that were fetched under this ticket; `complete` says
    that these are all its invoices. Prices that are new are fetched, and all invoices if the database has none.

    Returns "synced", "stale" (something newer is here), "foreign" (not a plan of ours), "duplicate", or "ending" (held
    until all ends of a run are known).
    """
    _sync_new_prices({line["price_id"] for each in invoices for line in each["lines"]} - {row["price_id"]}, ticket)
    rows = {"p_subscription": row, "p_invoices": invoices, "p_all_invoices": complete, "p_may_end": may_end()}
    outcome: str = ticket.write_last("sync_subscription", **rows)
    if outcome == "foreign" and _sync_new_prices({row["price_id"]}, ticket):
        outcome = ticket.write_last("sync_subscription", **rows)
    if outcome == "invoices_missing":
        return mirror_subscription(row, listed_invoices(row["id"]), ticket, complete=True)
    if outcome not in ("synced", "duplicate"):  # the event's own log line covers the first, the error below the second
        about = {"subscription": row["id"], "status": row["status"], "outcome": outcome}
        log.info("subscription not synced", extra=about)
    if outcome == "ending":
        hold(row["id"], partial(ticket.write_last, "sync_subscription", **{**rows, "p_may_end": True}))
    if outcome == "duplicate":
        about = {"subscription": row["id"], "user": row["user_id"]}
        log.error("a second live subscription, which grants nothing: cancel it in Stripe", extra=about)
    return outcome


def _plan_item(subscription: Json) -> Json:
    """The item that is the plan: of several, the first whose product opens a tier."""
    items: list[Json] = subscription["items"]["data"]
    if len(items) == 1:
        return items[0]
    query = (
        supabase.client.table("prices").select("id,products(tier)").in_("id", [item["price"]["id"] for item in items])
    )
    plans = [row["id"] for row in supabase.fetch(query) if (row["products"] or {}).get("tier")]
    return next((item for item in items if item["price"]["id"] in plans), items[0])


def _next_price(subscription: Json, period_end: int) -> str | None:
    """The price that a schedule puts in the place of the present one, as the portal does for a switch down."""
    schedule = subscription["schedule"]
    if not isinstance(schedule, dict):
        return None
    planned = next((each for each in schedule["phases"] if each["start_date"] >= period_end), None)
    return id_of(planned["items"][0]["price"]) if planned else None


def _sync_new_prices(price_ids: set[str], ticket: Ticket) -> bool:
    """Bring in those of these prices that are not mirrored. Were there any?"""
    if not price_ids:
        return False
    query = supabase.client.table("prices").select("id").in_("id", sorted(price_ids))
    new = price_ids - {row["id"] for row in supabase.fetch(query)}
    for price_id in sorted(new):
        sync_price(price_id, Ticket(ticket.number))
    return bool(new)


def _end(subscription_id: str, ticket: Ticket) -> None:
    """Stripe has no such subscription (data of test mode was deleted, for instance): it has ended, if Stripe's list of the
    customer's subscriptions does not have it either, or an operator says so."""
    query = supabase.client.table("subscriptions").select(COLUMNS).eq("id", subscription_id)
    for row in supabase.fetch(query.eq("live", True)):
        if not (is_confirmed() or has_lost(customer_of(row["user_id"]).customer_id, subscription_id)):
            log.error(
                "Stripe knows neither a live subscription nor its customer: it stays as it is",
                extra={"subscription": subscription_id, "user": row["user_id"]},
            )
            continue
        ended = {"status": "canceled", "ended_at": datetime.now(UTC).isoformat()}
        mirror_subscription({**row, **ended}, [], ticket, complete=True)
