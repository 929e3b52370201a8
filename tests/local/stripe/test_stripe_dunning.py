"""Declines: past due, tried again, recovered, or given up."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.shop import BAD, GOOD, Shop, item
from tests.local.stripe.stand_in import Ear, StandIn

HALF = pytest.approx(0.5, abs=0.03)


def test_a_declined_renewal_is_past_due_and_recovers(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    renewed = stand_in.renew(subscription.id)
    invoice = shop.invoice(renewed)
    assert (renewed.status, invoice.status, invoice.attempt_count) == ("past_due", "open", 1)
    assert invoice.next_payment_attempt is not None
    listening.wait_for("invoice.payment_failed", invoice.id)
    assert item(renewed).current_period_start == item(subscription).current_period_end
    shop.add_card(str(subscription.customer), GOOD)
    assert v1.invoices.pay(invoice.id).status == "paid"
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    listening.wait_for("invoice.paid", invoice.id)


def test_a_declined_renewal_is_tried_again_by_itself(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    stand_in.control(customer=subscription.customer, next=1, fault={"payment": "card_declined"})
    assert stand_in.renew(subscription.id).status == "past_due"
    stand_in.control("/advance", customer=subscription.customer, seconds=4 * 86_400)
    assert v1.subscriptions.retrieve(subscription.id).status == "active"
    assert shop.invoice(subscription).attempt_count == 2


def test_after_the_last_try_a_subscription_ends(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    stand_in.renew(subscription.id)
    stand_in.control("/advance", customer=subscription.customer, seconds=16 * 86_400)
    ended = v1.subscriptions.retrieve(subscription.id)
    assert ended.status == "canceled"
    assert shop.invoice(subscription).next_payment_attempt is None
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.reason == "payment_failed"


def test_a_first_payment_that_is_declined_leaves_it_incomplete_and_then_expired(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    assert subscription.status == "incomplete"
    stand_in.control("/advance", customer=subscription.customer, seconds=24 * 3600)
    assert v1.subscriptions.retrieve(subscription.id).status == "incomplete_expired"


def test_an_incomplete_subscription_is_active_once_it_is_paid(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(BAD))
    shop.add_card(str(subscription.customer), GOOD)
    v1.invoices.pay(str(subscription.latest_invoice))
    assert v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_subscription_without_anything_to_pay_with_is_refused(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="no attached payment source"):
        shop.subscribe(shop.customer())


def test_tries_by_hand_do_not_use_up_those_that_are_planned(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    stand_in.renew(subscription.id)
    planned = shop.invoice(subscription)
    for _ in range(4):
        with pytest.raises(stripe.CardError):
            v1.invoices.pay(planned.id)
    after = shop.invoice(subscription)
    assert (after.attempt_count, after.next_payment_attempt) == (1, planned.next_payment_attempt)
    assert v1.subscriptions.retrieve(subscription.id).status == "past_due"


def test_an_invoice_whose_payment_is_under_way_cannot_be_paid_again(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer("delayed"))
    with pytest.raises(stripe.InvalidRequestError, match="under way"):
        v1.invoices.pay(str(subscription.latest_invoice))
