"""Trials: free at first, then billed, or ended."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import Shop, item
from tests.local.stripe.stand_in import StandIn

HALF = pytest.approx(0.5, abs=0.03)


def test_a_trial_costs_nothing_and_is_then_billed(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    assert subscription.status == "trialing"
    assert shop.invoice(subscription).total == 0
    renewed = stand_in.renew(subscription.id)
    assert (renewed.status, shop.invoice(renewed).amount_paid) == ("active", 2000)


def test_another_plan_within_a_trial_costs_nothing_before_its_end(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    change: Any = {"id": item(subscription).id, "price": shop.pro_yearly}
    changed = v1.subscriptions.update(subscription.id, {"items": [change]})
    assert (changed.status, item(changed).current_period_end) == ("trialing", subscription.trial_end)
    stand_in.renew(subscription.id)
    assert shop.invoice(subscription).total == 20_000


def test_a_trial_that_nobody_can_pay_for_ends(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    ends = {"end_behavior": {"missing_payment_method": "cancel"}}
    subscription = shop.subscribe(shop.customer(), trial_period_days=1, trial_settings=ends)
    assert stand_in.renew(subscription.id).status == "canceled"
    assert len(v1.invoices.list({"subscription": subscription.id}).data) == 1
