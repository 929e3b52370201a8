"""Customers in front of a shop: the site, the service, and the stand-in of Stripe with its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import NewUser, Sql, User
from tests.running import RunningStack
from tests.web.billing.customer import Customer
from tests.web.billing.stripe import Stripe
from tests.web.complaints import Complaints
from tests.web.conftest import NewPage
from tests.web.studio import signed_in_state

NewCustomer = Callable[..., Customer]


@pytest.fixture
def complaints(stack: RunningStack) -> Iterator[Complaints]:
    """What the browser complained of, the pages of Stripe included."""
    assert stack.stripe_url is not None
    collected = Complaints((stack.site_url, stack.supabase_url, stack.stripe_url))
    yield collected
    assert collected.unexpected() == []


@pytest.fixture
def stripe(stack: RunningStack) -> Iterator[Stripe]:
    """The stand-in, in good order again after each test."""
    assert stack.stripe_url is not None
    assert stack.stripe_secret_key is not None
    control = Stripe(stack.stripe_url, stack.stripe_secret_key)
    yield control
    control.reset()


@pytest.fixture
def new_customer(
    new_page: NewPage, complaints: Complaints, stack: RunningStack, sql: Sql, stripe: Stripe
) -> NewCustomer:
    """A function that opens a browser in which this user is signed in."""

    def open_browser(user: User, **special: Any) -> Customer:
        page = new_page(signed_in_state(stack, user), **special)
        return Customer(complaints.listen(page), user, stack, sql, stripe, complaints)

    return open_browser


@pytest.fixture
def customer(new_customer: NewCustomer, new_user: NewUser) -> Customer:
    """A new user in a browser of his own."""
    return new_customer(new_user())
