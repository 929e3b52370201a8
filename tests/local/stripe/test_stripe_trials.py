"""Trials: announced, ended, paused, resumed."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import GOOD, Shop, item
from tests.local.stripe.stand_in import Ear, StandIn

HALF = pytest.approx(0.5, abs=0.03)


def test_a_trial_is_announced_before_its_end_and_then_billed(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    assert subscription.status == "trialing"
    assert shop.invoice(subscription).total == 0
    stand_in.control("/advance", customer=subscription.customer, seconds=5 * 86_400)
    listening.wait_for("customer.subscription.trial_will_end", subscription.id)
    renewed = stand_in.renew(subscription.id)
    assert (renewed.status, shop.invoice(renewed).amount_paid) == ("active", 2000)


def test_a_trial_without_anything_to_pay_with_is_paused_and_can_be_resumed(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    customer = shop.customer()
    ends = {"end_behavior": {"missing_payment_method": "pause"}}
    subscription = shop.subscribe(customer, trial_period_days=1, trial_settings=ends)
    assert stand_in.renew(subscription.id).status == "paused"
    listening.wait_for("customer.subscription.paused", subscription.id)
    shop.add_card(customer, GOOD)
    assert v1.subscriptions.resume(subscription.id).status == "active"
    listening.wait_for("customer.subscription.resumed", subscription.id)
    assert shop.invoice(subscription).amount_paid == 2000


def test_while_collection_is_paused_nobody_pays(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    v1.subscriptions.update(subscription.id, {"pause_collection": {"behavior": "void"}})
    assert stand_in.renew(subscription.id).status == "active"
    assert shop.invoice(subscription).status == "void"
    assert v1.subscriptions.update(subscription.id, {"pause_collection": ""}).pause_collection is None


def test_a_trial_that_is_ended_now_is_billed_in_full_now(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    ended = v1.subscriptions.update(subscription.id, {"trial_end": "now"})
    assert ended.status == "active"
    assert shop.invoice(subscription).amount_paid == 2000
    assert item(ended).current_period_end - item(ended).current_period_start >= 28 * 86_400


def test_another_plan_within_a_trial_costs_nothing_before_its_end(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed(trial_period_days=7)
    change: Any = {"id": item(subscription).id, "price": shop.pro_yearly}
    changed = v1.subscriptions.update(subscription.id, {"items": [change]})
    assert (changed.status, item(changed).current_period_end) == ("trialing", subscription.trial_end)
    stand_in.renew(subscription.id)
    assert shop.invoice(subscription).total == 20_000
