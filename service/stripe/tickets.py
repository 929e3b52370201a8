"""Tickets: a number to take before an object is fetched. The mirror keeps what was fetched under the highest one, so
that no order of events, duplicates and workers leaves an older state behind."""

from __future__ import annotations

from service.supabase import supabase


def next_ticket() -> int:
    """A ticket higher than all before."""
    return int(supabase.call("next_stripe_ticket"))
