"""Tickets: a number to take before an object is fetched. The mirror keeps what was fetched under the highest one, so
that no order of events, duplicates and workers leaves an older state behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.stripe.account import key_account
from service.supabase import supabase

UNWRITTEN = ("foreign", "invoices_missing")
"""Answers of the database after which nothing is written: a price or invoices are to be fetched first."""


@dataclass
class Ticket:
    """A number, and the event because of which it was taken, if one was. That event is `processed` once the last of
    what it leads to is written: both in one transaction."""

    number: int
    event_id: str | None = None
    processed: bool = False

    def write(self, function: str, **parameters: Any) -> Any:
        """Call a function of the database with what was fetched under this ticket."""
        return supabase.call(function, **parameters, p_ticket=self.number)

    def write_last(self, function: str, **parameters: Any) -> Any:
        """The same, and after it the event is processed, unless the answer is one that asks for more."""
        answer = self.write(function, **parameters, p_event_id=self.event_id)
        self.processed = answer not in UNWRITTEN
        return answer


def next_ticket() -> Ticket:
    """A ticket higher than all before.

    Raises:
        WrongStripeAccount: if our key is of another account than the mirror.
    """
    return Ticket(int(supabase.call("next_stripe_ticket", p_account=key_account())))
