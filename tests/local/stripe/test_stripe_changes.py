"""Changes of a running subscription: other plans, quantities and intervals, and what they cost."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import Shop, item
from tests.local.stripe.stand_in import StandIn

HALF = pytest.approx(0.5, abs=0.03)


def test_an_upgrade_is_prorated_and_paid_at_once_if_so_wished(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    middle = (item(subscription).current_period_start + item(subscription).current_period_end) // 2
    stand_in.control("/advance", customer=subscription.customer, to=middle)
    changed = shop.v1.subscriptions.update(
        subscription.id,
        {
            "items": [{"id": item(subscription).id, "price": shop.business_monthly}],
            "proration_behavior": "always_invoice",
        },
    )
    assert item(changed).price.id == shop.business_monthly
    assert item(changed).current_period_end == item(subscription).current_period_end
    invoice = shop.invoice(changed)
    assert (invoice.status, invoice.billing_reason) == ("paid", "subscription_update")
    back, rest = (line.amount for line in invoice.lines.data)
    assert -back / 2000 == HALF
    assert rest / 5000 == HALF
    for line in invoice.lines.data:
        assert line.parent is not None
        assert line.parent.subscription_item_details is not None
        assert line.parent.subscription_item_details.proration


def test_an_upgrade_without_a_wish_is_billed_with_the_next_period(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    v1.subscriptions.update(subscription.id, {"items": [{"id": item(subscription).id, "price": shop.business_monthly}]})
    assert shop.invoice(subscription).billing_reason == "subscription_create"
    renewed = stand_in.renew(subscription.id)
    invoice = shop.invoice(renewed)
    assert invoice.billing_reason == "subscription_cycle"
    assert [round(line.amount, -2) for line in invoice.lines.data] == [-2000, 5000, 5000]
    assert len(shop.invoice(stand_in.renew(subscription.id)).lines.data) == 1


def test_a_change_without_proration_costs_nothing_until_the_renewal(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    change: Any = {"id": item(subscription).id, "price": shop.business_monthly}
    v1.subscriptions.update(subscription.id, {"items": [change], "proration_behavior": "none"})
    assert shop.invoice(subscription).billing_reason == "subscription_create"
    stand_in.renew(subscription.id)
    assert shop.invoice(subscription).total == 5000


def test_a_yearly_price_begins_a_new_period_now_and_is_billed_now(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    changed = v1.subscriptions.update(
        subscription.id, {"items": [{"id": item(subscription).id, "price": shop.pro_yearly}]}
    )
    assert 365 <= (item(changed).current_period_end - item(changed).current_period_start) / 86_400 <= 366
    invoice = shop.invoice(changed)
    assert invoice.status == "paid"
    assert round(invoice.total, -2) == 18_000


def test_what_is_given_back_pays_later_invoices(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed(shop.business_monthly)
    change: Any = {"id": item(subscription).id, "price": shop.pro_monthly}
    v1.subscriptions.update(
        subscription.id,
        {"items": [change], "proration_behavior": "always_invoice"},
    )
    invoice = shop.invoice(subscription)
    assert (round(invoice.total, -2), invoice.amount_due, invoice.status) == (-3000, 0, "paid")
    assert round(v1.customers.retrieve(str(subscription.customer)).balance or 0, -2) == -3000
    stand_in.renew(subscription.id)
    renewed = shop.invoice(subscription)
    assert (renewed.total, renewed.amount_due) == (2000, 0)
    assert round(v1.customers.retrieve(str(subscription.customer)).balance or 0, -2) == -1000


def test_a_change_of_the_price_shows_in_running_subscriptions(v1: stripe.V1Services, shop: Shop) -> None:
    price = v1.prices.create(
        {"product": shop.pro, "unit_amount": 1, "currency": "usd", "recurring": {"interval": "month"}}
    )
    subscription = shop.subscribed(price.id)
    v1.prices.update(price.id, {"metadata": {"tier": "pro"}})
    assert item(v1.subscriptions.retrieve(subscription.id)).price.metadata["tier"] == "pro"
