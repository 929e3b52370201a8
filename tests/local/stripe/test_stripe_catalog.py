"""Products, prices and customers: what is refused, and which events are sent."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from local.stripe.pages.render import money
from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import WebhookReceiver


def test_update_events_are_sent_only_for_changes_and_contain_previous_attributes(
    v1: stripe.V1Services, shop: Shop, webhooks: WebhookReceiver
) -> None:
    customer = shop.customer(name="Ada")
    v1.customers.update(customer, {"name": "Ada"})
    v1.customers.update(customer, {"name": "Grace"})
    event = webhooks.wait_for("customer.updated", customer)
    assert event.data.object["name"] == "Grace"
    assert event.data.previous_attributes is not None
    assert event.data.previous_attributes.to_dict() == {"name": "Ada"}
    assert [each.type for each in v1.events.list({"type": "customer.updated", "limit": 1}).data] == [event.type]
    assert webhooks.types(customer).count("customer.updated") == 1


def test_prices_are_listed_by_their_lookup_keys(v1: stripe.V1Services, shop: Shop) -> None:
    price: Any = {"product": shop.pro, "currency": "usd", "unit_amount": 1, "lookup_key": "known"}
    first = v1.prices.create(price)
    assert [each.id for each in v1.prices.list({"lookup_keys": ["known", "other"]}).data] == [first.id]


def test_inactive_prices_and_deleted_customers_are_refused(v1: stripe.V1Services, shop: Shop) -> None:
    price = v1.prices.create({"product": shop.pro, "currency": "usd", "unit_amount": 500, "active": False})
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        shop.checkout(price.id)
    subscription = shop.subscribed()
    customer = str(subscription.customer)
    session = shop.checkout(shop.pack, customer=customer)
    assert v1.customers.delete(customer).deleted
    assert v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert shop.pay(session).status == "open"
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        shop.checkout(shop.pack, customer=customer)
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        shop.portal(customer)
    assert customer not in [each.id for each in v1.customers.list({"limit": 100}).data]


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [
        ("usd", 2900, "$29.00"),
        ("eur", -150, "−€1.50"),
        ("jpy", 2900, "2,900 JPY"),
        ("kwd", 9500, "9.500 KWD"),
        ("isk", 290_000, "2,900.00 ISK"),
        ("ugx", 290_000, "2,900.00 UGX"),
    ],
)
def test_amounts_are_formatted_with_stripes_decimals(currency: str, amount: int, shown: str) -> None:
    assert money(amount, currency) == shown
