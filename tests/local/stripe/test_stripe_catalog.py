"""Products, prices and customers: made, changed, deleted, and told of."""

from __future__ import annotations

from typing import Any, cast

import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import Ear, StandIn


def test_a_change_tells_what_it_was_before(v1: stripe.V1Services, listening: Ear) -> None:
    product = v1.products.create({"name": "Old", "metadata": {"tier": "pro"}})
    v1.products.update(product.id, {"name": "New"})
    event = listening.wait_for("product.updated", product.id)
    assert event.data.object["name"] == "New"
    assert event.data.previous_attributes is not None
    assert event.data.previous_attributes["name"] == "Old"
    assert "metadata" not in event.data.previous_attributes


def test_a_change_that_changes_nothing_is_not_told_of(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    customer = shop.customer(name="Ada")
    v1.customers.update(customer, {"name": "Ada"})
    v1.customers.update(customer, {"name": "Grace"})
    event = listening.wait_for("customer.updated", customer)
    assert event.data.object["name"] == "Grace"
    assert [e.type for e in v1.events.list({"limit": 10}).data if e.data.object["id"] == customer].count(
        event.type
    ) == 1


def test_a_product_with_prices_cannot_be_deleted(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be deleted"):
        v1.products.delete(shop.pro)
    product = v1.products.create({"name": "Nothing"})
    assert v1.products.delete(product.id).deleted
    listening.wait_for("product.deleted", product.id)
    with pytest.raises(stripe.InvalidRequestError, match="No such product"):
        v1.products.retrieve(product.id)


def test_a_price_is_found_by_its_lookup_key(v1: stripe.V1Services, shop: Shop) -> None:
    price = v1.prices.create({"product": shop.pro, "currency": "usd", "unit_amount": 1, "lookup_key": "pro_once"})
    assert [each.id for each in v1.prices.list({"lookup_keys": ["pro_once", "other"]}).data] == [price.id]


def test_a_lookup_key_belongs_to_one_price(v1: stripe.V1Services, shop: Shop) -> None:
    first = v1.prices.create({"product": shop.pro, "currency": "usd", "unit_amount": 1, "lookup_key": "taken"})
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        v1.prices.create({"product": shop.pro, "currency": "usd", "unit_amount": 2, "lookup_key": "taken"})
    assert v1.prices.retrieve(first.id).lookup_key == "taken"


def test_what_a_price_costs_never_changes(v1: stripe.V1Services, shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter: unit_amount"):
        v1.prices.update(shop.pack, cast(Any, {"unit_amount": 1}))


def test_a_price_that_is_not_active_cannot_be_sold(v1: stripe.V1Services, shop: Shop) -> None:
    price = v1.prices.create({"product": shop.pro, "currency": "usd", "unit_amount": 500, "active": False})
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        shop.checkout(price.id)


def test_a_price_deleted_by_an_operator_is_told_of(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    price = v1.prices.create({"product": shop.pro, "currency": "usd", "unit_amount": 500})
    stand_in.control("/delete_price", price=price.id)
    listening.wait_for("price.deleted", price.id)


def test_a_deleted_customer_is_still_known_as_deleted(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    subscription = shop.subscribed()
    customer = str(subscription.customer)
    assert v1.customers.delete(customer).deleted
    assert v1.customers.retrieve(customer).deleted
    assert v1.subscriptions.retrieve(subscription.id).status == "canceled"
    listening.wait_for("customer.subscription.deleted", subscription.id)
    event = listening.wait_for("customer.deleted", customer)
    assert event.data.object["email"] == "ada@example.com"


def test_nothing_can_be_sold_to_a_deleted_customer(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer()
    v1.customers.delete(customer)
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        shop.checkout(shop.pack, customer=customer)
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        shop.portal(customer)
    assert customer not in [each.id for each in v1.customers.list({"limit": 100}).data]
