"""Numbers that the reconciler keeps in the table `settings`: what it did, and when. Times are in seconds since 1970."""

from __future__ import annotations

from typing import Any

from service.supabase import supabase

LEDGER_CHECKED = "ledger_checked_at"
RECONCILED = "reconciled_at"
EVENTS_SCANNED = "stripe_events_scanned_until"
DESCRIPTIONS = {
    LEDGER_CHECKED: "When it last checked the whole ledger, in seconds since 1970.",
    RECONCILED: "When its last complete pass ended, in seconds since 1970.",
    EVENTS_SCANNED: "Up to when it has read Stripe's list of events, in seconds since 1970.",
}


def stored_number(name: str) -> int:
    """The number with this name, or 0 if none was stored yet."""
    rows: list[dict[str, Any]] = supabase.fetch(supabase.client.table("settings").select("value").eq("name", name))
    return int(rows[0]["value"]) if rows else 0


def store_number(name: str, value: int) -> None:
    """Store a number under one of the names in DESCRIPTIONS."""
    row = {
        "name": name,
        "value": value,
        "description": f"Written by `python -m service reconcile`. {DESCRIPTIONS[name]}",
    }
    supabase.fetch(supabase.client.table("settings").upsert(row))
