"""`python -m service stripe setup` creates the products of an empty account, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from service import create_app
from service.stripe.events import SYNCS
from tests.conftest import Sql
from tests.service.billing.stand_in import StandIn, running_stand_in

Run = Callable[..., Any]


@pytest.fixture
def empty_account(tmp_path: Path) -> Iterator[StandIn]:
    """An empty account without a webhook receiver."""
    with running_stand_in(tmp_path / "stripe", "http://127.0.0.1:9/nobody") as stand_in:
        stand_in.fault(event="*", delivery="drop")
        yield stand_in


@pytest.fixture
def run(
    plans: None, no_stored_account: None, empty_account: StandIn, billing_environment: dict[str, str], sql: Sql
) -> Iterator[Run]:
    """A function that runs setup on the empty account; the mirrored rows are deleted afterwards."""
    settings = {**billing_environment, "STRIPE_API_URL": empty_account.url}
    yield lambda **changes: create_app({**settings, **changes}).test_cli_runner().invoke(args=["stripe", "setup"])
    made = [price.id for price in empty_account.v1.prices.list({"limit": 100}).data]
    sql("delete from prices where id = any(%s)", [made])


def prices(stand_in: StandIn) -> dict[str, stripe.Price]:
    return {str(price.lookup_key): price for price in stand_in.v1.prices.list({"limit": 100}).data}


def test_an_empty_account_gets_the_plans_and_packs(empty_account: StandIn, run: Run, sql: Sql) -> None:
    assert run().exit_code == 0
    assert {key: (price.unit_amount, price.currency) for key, price in prices(empty_account).items()} == {
        "pro_monthly": (2900, "usd"),
        "pro_yearly": (29000, "usd"),
        "business_monthly": (5700, "usd"),
        "business_yearly": (57000, "usd"),
        "credit_pack_1000": (1000, "usd"),
        "credit_pack_2500": (2500, "usd"),
        "credit_pack_5000": (4950, "usd"),
    }
    mirrored = sql("select id from prices where id = any(%s)", [[price.id for price in prices(empty_account).values()]])
    assert len(mirrored) == 7


def test_second_setup_creates_nothing(empty_account: StandIn, run: Run) -> None:
    run()
    first = {price.id for price in prices(empty_account).values()}
    assert run().exit_code == 0
    assert {price.id for price in prices(empty_account).values()} == first
    assert len(empty_account.v1.products.list({"limit": 100}).data) == 5
    assert len(empty_account.v1.billing_portal.configurations.list({"limit": 100}).data) == 1


@pytest.mark.parametrize(
    ("step", "when"),
    [
        ("GET /v1/prices", "before"),
        ("POST /v1/products", "after"),
        ("POST /v1/prices", "after"),
        ("POST /v1/billing_portal/configurations", "after"),
    ],
)
def test_interrupted_setup_is_completed_by_the_next(empty_account: StandIn, run: Run, step: str, when: str) -> None:
    empty_account.fault(request=step, api=401, when=when, times=1)
    ended = run()
    assert ended.exit_code == 1
    assert "Run it again" in ended.output
    assert run().exit_code == 0
    assert len(empty_account.v1.products.list({"limit": 100}).data) == 5
    assert len(prices(empty_account)) == 7


def test_price_named_in_the_environment_is_not_created_again(empty_account: StandIn, run: Run) -> None:
    product = empty_account.v1.products.create({"name": "My Pro"})
    mine = empty_account.v1.prices.create(
        {"product": product.id, "unit_amount": 1900, "currency": "eur", "recurring": {"interval": "month"}}
    )
    assert run(STRIPE_PRICE_PRO_MONTHLY=mine.id).exit_code == 0
    assert "pro_monthly" not in prices(empty_account)
    assert "pro_yearly" in prices(empty_account)


def test_portal_offers_all_plans(empty_account: StandIn, run: Run) -> None:
    run()
    (configuration,) = empty_account.v1.billing_portal.configurations.list({"limit": 100}).data
    update = configuration.features.subscription_update
    offered = {price for product in update.products or [] for price in product.prices}
    plans = {price.id for key, price in prices(empty_account).items() if price.recurring}
    assert (offered, update.proration_behavior) == (plans, "always_invoice")
    assert configuration.features.subscription_cancel.mode == "at_period_end"


def test_public_site_gets_one_webhook_endpoint(empty_account: StandIn, run: Run) -> None:
    site = {"SITE_URL": "https://shop.example.com"}
    ended = run(**site)
    assert "STRIPE_WEBHOOK_SECRET=whsec_" in ended.output
    assert "whsec_" not in run(**site).output
    (endpoint,) = [
        each for each in _endpoints(empty_account) if each.url == "https://shop.example.com/api/webhooks/stripe"
    ]
    assert set(endpoint.enabled_events) == set(SYNCS)
    assert endpoint.api_version == stripe.api_version


def test_setup_adds_missing_events_to_the_endpoint(empty_account: StandIn, run: Run) -> None:
    url = "https://shop.example.com/api/webhooks/stripe"
    made = empty_account.v1.webhook_endpoints.create({"url": url, "enabled_events": ["invoice.paid", "payout.paid"]})
    assert "all events" in run(SITE_URL="https://shop.example.com").output
    found = empty_account.v1.webhook_endpoints.retrieve(made.id)
    assert set(found.enabled_events) == {*SYNCS, "payout.paid"}


@pytest.mark.parametrize("site", ["http://localhost:3000", "https://10.0.0.7", "https://shop.local"])
def test_local_site_is_told_to_run_stripe_listen(empty_account: StandIn, run: Run, site: str) -> None:
    before = len(_endpoints(empty_account))
    ended = run(SITE_URL=site)
    assert f"stripe listen --forward-to {site}/api/webhooks/stripe" in ended.output
    assert len(_endpoints(empty_account)) == before


def _endpoints(stand_in: StandIn) -> list[stripe.WebhookEndpoint]:
    return stand_in.v1.webhook_endpoints.list({"limit": 100}).data
