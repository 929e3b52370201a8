"""Stripe's lists, page by page, each with the ticket that was taken before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import stripe

from service.stripe.tickets import Ticket, next_ticket

T = TypeVar("T", bound=stripe.StripeObject)

PAGE = 100
MOST_PAGES = 100_000


class EndlessList(Exception):
    """A list of Stripe's that does not go on, or does not end."""


def pages(fetch: Callable[[Any], stripe.ListObject[T]], **parameters: Any) -> Iterator[tuple[list[T], Ticket]]:
    """Every page of a list, newest first; `fetch` is the SDK's own function for that list.

    Raises:
        EndlessList: if a page leads nowhere, or there are more than any account can have.
    """
    last = None
    for _ in range(MOST_PAGES):
        ticket = next_ticket()
        page = fetch({"limit": PAGE, **parameters})
        yield page.data, ticket
        if not page.has_more:
            return
        before, last = last, page.data[-1]["id"] if page.data else None
        if last in (before, None):
            break
        parameters["starting_after"] = last
    raise EndlessList
