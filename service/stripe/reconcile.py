"""Fetch state that no webhook reported, and retry events whose processing failed."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from itertools import islice

import stripe

from service.errors import Unavailable
from service.provider_json import UnreadableJson
from service.settings import settings
from service.stored_numbers import EVENTS_SCANNED, store_number, stored_number
from service.stripe.account import require_own_account
from service.stripe.addresses import send_addresses
from service.stripe.client import stripe_api
from service.stripe.drift import repair_drift
from service.stripe.endings import counted_endings
from service.stripe.events import SYNCS, Event, log_unreadable, process_event
from service.stripe.orphans import end_orphans
from service.stripe.pages import pages
from service.supabase import supabase

log = logging.getLogger(__name__)

OVERLAP_SECONDS = 600
MOST_TYPES = 20  # in one list
BATCH = 1000  # events deleted in one transaction
MOST_BATCHES = 100


def reconcile_stripe(*, confirmed: bool = False) -> None:
    """One pass, if there is a Stripe key. An event that fails is logged, and the next pass retries it. `confirmed`: the
    operator has confirmed that any number of subscriptions may end.

    Raises:
        StripeError, Unavailable: if Stripe or Supabase does not respond.
        WrongStripeAccount: if our key belongs to another account than the mirror.
        TooManyEndings: if more subscriptions would end than one pass may end without confirmation.
    """
    if not stripe_api.is_set_up:
        return
    require_own_account()
    counts = {"orphans": end_orphans(), "addresses": send_addresses(), "deleted_events": _delete_old_events()}
    with counted_endings(confirmed=confirmed) as endings:
        unprocessed = sum(map(_process, _due_events()))
        missed = _process_missed()
        drifted = repair_drift()
    events = {"unprocessed": unprocessed, "missed": missed, "drifted": drifted, "ended": len(endings.held)}
    log.info("stripe reconciled", extra={**counts, **events})


def _delete_old_events() -> int:
    """Delete events that were processed long ago. Returns how many."""
    total = 0
    for _ in range(MOST_BATCHES):
        deleted = int(supabase.call("delete_old_stripe_events", p_limit=BATCH))
        total += deleted
        if deleted < BATCH:
            break
    return total


def _process(event: Event) -> bool:
    """Process an event. True if that succeeded, and it was not processed before."""
    about = {"event": event.id, "type": event.type, "object": event.object_id}
    try:
        processed = process_event(event)
    except Unavailable:
        raise
    except Exception:
        log.exception("stripe event not processed", extra=about)
        return False
    if processed:
        log.info("stripe event processed", extra=about)
    return processed


def _due_events() -> Iterator[Event]:
    """Stored events that are not processed yet, and whose next attempt is due."""
    for row in supabase.call("due_stripe_events", p_after_seconds=settings().reconcile_after_seconds):
        yield Event(**row)


def _process_missed() -> int:
    """Process the events since the last scan that were never received. Returns how many.

    Stripe's `delivery_success` does not help: it is true for an event that another endpoint received, or that happened
    before there was an endpoint. Events of test clocks may lie in the future.
    """
    since, now = stored_number(EVENTS_SCANNED), int(time.time())
    newest, missed = since, 0
    for listed in _events_since(max(0, since - OVERLAP_SECONDS)):
        newest = max(newest, min(listed.created, now))
        event = _readable(listed)
        missed += event is not None and _process(event)
    if newest > since:
        store_number(EVENTS_SCANNED, newest)
    return missed


def _readable(listed: stripe.Event) -> Event | None:
    try:
        return Event.read(listed.to_dict())
    except UnreadableJson as error:
        log_unreadable(error)
        return None


def _events_since(seconds: int) -> Iterator[stripe.Event]:
    """Events of the types in SYNCS that were not received. Stripe lists events for 30 days."""
    types = iter(SYNCS)
    while some := list(islice(types, MOST_TYPES)):
        for page, _ in pages(stripe_api.v1.events.list, types=some, created={"gte": seconds}):
            stored = _stored_among([event.id for event in page])
            yield from (event for event in page if event.id not in stored)


def _stored_among(ids: list[str]) -> set[str]:
    """Those of these events that are stored. Only `due_stripe_events` decides when one of them is retried."""
    query = supabase.client.table("stripe_events").select("id").in_("id", ids)
    return {row["id"] for row in supabase.fetch(query)} if ids else set()
