"""Endings of live subscriptions that `python -m service reconcile` and `python -m service stripe sync` find. They are held until all are known: if
there are too many, Stripe's data or our key is more likely wrong than that so many customers left. Then none is written
until an operator confirms them with `--yes`."""

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

ALWAYS_ALLOWED = 2
"""So many subscriptions may end in one pass, however few are live."""
ALLOWED_SHARE = 0.1
"""The share of the live subscriptions that may end in one pass."""


class TooManyEndings(Exception):
    """More live subscriptions would end than one pass may end without confirmation. None has ended."""

    def __init__(self, ending: int, live: int) -> None:
        super().__init__(
            f"{ending} of {live} live subscriptions would end: too many for one pass without confirmation. None has ended."
            " If they should end, run this again with --yes."
        )


@dataclass
class Endings:
    """The endings that a pass has found: for each subscription, the function that writes it. `confirmed`: the operator passed
    `--yes`."""

    confirmed: bool
    held: dict[str, Callable[[], object]] = field(default_factory=dict)

    def write(self) -> None:
        """Write all endings.

        Raises:
            TooManyEndings: if they are too many and not confirmed.
            ServiceError: the first failure, after all others were written.
        """
        if not self.confirmed:
            self._refuse_too_many()
        failures = [failure for each in self.held.items() if (failure := _write_one(*each))]
        if failures:
            raise failures[0]

    def _refuse_too_many(self) -> None:
        if len(self.held) > ALWAYS_ALLOWED and len(self.held) > ALLOWED_SHARE * (live := _live_count()):
            about = {"ending": len(self.held), "live": live, "subscriptions": sorted(self.held)[:20]}
            log.error("too many subscriptions would end: confirm with --yes", extra=about)
            raise TooManyEndings(len(self.held), live)


_pass: ContextVar[Endings | None] = ContextVar("endings", default=None)


@contextmanager
def counted_endings(*, confirmed: bool) -> Iterator[Endings]:
    """Hold the endings that are found within this context, and write them when it is left.

    Raises:
        TooManyEndings: if they are too many and not confirmed.
        ServiceError: if one could not be written.
    """
    endings = Endings(confirmed)
    token = _pass.set(endings)
    try:
        yield endings
        endings.write()
    finally:
        _pass.reset(token)


def may_end() -> bool:
    """May an ending be written at once? Not while a pass holds endings."""
    return _pass.get() is None


def is_confirmed() -> bool:
    """Has an operator confirmed that subscriptions which Stripe does not have any more have ended?"""
    endings = _pass.get()
    return endings is not None and endings.confirmed


def hold(subscription_id: str, write: Callable[[], object]) -> None:
    """Hold an ending until all are known."""
    if endings := _pass.get():
        endings.held[subscription_id] = write


def _write_one(subscription_id: str, write: Callable[[], object]) -> ServiceError | None:
    """Write one ending. A failure is logged and returned, and does not stop the others."""
    try:
        write()
    except ServiceError as error:
        log.exception("subscription not ended", extra={"subscription": subscription_id})
        return error
    log.warning("subscription ended in stripe", extra={"subscription": subscription_id})
    return None


def _live_count() -> int:
    query = supabase.client.table("subscriptions").select("id", count=CountMethod.exact, head=True).eq("live", True)
    with database_errors():
        return int(query.execute().count or 0)
