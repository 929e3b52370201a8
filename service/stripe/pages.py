"""Stripe's lists, page by page, each with the ticket that was taken before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import stripe

from service.stripe.tickets import Ticket, next_ticket

T = TypeVar("T", bound=stripe.StripeObject)

PAGE = 100


def pages(fetch: Callable[[Any], stripe.ListObject[T]], **parameters: Any) -> Iterator[tuple[list[T], Ticket]]:
    """Every page of a list, newest first; `fetch` is the SDK's own function for that list."""
    more = True
    while more:
        ticket = next_ticket()
        page = fetch({"limit": PAGE, **parameters})
        yield page.data, ticket
        more = page.has_more
        if more:
            parameters["starting_after"] = page.data[-1]["id"]
