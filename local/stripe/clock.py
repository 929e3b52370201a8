"""What time it is, and for whom.

The stand-in's clock is this machine's, moved forward by whoever wants to see time pass. A customer may be ahead of it
(the button "next renewal" moves just him), or live on a test clock, which stands still until it is advanced.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from local.stripe.resource import Resource
from local.stripe.store import Store

AHEAD = "clock.ahead"


class Clock:
    """The time of the account and of each customer, in seconds since 1970."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._moment: int | None = None

    @property
    def ahead(self) -> int:
        """By how many seconds the stand-in's time is ahead of this machine's."""
        return int(self._store.fact(AHEAD, 0))

    def now(self, customer: Resource | None = None) -> int:
        """The time for this customer; without one, the account's."""
        if self._moment is not None:
            return self._moment
        account = int(time.time()) + self.ahead
        if customer is None:
            return account
        if test_clock := customer.get("test_clock"):
            clock = self._store.get(test_clock)
            return int(clock["frozen_time"]) if clock else account
        return account + int(customer.private.get("ahead", 0))

    def move(self, seconds: int) -> None:
        """Let time pass for the whole account."""
        self._store.set_fact(AHEAD, self.ahead + seconds)

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Within, it is this moment for everybody: what was due then happens then."""
        before, self._moment = self._moment, moment
        try:
            yield
        finally:
            self._moment = before
