"""Repair drift: live subscriptions that differ between Stripe and the mirror. There should be none."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import stripe
from flask import current_app

from service.rows import each_row
from service.stripe.client import stripe_api
from service.stripe.invoices import all_invoices, latest_invoice
from service.stripe.pages import pages
from service.stripe.subscriptions import (
    COLUMNS,
    LISTED,
    SyncOutcome,
    mirror_subscription,
    subscription_row,
    sync_subscription,
)
from service.stripe.tickets import next_ticket
from service.supabase import supabase

log = logging.getLogger(__name__)

COMPARE_EVERY_SECONDS = 3600
INVOICE_COLUMNS = ("id", "status", "amount_paid", "credited")

Row = dict[str, Any]


@dataclass(frozen=True)
class _Listed:
    """A subscription that Stripe lists, its row, and the row of its newest invoice, if it has one."""

    subscription: Row
    row: Row
    newest: list[Row]

    @classmethod
    def read(cls, listed: stripe.Subscription) -> _Listed | None:
        subscription: Row = listed.to_dict(for_json=True)
        row = subscription_row(subscription)
        return cls(subscription, row, latest_invoice(subscription)) if row else None


def repair_drift() -> int:
    """Compare all live subscriptions of both sides, and sync those that differ. Returns how many differed.

    A process does this at most once an hour, because it reads all of them.
    """
    state: dict[str, float] = current_app.extensions.setdefault("stripe_drift", {})
    if time.monotonic() < state.get("compared_at", -COMPARE_EVERY_SECONDS) + COMPARE_EVERY_SECONDS:
        return 0
    listed, repaired = _compare_listed()
    _sync_unlisted(listed)
    state["compared_at"] = time.monotonic()
    return repaired


def _compare_listed() -> tuple[set[str], int]:
    """Compare the live subscriptions that Stripe lists. Returns their ids, and how many were repaired."""
    seen: set[str] = set()
    repaired = 0
    for page, ticket in pages(stripe_api.v1.subscriptions.list, expand=LISTED):
        listed = [each for each in map(_Listed.read, page) if each]
        seen |= {each.row["id"] for each in listed}
        for each in _differing(listed):
            invoices = all_invoices(each.subscription)
            repaired += _is_drift(each.row["id"], mirror_subscription(each.row, invoices, ticket, complete=True))
    return seen, repaired


def _differing(listed: list[_Listed]) -> Iterator[_Listed]:
    """Those that differ from the mirror, or whose newest invoice does."""
    rows = _mirrored("subscriptions", COLUMNS, [each.row for each in listed])
    columns = ",".join(INVOICE_COLUMNS)
    invoices = _mirrored("stripe_invoices", columns, [invoice for each in listed for invoice in each.newest])
    for each in listed:
        same = all(_invoice_columns(invoice) == invoices.get(invoice["id"]) for invoice in each.newest)
        if not same or _with_parsed_times(each.row) != _with_parsed_times(rows.get(each.row["id"], {})):
            yield each


def _sync_unlisted(seen: set[str]) -> None:
    """Sync subscriptions that are live in the mirror only: they may have ended. Endings are counted separately."""
    live = each_row(lambda: supabase.client.table("subscriptions").select("id").eq("live", True))
    for missing in [row["id"] for row in live if row["id"] not in seen]:
        sync_subscription(missing, next_ticket())


def _is_drift(subscription_id: str, outcome: SyncOutcome) -> bool:
    """Did a subscription differ by drift? Then log it. A foreign one is not mirrored, a stale one has changed meanwhile, and an
    ending is counted separately."""
    if outcome in (SyncOutcome.FOREIGN, SyncOutcome.STALE, SyncOutcome.ENDING):
        return False
    log.warning("drifted subscription repaired", extra={"subscription": subscription_id})
    return True


def _mirrored(table: str, columns: str, rows: list[Row]) -> dict[str, Row]:
    """The mirrored rows with the ids of these rows, by id."""
    query = supabase.client.table(table).select(columns).in_("id", [row["id"] for row in rows])
    return {row["id"]: row for row in supabase.fetch(query)} if rows else {}


def _invoice_columns(invoice: Row) -> Row:
    return {name: invoice[name] for name in INVOICE_COLUMNS}


def _with_parsed_times(row: Row) -> Row:
    """A row with its times parsed: the two sides format them differently."""
    return {name: _parsed(name, value) for name, value in row.items()}


def _parsed(name: str, value: Any) -> Any:
    is_time = name.endswith(("_at", "_start", "_end", "created")) and isinstance(value, str)
    return datetime.fromisoformat(value) if is_time else value
