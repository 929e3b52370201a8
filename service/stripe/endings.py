"""Ends of live subscriptions that `flask reconcile` and `flask stripe sync` find. They are held until all are known: many
at once mean that something is wrong with what Stripe shows us, rather than that so many customers left. Then nobody's
subscription ends before an operator confirms it with `--yes`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from postgrest import CountMethod

from service.errors import ServiceError
from service.supabase import database_errors, supabase

log = logging.getLogger(__name__)

ALWAYS = 2
"""So many may end in one run however few are live."""
SHARE = 0.1
"""The share of those that are live that may end in one run."""


class TooManyEndings(Exception):
    """More live subscriptions would end than one run may end by itself. None of them has."""

    def __init__(self, ending: int, live: int) -> None:
        super().__init__(
            f"{ending} of {live} live subscriptions would end, more than one run ends by itself. None of them has ended."
            " If it is right that they end, run this again with --yes."
        )


@dataclass
class Endings:
    """The ends that a run has found; each is written by its function. `confirmed` if the operator said `--yes`."""

    confirmed: bool
    held: dict[str, Callable[[], object]] = field(default_factory=dict)

    def write(self) -> None:
        """Write them all.

        Raises:
            TooManyEndings: if they are too many and not confirmed.
            ServiceError: what went wrong with one, once all others are written.
        """
        if not self.confirmed:
            self._refuse_too_many()
        failures = [failure for each in self.held.items() if (failure := _failure(*each))]
        if failures:
            raise failures[0]

    def _refuse_too_many(self) -> None:
        if len(self.held) > ALWAYS and len(self.held) > SHARE * (live := _live_count()):
            about = {"ending": len(self.held), "live": live, "subscriptions": sorted(self.held)[:20]}
            log.error("too many subscriptions would end: confirm it with --yes", extra=about)
            raise TooManyEndings(len(self.held), live)


_run: ContextVar[Endings | None] = ContextVar("endings", default=None)


@contextmanager
def counted_endings(*, confirmed: bool) -> Iterator[Endings]:
    """Ends that are found within are counted, and written at the end.

    Raises:
        TooManyEndings: if they are too many and not confirmed.
        ServiceError: if one could not be written.
    """
    endings = Endings(confirmed)
    token = _run.set(endings)
    try:
        yield endings
        endings.write()
    finally:
        _run.reset(token)


def may_end() -> bool:
    """Is an end written at once? It is not in a run that counts them."""
    return _run.get() is None


def is_confirmed() -> bool:
    """Has an operator said that what Stripe does not know any more has ended?"""
    endings = _run.get()
    return endings is not None and endings.confirmed


def hold(subscription_id: str, write: Callable[[], object]) -> None:
    """Keep an end back until all are known."""
    if endings := _run.get():
        endings.held[subscription_id] = write


def _failure(subscription_id: str, write: Callable[[], object]) -> ServiceError | None:
    """Write one end. What went wrong is logged and stops no other."""
    try:
        write()
    except ServiceError as error:
        log.exception("subscription not ended", extra={"subscription": subscription_id})
        return error
    log.warning("subscription ended, as Stripe says", extra={"subscription": subscription_id})
    return None


def _live_count() -> int:
    query = supabase.client.table("subscriptions").select("id", count=CountMethod.exact, head=True).eq("live", True)
    with database_errors():
        return int(query.execute().count or 0)
