"""Drift: live subscriptions that differ between Stripe and the mirror, whatever the reason. There should be none."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any

from flask import current_app

from service.rows import each_row
from service.stripe.client import stripe_api
from service.stripe.pages import pages
from service.stripe.subscriptions import COLUMNS, LISTED, LIVE, mirror_subscription, row_of, sync_subscription
from service.stripe.tickets import next_ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

COMPARE_EVERY_SECONDS = 3600

Row = dict[str, Any]


def mend_drift() -> int:
    """Compare all live subscriptions, on either side, and mend what differs. Answers how many did.

    A process does this at most once an hour: it goes through all of them.
    """
    state: dict[str, float] = current_app.extensions.setdefault("stripe_drift", {})
    if time.monotonic() < state.get("compared_at", -COMPARE_EVERY_SECONDS) + COMPARE_EVERY_SECONDS:
        return 0
    seen, mended = _compare_stripes()
    mended += _compare_ours(seen)
    state["compared_at"] = time.monotonic()
    return mended


def _compare_stripes() -> tuple[set[str], int]:
    """Those that Stripe has: the ids, and how many were mended."""
    seen: set[str] = set()
    mended = 0
    for page, ticket in pages(stripe_api.v1.subscriptions.list, expand=LISTED):
        rows = [row for row in map(row_of, page) if row]
        seen |= {row["id"] for row in rows}
        mirrored = _mirrored([row["id"] for row in rows])
        for row in rows:
            if _facts(row) != _facts(mirrored.get(row["id"], {})):
                mended += _mended(row["id"], mirror_subscription(row, ticket))
    return seen, mended


def _compare_ours(seen: set[str]) -> int:
    """Those that only the mirror takes for live."""
    live = each_row(lambda: supabase.client.table("subscriptions").select("id").in_("status", LIVE))
    missing = [row["id"] for row in live if row["id"] not in seen]
    for each in missing:
        sync_subscription(each, next_ticket())
    return sum(_mended(each, "synced") for each in missing)


def _mended(subscription_id: str, outcome: str) -> bool:
    """Was that drift? What is not ours is not mirrored, and what has changed meanwhile is newer."""
    if outcome in ("foreign", "stale"):
        return False
    log.warning("subscription had drifted", extra={"subscription": subscription_id})
    return True


def _mirrored(ids: list[str]) -> dict[str, Row]:
    query = supabase.client.table("subscriptions").select(COLUMNS).in_("id", ids)
    return {row["id"]: row for row in supabase.fetch(query)} if ids else {}


def _facts(row: Row) -> Row:
    """A row with its times as times: the two sides write them differently."""
    return {name: _fact(name, value) for name, value in row.items()}


def _fact(name: str, value: Any) -> Any:
    is_time = name.endswith(("_at", "_until", "_start", "_end", "created")) and isinstance(value, str)
    return datetime.fromisoformat(value) if is_time else value
