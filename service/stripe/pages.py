"""Read Stripe's lists, page by page, with an upper bound against lists that never end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar

import stripe

from service.errors import StripeUnavailable
from service.stripe.tickets import Ticket, next_ticket

T = TypeVar("T", bound=stripe.StripeObject)

PAGE = 100
MOST_PAGES = 100_000
MOST_OF_ONE = 10_000  # subscriptions of a customer, refunds of a payment, lines of an invoice


class EndlessList(StripeUnavailable):
    """A list whose pages repeat or never end."""


def each_of(listed: stripe.ListObject[T]) -> Iterator[T]:
    """All objects of a list that belongs to one customer, payment or invoice.

    Raises:
        EndlessList: if there are more than MOST_OF_ONE.
    """
    objects = listed.auto_paging_iter()
    yield from islice(objects, MOST_OF_ONE)
    if next(objects, None) is not None:
        raise EndlessList


def pages(fetch: Callable[[Any], stripe.ListObject[T]], **parameters: Any) -> Iterator[tuple[list[T], Ticket]]:
    """All pages of a list, newest first, each with a ticket; `fetch` is stripe-python's function for that list.

    Raises:
        EndlessList: if a page repeats, or if there are more than MOST_PAGES.
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
