"""Check the ledger: every balance is the sum of its lines, and every line has one cause. The rules are in SQL."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from service.stored_numbers import LEDGER_CHECKED, store_number, stored_number
from service.supabase import supabase

log = logging.getLogger(__name__)

CHECK_EVERY_SECONDS = 24 * 3600
MOST_PAGES = 100_000


def ledger_problems() -> Iterator[dict[str, str]]:
    """Every problem of every user's ledger, as `{user_id, problem}`.

    Raises:
        Unavailable: when Supabase cannot be reached.
    """
    last = "00000000-0000-0000-0000-000000000000"
    for _ in range(MOST_PAGES):
        page = supabase.call("check_next_ledgers", p_after=last)
        yield from page["problems"]
        if page["last"] is None:
            return
        last = page["last"]


def check_ledger_daily() -> None:
    """Check all ledgers, unless that was done within the last day, and log each problem as an error."""
    if time.time() < stored_number(LEDGER_CHECKED) + CHECK_EVERY_SECONDS:
        return
    found = 0
    for each in ledger_problems():
        found += 1
        log.error("ledger is wrong", extra={"user": each["user_id"], "problem": each["problem"]})
    log.info("ledger checked", extra={"problems": found})
    store_number(LEDGER_CHECKED, int(time.time()))
