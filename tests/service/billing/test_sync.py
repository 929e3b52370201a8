"""`flask stripe sync`: all that is in Stripe comes in, and only all of it counts as done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service import create_app
from tests.service.billing.shop import Buyer, Shop


@pytest.fixture
def unheard(calm_buyer: Buyer) -> Iterator[Buyer]:
    """A buyer of whom no event tells anything."""
    calm_buyer.shop.stripe.fault(event="*", delivery="drop")
    yield calm_buyer
    calm_buyer.shop.stripe.reset()


def test_everything_that_no_event_told_comes_in(unheard: Buyer) -> None:
    unheard.buy()
    unheard.subscribe()
    ended = unheard.shop.flask("stripe", "sync")
    assert ended.exit_code == 0
    assert "Everything is in." in ended.output
    assert unheard.credits() == (3000, 1000)


def test_a_mirror_that_was_lost_is_filled_again(unheard: Buyer) -> None:
    subscription_id = unheard.subscribe()
    unheard.buy()
    unheard.shop.reconcile()
    before = unheard.credits()
    _forget_all(unheard)
    assert unheard.shop.flask("stripe", "sync").exit_code == 0
    assert (unheard.subscription()["id"], unheard.credits()) == (subscription_id, before)
    assert unheard.customer_id() is not None


def test_a_second_run_changes_nothing(unheard: Buyer) -> None:
    unheard.buy()
    unheard.subscribe()
    for _ in range(2):
        assert unheard.shop.flask("stripe", "sync").exit_code == 0
    assert (unheard.purchases(), unheard.grants()) == ([1000], [("plan_month", 3000)])


def test_what_was_deleted_meanwhile_is_noticed(unheard: Buyer) -> None:
    api = unheard.shop.stripe.v1
    product = api.products.create({"name": "Short-lived"})
    unheard.buy()
    unheard.shop.flask("stripe", "sync")
    api.products.delete(product.id)
    api.customers.delete(str(unheard.customer_id()))
    unheard.shop.flask("stripe", "sync")
    (row,) = unheard.shop.sql("select * from products where id = %s", [product.id])
    assert (row["active"], row["deleted_at"] is not None) == (False, True)
    assert unheard.customer_id() is None


def test_a_list_of_several_pages_comes_in_whole(unheard: Buyer) -> None:
    api = unheard.shop.stripe.v1
    made = {api.products.create({"name": f"Number {number}"}).id for number in range(101)}
    ended = unheard.shop.flask("stripe", "sync")
    assert "products: 100" in ended.output
    found = unheard.shop.sql("select id from products where id = any(%s)", [list(made)])
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
def test_it_is_not_done_unless_every_type_was_finished(unheard: Buyer, request_: str, name: str) -> None:
    unheard.shop.stripe.fault(request=request_, api=401)
    ended = unheard.shop.flask("stripe", "sync")
    assert ended.exit_code == 1
    assert f"Not finished: {name}." in ended.output
    assert "Everything is in." not in ended.output


def test_without_a_key_it_says_so(calm_shop: Shop, environment: dict[str, str]) -> None:
    for command in ("setup", "sync"):
        ended = create_app(environment).test_cli_runner().invoke(args=["stripe", command])
        assert (ended.exit_code, "STRIPE_SECRET_KEY" in ended.output) == (1, True)


def _forget_all(buyer: Buyer) -> None:
    """What Stripe's mirror holds of a user is gone; his history of credits is his own."""
    buyer.shop.sql("delete from subscriptions where user_id = %s", [buyer.id])
    buyer.shop.sql("delete from customers where id = %s", [buyer.id])
