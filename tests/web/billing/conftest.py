"""Fixtures: customers of the site, with the service and the Stripe stand-in with its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import NewUser, Sql, User
from tests.running import RunningStack, eventually
from tests.web.billing.customer import Customer
from tests.web.billing.stripe_stand_in import Stripe
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewPage
from tests.web.studio import signed_in_state

NewCustomer = Callable[..., Customer]
NewOffer = Callable[..., str]


@pytest.fixture
def browser_errors(stack: RunningStack) -> Iterator[BrowserErrors]:
    """Browser errors, also of Stripe's pages."""
    assert stack.stripe_url is not None
    collected = BrowserErrors((stack.site_url, stack.supabase_url, stack.stripe_url))
    yield collected
    assert collected.unexpected() == []


@pytest.fixture
def stripe(stack: RunningStack) -> Iterator[Stripe]:
    """The Stripe stand-in; its faults are reset after each test."""
    assert stack.stripe_url is not None
    assert stack.stripe_secret_key is not None
    control = Stripe(stack.stripe_url, stack.stripe_secret_key)
    yield control
    control.reset()


@pytest.fixture
def new_customer(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, sql: Sql, stripe: Stripe
) -> NewCustomer:
    """A function that opens a browser in which this user is signed in."""

    def open_browser(user: User, **special: Any) -> Customer:
        page = new_page(signed_in_state(stack, user), **special)
        return Customer(browser_errors.listen(page), user, stack, sql, stripe, browser_errors)

    return open_browser


@pytest.fixture
def customer(new_customer: NewCustomer, new_user: NewUser) -> Customer:
    """A new user in a browser of their own."""
    return new_customer(new_user())


@pytest.fixture
def new_offer(stripe: Stripe, sql: Sql) -> Iterator[NewOffer]:
    """A function that makes a product with one price the only one on sale beside the free plan; returns the price's id."""
    sql("update products set active = false where id <> 'free'")
    made: list[str] = []

    def put_on_sale(
        name: str,
        currency: str,
        amount: int,
        interval: str | None = None,
        trial_days: int | None = None,
        **metadata: str,
    ) -> str:
        product = stripe.create("products", name=name, **{f"metadata[{key}]": each for key, each in metadata.items()})
        recurring: dict[str, Any] = {"recurring[interval]": interval} if interval else {}
        recurring |= {"recurring[trial_period_days]": trial_days} if trial_days else {}
        price = stripe.create("prices", product=product, currency=currency, unit_amount=amount, **recurring)
        made.append(product)
        eventually(lambda: sql("select 1 from prices where id = %s", [price]))
        return price

    yield put_on_sale
    for product in made:
        stripe.update("products", product, active="false")
    eventually(lambda: sql("select 1 where not exists (select from products where active and id = any(%s))", [made]))
    sql("update products set active = true where id ~ '^(plan|credit_pack)_'")
