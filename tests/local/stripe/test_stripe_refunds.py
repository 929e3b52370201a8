"""Refunds and disputes: limits and amounts."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import StandIn, WebhookReceiver


def test_partial_refunds_add_up_to_at_most_the_charge(v1: stripe.V1Services, shop: Shop) -> None:
    charge = shop.charge(shop.sold())
    intent = str(charge.payment_intent)
    for amount in (300, 200):
        v1.refunds.create({"payment_intent": intent, "amount": amount})
    after = v1.charges.retrieve(charge.id)
    assert (after.amount_refunded, after.refunded) == (500, False)
    with pytest.raises(stripe.InvalidRequestError, match="500 are left"):
        v1.refunds.create({"payment_intent": intent, "amount": 501})


def test_dispute_after_a_refund_withdraws_the_whole_amount_and_reinstates_it_when_won(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, webhooks: WebhookReceiver
) -> None:
    charge = shop.charge(shop.sold())
    intent = str(charge.payment_intent)
    v1.refunds.create({"payment_intent": intent, "amount": 300})
    dispute_id = stand_in.control("/dispute", charge=charge.id)["id"]
    (dispute,) = v1.disputes.list({"payment_intent": intent}).data
    assert (dispute.id, dispute.amount, v1.charges.retrieve(charge.id).disputed) == (dispute_id, 1000, True)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be refunded"):
        v1.refunds.create({"payment_intent": intent})
    stand_in.control("/close_dispute", dispute=dispute_id, won=True)
    assert [each.amount for each in v1.disputes.retrieve(dispute_id).balance_transactions] == [-1000, 1000]
    for happened in ("created", "funds_withdrawn", "funds_reinstated", "closed"):
        webhooks.wait_for(f"charge.dispute.{happened}", dispute_id)
