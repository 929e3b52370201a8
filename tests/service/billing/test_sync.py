"""`python -m service stripe sync` fetches everything from Stripe and succeeds only if every type is complete."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service import create_app
from tests.service.billing.shop import Buyer, Shop


@pytest.fixture
def buyer_without_webhooks(ordered_buyer: Buyer) -> Iterator[Buyer]:
    """A buyer whose webhooks are dropped."""
    ordered_buyer.shop.stripe.fault(event="*", delivery="drop")
    yield ordered_buyer
    ordered_buyer.shop.stripe.reset()


def test_sync_fetches_everything_without_events(buyer_without_webhooks: Buyer) -> None:
    buyer_without_webhooks.buy()
    buyer_without_webhooks.subscribe()
    ended = buyer_without_webhooks.shop.flask("stripe", "sync")
    assert ended.exit_code == 0
    assert "Everything is imported." in ended.output
    assert buyer_without_webhooks.credits() == (3000, 1000)


def test_sync_refills_an_empty_mirror(buyer_without_webhooks: Buyer) -> None:
    subscription_id = buyer_without_webhooks.subscribe()
    buyer_without_webhooks.buy()
    buyer_without_webhooks.shop.reconcile()
    before = buyer_without_webhooks.credits()
    _forget_all(buyer_without_webhooks)
    assert buyer_without_webhooks.shop.flask("stripe", "sync").exit_code == 0
    assert (buyer_without_webhooks.subscription()["id"], buyer_without_webhooks.credits()) == (subscription_id, before)
    assert buyer_without_webhooks.customer_id() is not None


def test_second_run_changes_nothing(buyer_without_webhooks: Buyer) -> None:
    buyer_without_webhooks.buy()
    buyer_without_webhooks.subscribe()
    for _ in range(2):
        assert buyer_without_webhooks.shop.flask("stripe", "sync").exit_code == 0
    assert (buyer_without_webhooks.purchases(), buyer_without_webhooks.grants()) == ([1000], [("plan_month", 3000)])


def test_sync_notices_deleted_products_and_prices(buyer_without_webhooks: Buyer) -> None:
    api = buyer_without_webhooks.shop.stripe.v1
    product = api.products.create({"name": "Short-lived"})
    buyer_without_webhooks.buy()
    buyer_without_webhooks.shop.flask("stripe", "sync")
    api.products.delete(product.id)
    api.customers.delete(str(buyer_without_webhooks.customer_id()))
    buyer_without_webhooks.shop.flask("stripe", "sync")
    (row,) = buyer_without_webhooks.shop.sql("select * from products where id = %s", [product.id])
    assert (row["active"], row["deleted_at"] is not None) == (False, True)
    assert buyer_without_webhooks.customer_id() is None


def test_sync_reads_all_pages_of_a_list(buyer_without_webhooks: Buyer) -> None:
    api = buyer_without_webhooks.shop.stripe.v1
    made = {api.products.create({"name": f"Number {number}"}).id for number in range(101)}
    ended = buyer_without_webhooks.shop.flask("stripe", "sync")
    assert "products: 100" in ended.output
    found = buyer_without_webhooks.shop.sql("select id from products where id = any(%s)", [list(made)])
    assert len(found) == 101


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("GET /v1/products", "products"),
        ("GET /v1/prices", "prices"),
        ("GET /v1/customers", "customers"),
        ("GET /v1/subscriptions", "subscriptions"),
        ("GET /v1/checkout/sessions", "checkout sessions"),
    ],
)
def test_sync_fails_unless_every_type_is_complete(buyer_without_webhooks: Buyer, request_: str, name: str) -> None:
    buyer_without_webhooks.shop.stripe.fault(request=request_, api=401)
    ended = buyer_without_webhooks.shop.flask("stripe", "sync")
    assert ended.exit_code == 1
    assert f"Not finished: {name}." in ended.output
    assert "Everything is imported." not in ended.output


def test_without_a_stripe_key_setup_reports_it(ordered_shop: Shop, environment: dict[str, str]) -> None:
    for command in ("setup", "sync"):
        ended = create_app(environment).test_cli_runner().invoke(args=["stripe", command])
        assert (ended.exit_code, "STRIPE_SECRET_KEY" in ended.output) == (1, True)


def _forget_all(buyer: Buyer) -> None:
    """The mirror of a user is deleted; the ledger stays."""
    buyer.shop.sql("delete from subscriptions where user_id = %s", [buyer.id])
    buyer.shop.sql("delete from customers where id = %s", [buyer.id])
