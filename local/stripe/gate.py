"""Where deliveries can be held back: all until they are released, or some until they can go out of order."""

from __future__ import annotations

import asyncio
import random
from typing import Protocol

from local.stripe.deliveries import Delivery

IDLE_SECONDS = 0.3


class Start(Protocol):
    """Sends deliveries, all at once or each when the one before it has arrived."""

    def __call__(self, deliveries: list[Delivery], one_by_one: bool = False) -> None:
        """Start sending."""


class Gate:
    """Lets deliveries through, or keeps them."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._timer: asyncio.TimerHandle | None = None
        self.held: list[Delivery] = []
        self.holding = False
        self.shuffle = 0

    def let_through(self, deliveries: list[Delivery]) -> None:
        """Send them, or hold them."""
        if not (self.holding or self.shuffle):
            return self._start(deliveries)
        for each in deliveries:
            self.held.append(each)
            if self.shuffle and len(self.held) >= self.shuffle:
                self.release("shuffled")
        if self.shuffle:
            self._release_when_idle()
        return None

    def release(self, order: str = "as_is", seed: int | None = None, one_by_one: bool = False) -> int:
        """Send what is held, in the order of the events, `reversed` or `shuffled`; returns how many."""
        sent, self.held = self.held, []
        if order == "shuffled":
            random.Random(seed).shuffle(sent)
        elif order == "reversed":
            sent.reverse()
        self._start(sent, one_by_one)
        return len(sent)

    def open(self) -> None:
        """Hold nothing any more."""
        self.holding, self.shuffle = False, 0
        self.release()

    def close(self) -> None:
        """Stop waiting."""
        if self._timer:
            self._timer.cancel()

    def _release_when_idle(self) -> None:
        """Nobody may come to fill up the number: then those that wait are shuffled among themselves."""
        self.close()
        self._timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, lambda: self.release("shuffled"))
