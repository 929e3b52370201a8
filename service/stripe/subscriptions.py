"""Subscriptions, mirrored; the database books what their state grants."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from urllib.parse import quote

import stripe

from service.stripe.client import stripe_api
from service.stripe.customers import user_of
from service.stripe.invoices import paid_until
from service.stripe.objects import Json, found, id_of, moment, user_in
from service.stripe.prices import sync_price
from service.stripe.tickets import Ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

LIVE = ("trialing", "active", "past_due", "unpaid", "paused")
"""Statuses in which there is a subscription that a second one would stand beside; see private.is_live in SQL."""

TIMES = ("created", "ended_at", "cancel_at", "canceled_at", "trial_start", "trial_end")
COLUMNS = (
    "id,user_id,status,metadata,price_id,quantity,cancel_at_period_end,created,current_period_start,current_period_end,"
    "ended_at,cancel_at,canceled_at,trial_start,trial_end,paid_until,next_price_id"
)


EXPANDED = ("latest_invoice", "schedule")
"""What a row needs to know beside the subscription itself."""
LISTED = tuple(f"data.{each}" for each in EXPANDED)
"""The same, for a list of subscriptions."""


def sync_subscription(subscription_id: str, ticket: Ticket) -> None:
    """Bring the mirror to what Stripe says about a subscription now, and book what that grants."""
    path = f"/v1/subscriptions/{quote(subscription_id, safe='')}"
    subscription = found(lambda: stripe_api.json(path, expand=list(EXPANDED)))
    if subscription is None:
        _end(subscription_id, ticket)
    elif (row := subscription_row(subscription)) is not None:
        mirror_subscription(row, ticket)


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
        "current_period_start": moment(item["current_period_start"]),
        "current_period_end": moment(period_end),
        **{name: moment(subscription[name]) for name in TIMES},
        "paid_until": moment(paid_until(subscription)),
        "next_price_id": _next_price(subscription, period_end),
    }


def row_of(subscription: stripe.Subscription) -> Json | None:
    """The row of a subscription that was listed with what is `LISTED`; None if nobody of ours has it."""
    return subscription_row(subscription.to_dict(for_json=True))


def mirror_subscription(row: Json, ticket: Ticket) -> str:
    """Mirror the row of a subscription that was fetched under this ticket. Its price is fetched if it is new.

    Answers "synced", "stale" (something newer is here), "foreign" (not a plan of ours) or "duplicate".
    """
    outcome: str = ticket.write_last("sync_subscription", p_subscription=row)
    if outcome == "foreign" and not _is_mirrored(row["price_id"]):
        sync_price(row["price_id"], Ticket(ticket.number))
        outcome = ticket.write_last("sync_subscription", p_subscription=row)
    log.info("subscription", extra={"subscription": row["id"], "status": row["status"], "outcome": outcome})
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


def _is_mirrored(price_id: str) -> bool:
    return bool(supabase.fetch(supabase.client.table("prices").select("id").eq("id", price_id)))


def _end(subscription_id: str, ticket: Ticket) -> None:
    """Stripe has no such subscription any more (data of test mode was deleted): it has ended."""
    query = supabase.client.table("subscriptions").select(COLUMNS).eq("id", subscription_id)
    for row in supabase.fetch(query.in_("status", LIVE)):
        ended = {"status": "canceled", "ended_at": datetime.now(UTC).isoformat()}
        mirror_subscription({**row, **ended}, ticket)
