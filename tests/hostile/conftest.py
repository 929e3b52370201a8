"""Fixtures: attackers and victims, on a real stack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from service import create_app
from tests.conftest import Sql
from tests.hostile.shop import StackStripe, open_shop
from tests.running import RunningStack
from tests.schemas.model_rows import ModelRows
from tests.service.api_client import sign_up
from tests.service.billing.shop import Buyer, Shop
from tests.service.conftest import (  # noqa: F401  these are fixtures
    ada,
    api_client,
    api_client_of,
    app,
    bob,
    client,
    environment,
    make_app,
    media_host,
    one_app,
    one_pixio,
    pixio,
    runner,
    session_media_host,
)
from tests.web.conftest import (  # noqa: F401  fixtures too; the stack's Pixio stand-in
    browser_context_args,
    browser_errors,
    browser_type_launch_args,
    new_page,
    new_studio,
    shared_context,
    studio,
    unopened_studio,
    visitor,
)


@pytest.fixture(scope="session")
def billing_app(stack: RunningStack, environment: dict[str, str]) -> Flask:  # noqa: F811
    """A service in this process that uses the stack's Stripe stand-in."""
    return create_app(
        {
            **environment,
            "SITE_URL": stack.site_url,
            "STRIPE_SECRET_KEY": stack.stripe_secret_key,
            "STRIPE_WEBHOOK_SECRET": stack.stripe_webhook_secret,
            "STRIPE_API_URL": str(stack.stripe_url),
            "RATELIMIT_BILLING": "1000/minute",
        }
    )


@pytest.fixture
def shop(stack: RunningStack, billing_app: Flask, sql: Sql, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The stack's shop. At the end every event that reached it must be processed."""
    with open_shop(stack, billing_app, sql, request.node.name) as shop:
        yield shop
        shop.arrive()
        assert shop.unprocessed() == []


@pytest.fixture
def stripe_stand_in(shop: Shop) -> StackStripe:
    """The stand-in of Stripe behind the shop."""
    assert isinstance(shop.stripe, StackStripe)
    return shop.stripe


@pytest.fixture
def buyer(shop: Shop, stack: RunningStack, sql: Sql) -> Buyer:
    """A new customer with 500 free credits."""
    return Buyer(sign_up(stack, sql), shop)


@pytest.fixture
def other_buyer(shop: Shop, stack: RunningStack, sql: Sql) -> Buyer:
    """Another new customer."""
    return Buyer(sign_up(stack, sql), shop)


@pytest.fixture
def model_rows(sql: Sql) -> Iterator[ModelRows]:
    """Rows of models for one test, removed afterwards."""
    model_rows = ModelRows(sql)
    yield model_rows
    model_rows.clear()
