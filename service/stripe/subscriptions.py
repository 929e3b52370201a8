"""Mirror subscriptions with their invoices. The database grants the credits that were paid for."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from urllib.parse import quote

from service.stripe.client import stripe_api
from service.stripe.customers import customer_of, lacks_subscription, user_of
from service.stripe.endings import hold, is_confirmed, may_end
from service.stripe.invoices import fetch_invoice, invoice_row, latest_invoice, listed_invoices, subscription_of
from service.stripe.objects import Json, id_of, iso_timestamp, retrieve_or_none, user_in
from service.stripe.prices import sync_price
from service.stripe.tickets import EventState, Ticket, next_ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

TIMES = ("created", "ended_at", "cancel_at", "canceled_at", "trial_start", "trial_end")
COLUMNS = (
    "id,user_id,status,metadata,price_id,quantity,cancel_at_period_end,created,current_period_start,current_period_end,"
    "ended_at,cancel_at,canceled_at,trial_start,trial_end,next_price_id"
)

EXPANDED = ("latest_invoice", "schedule")
"""The fields to expand when a subscription is fetched."""
LISTED = tuple(f"data.{each}" for each in EXPANDED)
"""The fields to expand in a list of subscriptions."""


class SyncOutcome(StrEnum):
    """What the SQL function `sync_subscription` did. It wrote nothing for the last four."""

    SYNCED = "synced"
    STALE = "stale"  # a newer state was stored before
    DUPLICATE = "duplicate"  # stored, but grants nothing: the user has an older live subscription
    FOREIGN = "foreign"  # not one of our plans, or the user was deleted
    PRICE_UNKNOWN = "price_unknown"  # the price must be synced first
    INVOICES_MISSING = "invoices_missing"  # all invoices must be passed
    ENDING = "ending"  # held until all endings of a pass are known

    @property
    def event_state(self) -> EventState:
        """The state of the event for which the subscription was synced."""
        if self is SyncOutcome.ENDING:
            return EventState.HELD
        return (
            EventState.FINISHED
            if self in (SyncOutcome.SYNCED, SyncOutcome.STALE, SyncOutcome.DUPLICATE)
            else EventState.OPEN
        )


def sync_subscription(subscription_id: str, ticket: Ticket, invoice_id: str | None = None) -> EventState:
    """Fetch a subscription with its newest invoice from Stripe and store both. `invoice_id`: fetch this invoice too, if it
    is another one of the subscription."""
    path = f"/v1/subscriptions/{quote(subscription_id, safe='')}"
    subscription = retrieve_or_none(lambda: stripe_api.json(path, expand=list(EXPANDED)))
    if subscription is None:
        return _end(subscription_id, ticket)
    row = subscription_row(subscription)
    if row is None:
        return EventState.OPEN
    invoices = latest_invoice(subscription)
    if invoice_id and invoice_id not in {each["id"] for each in invoices}:
        older = fetch_invoice(invoice_id)
        invoices += [invoice_row(older)] if older and subscription_of(older) == subscription_id else []
    return mirror_subscription(row, invoices, ticket).event_state


def sync_invoice(invoice_id: str, ticket: Ticket) -> EventState:
    """Sync the subscription that an invoice bills, with that invoice."""
    invoice = fetch_invoice(invoice_id)
    subscription_id = subscription_of(invoice) if invoice else None
    return sync_subscription(subscription_id, ticket, invoice_id) if subscription_id else EventState.OPEN


def end_subscription(subscription_id: str) -> None:
    """Cancel a subscription at once, without proration or a last invoice, and sync it."""
    subscriptions = stripe_api.v1.subscriptions
    if retrieve_or_none(lambda: subscriptions.cancel(subscription_id, {"prorate": False, "invoice_now": False})):
        log.warning("subscription ended because a dispute was lost", extra={"subscription": subscription_id})
    sync_subscription(subscription_id, next_ticket())


def subscription_row(subscription: Json) -> Json | None:
    """The row of a subscription that was fetched with `EXPANDED`; None if it belongs to no user of ours."""
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


def mirror_subscription(row: Json, invoices: list[Json], ticket: Ticket, *, complete: bool = False) -> SyncOutcome:
    """Store the rows of a subscription and of its invoices that were fetched under this ticket. `complete`: these are all
    its invoices. Unknown prices are fetched first, and all invoices if none is stored."""
    _sync_new_prices({line["price_id"] for each in invoices for line in each["lines"]} - {row["price_id"]}, ticket)
    rows = {"p_subscription": row, "p_invoices": invoices, "p_all_invoices": complete, "p_may_end": may_end()}
    outcome = _write(rows, ticket)
    if outcome is SyncOutcome.PRICE_UNKNOWN:
        sync_price(row["price_id"], Ticket(ticket.number))
        outcome = _write(rows, ticket)
    if outcome is SyncOutcome.INVOICES_MISSING:
        return mirror_subscription(row, listed_invoices(row["id"]), ticket, complete=True)
    about = {"subscription": row["id"], "user": row["user_id"], "status": row["status"], "outcome": outcome.value}
    if outcome is SyncOutcome.DUPLICATE:
        log.error("second live subscription grants nothing: cancel it in Stripe", extra=about)
    elif outcome is not SyncOutcome.SYNCED:
        log.info("subscription not synced", extra=about)
    if outcome is SyncOutcome.ENDING:
        hold(row["id"], partial(_write, {**rows, "p_may_end": True}, ticket))
    return outcome


def _write(rows: Json, ticket: Ticket) -> SyncOutcome:
    return SyncOutcome(ticket.write_and_finish_event("sync_subscription", **rows))


def _plan_item(subscription: Json) -> Json:
    """The item of the plan: the first whose product has a tier."""
    items: list[Json] = subscription["items"]["data"]
    if len(items) == 1:
        return items[0]
    query = (
        supabase.client.table("prices").select("id,products(tier)").in_("id", [item["price"]["id"] for item in items])
    )
    plans = [row["id"] for row in supabase.fetch(query) if (row["products"] or {}).get("tier")]
    return next((item for item in items if item["price"]["id"] in plans), items[0])


def _next_price(subscription: Json, period_end: int) -> str | None:
    """The price that a schedule switches to at the end of the period, as the portal plans a downgrade."""
    schedule = subscription["schedule"]
    if not isinstance(schedule, dict):
        return None
    planned = next((each for each in schedule["phases"] if each["start_date"] >= period_end), None)
    return id_of(planned["items"][0]["price"]) if planned else None


def _sync_new_prices(price_ids: set[str], ticket: Ticket) -> None:
    """Sync those of these prices that are not mirrored yet."""
    if not price_ids:
        return
    query = supabase.client.table("prices").select("id").in_("id", sorted(price_ids))
    for price_id in sorted(price_ids - {row["id"] for row in supabase.fetch(query)}):
        sync_price(price_id, Ticket(ticket.number))


def _end(subscription_id: str, ticket: Ticket) -> EventState:
    """Store that a subscription which Stripe does not have any more (for instance, deleted test data) has ended: if Stripe
    lists the customer's subscriptions without it, or if an operator confirms it."""
    query = supabase.client.table("subscriptions").select(COLUMNS).eq("id", subscription_id)
    for row in supabase.fetch(query.eq("live", True)):
        if not (is_confirmed() or lacks_subscription(customer_of(row["user_id"]).customer_id, subscription_id)):
            log.error(
                "stripe has neither a live subscription nor its customer: left as it is",
                extra={"subscription": subscription_id, "user": row["user_id"]},
            )
            continue
        ended = {"status": "canceled", "ended_at": datetime.now(UTC).isoformat()}
        return mirror_subscription({**row, **ended}, [], ticket, complete=True).event_state
    return EventState.OPEN
