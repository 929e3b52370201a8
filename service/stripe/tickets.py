"""Tickets: numbers that are taken before an object is fetched from Stripe. The mirror keeps the object with the highest
ticket, so events may arrive in any order, more than once, and at several workers. See docs/decisions/tickets-before-fetch.md."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from service.stripe.account import key_account
from service.supabase import supabase


class EventState(Enum):
    """What a sync has done with the event that caused it. `process_event` acts on it."""

    OPEN = "not marked as processed yet"
    FINISHED = "marked as processed, in the transaction of the last write"
    HELD = "marked as processed by a write that waits until all endings are known"


@dataclass(frozen=True)
class Ticket:
    """A ticket, and the event that it was taken for, if it was taken for one."""

    number: int
    event_id: str | None = None

    def write(self, function: str, **parameters: Any) -> Any:
        """Call a sync function of the database with what was fetched under this ticket."""
        return supabase.call(function, **parameters, p_ticket=self.number)

    def write_and_finish_event(self, function: str, **parameters: Any) -> Any:
        """Call a sync function that also marks the event as processed, in the same transaction."""
        return self.write(function, **parameters, p_event_id=self.event_id)


def next_ticket() -> Ticket:
    """A ticket that is higher than all before.

    Raises:
        WrongStripeAccount: if our key belongs to another account than the mirror.
    """
    return Ticket(int(supabase.call("next_stripe_ticket", p_account=key_account())))
