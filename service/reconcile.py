"""Settle late runs: poll Pixio for what no webhook reported, and fail runs that never end. Then start waiting generations."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from service.generations.leftover_files import remove_leftover_files
from service.generations.repository import FINISHED, fail
from service.generations.settle import settle
from service.generations.waiting import start_waiting
from service.ledger import check_ledger_daily
from service.pixio.client import pixio
from service.settings import settings
from service.stored_numbers import RECONCILED, store_number
from service.stripe.reconcile import reconcile_stripe
from service.supabase import supabase
from service.thumbnails.store import add_missing_thumbnails

log = logging.getLogger(__name__)

PAGE = 100
HOPELESS_AFTER_SECONDS = 24 * 3600
MOST_ROUNDS = 1000
MOST_THUMBNAILS = 50  # in one pass; `python -m service thumbnails` adds all
MOST_STARTING_SECONDS = 60  # in one pass, so that a slow Pixio does not delay the rest of the pass
USERS_AT_ONCE = 50  # per transaction, so that no user's row stays locked for long
_FIRST_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class LateRun:
    """A running generation without a recent report. `age`, since its start, and `timeout` are in seconds."""

    generation_id: str
    run_id: str | None
    age: float
    timeout: float

    @property
    def over_age(self) -> bool:
        """Has it run for longer than its model allows?"""
        return self.age > self.timeout

    @property
    def hopeless(self) -> bool:
        """Is it so overdue that every earlier poll must have crashed the process?"""
        return self.age > self.timeout + HOPELESS_AFTER_SECONDS


def reconcile(*, confirmed: bool = False) -> None:
    """One pass over all late runs, waiting generations, all credits that are due, missing thumbnails, files that are left, the
    ledger once a day, and Stripe. A failure is logged, and the next pass retries it. `confirmed`: the operator has confirmed that unusually
    many subscriptions may end in this pass."""
    settled = failed = 0
    for late in _late_runs():
        if _try_to_settle(late):
            settled += 1
        else:
            failed += 1
    _start_waiting()
    refreshed = _refresh_credits()
    thumbnails = sum(add_missing_thumbnails(limit=MOST_THUMBNAILS))
    numbers = {"late": settled + failed, "errors": failed, "credits_refreshed": refreshed, "thumbnails": thumbnails}
    log.info("reconcile pass finished", extra={**numbers, "files_removed": remove_leftover_files()})
    check_ledger_daily()
    reconcile_stripe(confirmed=confirmed)
    store_number(RECONCILED, int(time.time()))


def _try_to_settle(late: LateRun) -> bool:
    """Settle one late run. False if that failed, which must not stop the others."""
    about = {"generation": late.generation_id, "run": late.run_id}
    try:
        status = _settle_late_run(late)
    except Exception:
        log.exception("late run not settled", extra=about)
        return False
    log.info("late run checked", extra={**about, "status": status})
    return True


def _settle_late_run(late: LateRun) -> str:
    if late.run_id is None:
        return _fail_unstarted(late)
    try:
        status = "unknown" if late.hopeless else _poll_pixio(late, late.run_id)
    except Exception:
        # It may fail in every pass, and then the generation would never end.
        if not late.over_age:
            raise
        log.exception("overdue run not settled", extra={"generation": late.generation_id, "run": late.run_id})
        status = "unknown"
    if late.over_age and status not in FINISHED:
        status = _fail_late_run(late, "timed_out")
        pixio.cancel(late.run_id)
    return status


def _fail_unstarted(late: LateRun) -> str:
    """It is unknown whether Pixio accepted the run. If Pixio reports it later, `settle` cancels it."""
    if late.age < settings().not_started_after_seconds:
        return "pending"
    return _fail_late_run(late, "not_started")


def _poll_pixio(late: LateRun, run_id: str) -> str:
    run = pixio.run(run_id)
    if run is not None:
        return settle(late.generation_id, run)
    if late.age < settings().unknown_run_after_seconds:
        return "unknown"
    return _fail_late_run(late, "failed")


def _fail_late_run(late: LateRun, reason: str) -> str:
    ended = fail(late.generation_id, reason)
    log.info(
        "generation failed by reconcile",
        extra={"generation": late.generation_id, "run": late.run_id, "reason": reason, "ended": ended},
    )
    return "failed"


def _late_runs() -> Iterator[LateRun]:
    """Every late run, page by page."""
    last = _FIRST_ID
    for _ in range(MOST_ROUNDS):
        rows = supabase.fetch(_late_rows_after(last))
        if not rows:
            return
        yield from map(_late_run, rows)
        last = rows[-1]["id"]
    log.error("late runs are left over: there were more than one pass can settle")


def _late_rows_after(generation_id: str) -> Any:
    reported_before = datetime.now(UTC) - timedelta(seconds=settings().reconcile_after_seconds)
    return (
        supabase.client.table("generated_media")
        .select("id,run_id,started_at,models(timeout_seconds)")
        .in_("status", ["pending", "processing"])
        .lte("updated_at", reported_before.isoformat())
        .gt("id", generation_id)
        .order("id")
        .limit(PAGE)
    )


def _late_run(row: dict[str, Any]) -> LateRun:
    age = datetime.now(UTC) - datetime.fromisoformat(row["started_at"])
    return LateRun(row["id"], row["run_id"], age.total_seconds(), row["models"]["timeout_seconds"])


def _start_waiting() -> None:
    """Start waiting generations of all users, if the service could not do so when others ended, or if the limit was
    raised. What is left when the time is over is started by the next pass."""
    ends_at = time.monotonic() + MOST_STARTING_SECONDS
    last = _FIRST_ID
    while time.monotonic() < ends_at:
        rows = supabase.fetch(_waiting_after(last))
        if not rows:
            return
        last = rows[0]["user_id"]
        start_waiting(last)
    log.error("waiting generations are left over: pixio is slow")


def _waiting_after(user_id: str) -> Any:
    table = supabase.client.table("generated_media").select("user_id")
    return table.eq("status", "waiting").gt("user_id", user_id).order("user_id").limit(1)


def _refresh_credits() -> int:
    """Book the monthly credits of users whose month is over. Returns the number of users, failures included."""
    total = 0
    for _ in range(MOST_ROUNDS):
        refreshed = int(supabase.call("refresh_due_credits", p_limit=USERS_AT_ONCE))
        total += refreshed
        if refreshed < USERS_AT_ONCE:
            return total
    log.error("credits still due after one pass", extra={"refreshed": total})  # the next pass continues
    return total
