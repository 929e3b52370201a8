"""Refunds and disputes: money that goes back, and comes back."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.shop import GOOD, Shop
from tests.local.stripe.stand_in import Ear, StandIn


def test_a_refund_gives_everything_back_and_is_told_of(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    session = shop.sold()
    refund = v1.refunds.create({"payment_intent": str(session.payment_intent), "metadata": {"why": "asked"}})
    charge = shop.charge(session)
    assert (refund.status, refund.amount, refund.charge) == ("succeeded", 1000, charge.id)
    assert (charge.amount_refunded, charge.refunded) == (1000, True)
    listening.wait_for("refund.created", refund.id)
    listening.wait_for("charge.refunded", charge.id)


def test_partial_refunds_add_up_and_never_exceed_the_charge(v1: stripe.V1Services, shop: Shop) -> None:
    charge = shop.charge(shop.sold())
    v1.refunds.create({"payment_intent": str(charge.payment_intent), "amount": 300})
    v1.refunds.create({"payment_intent": str(charge.payment_intent), "amount": 200})
    after = v1.charges.retrieve(charge.id)
    assert (after.amount_refunded, after.refunded) == (500, False)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        v1.refunds.create({"payment_intent": str(charge.payment_intent), "amount": 501})
    v1.refunds.create({"payment_intent": str(charge.payment_intent)})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.refunds.create({"payment_intent": str(charge.payment_intent)})
    assert caught.value.code == "charge_already_refunded"


def test_a_refund_that_fails_later_leaves_the_charge_as_it_was(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    charge = shop.charge(shop.sold())
    refund = v1.refunds.create({"payment_intent": str(charge.payment_intent), "amount": 400})
    stand_in.control("/settle", refund=refund.id, succeeded=False)
    failed = v1.refunds.retrieve(refund.id)
    assert failed.status == "failed"
    assert failed.failure_reason
    assert v1.charges.retrieve(charge.id).amount_refunded == 0
    listening.wait_for("refund.failed", refund.id)


def test_a_dispute_takes_the_money_at_once(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    charge = shop.charge(shop.sold())
    dispute = v1.disputes.retrieve(stand_in.control("/dispute", charge=charge.id)["id"])
    assert (dispute.status, dispute.amount, dispute.payment_intent) == ("needs_response", 1000, charge.payment_intent)
    assert [(each.amount, each.fee) for each in dispute.balance_transactions] == [(-1000, 1500)]
    assert v1.charges.retrieve(charge.id).disputed
    assert [each.id for each in v1.disputes.list({"payment_intent": str(charge.payment_intent)}).data] == [dispute.id]
    listening.wait_for("charge.dispute.created", dispute.id)
    listening.wait_for("charge.dispute.funds_withdrawn", dispute.id)
    with pytest.raises(stripe.InvalidRequestError, match="charged back"):
        v1.refunds.create({"payment_intent": str(charge.payment_intent)})


def test_a_dispute_that_is_won_brings_the_money_back(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    dispute_id = stand_in.control("/dispute", charge=shop.charge(shop.sold()).id)["id"]
    stand_in.control("/close_dispute", dispute=dispute_id, won=True)
    won = v1.disputes.retrieve(dispute_id)
    assert (won.status, sum(each.amount for each in won.balance_transactions)) == ("won", 0)
    listening.wait_for("charge.dispute.funds_reinstated", dispute_id)
    listening.wait_for("charge.dispute.closed", dispute_id)


def test_a_dispute_that_is_lost_is_closed_without_it(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    dispute_id = stand_in.control("/dispute", charge=shop.charge(shop.sold()).id, amount=600)["id"]
    stand_in.control("/close_dispute", dispute=dispute_id, won=False)
    event = listening.wait_for("charge.dispute.closed", dispute_id)
    assert (event.data.object["status"], event.data.object["amount"]) == ("lost", 600)
    assert "charge.dispute.funds_reinstated" not in listening.types(dispute_id)


def test_a_dispute_beside_a_refund_takes_the_whole_amount_too(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    charge = shop.charge(shop.sold())
    v1.refunds.create({"payment_intent": str(charge.payment_intent), "amount": 300})
    dispute = stand_in.control("/dispute", charge=charge.id)
    after = v1.charges.retrieve(charge.id)
    assert (after.amount_refunded, after.disputed, dispute["amount"]) == (300, True, 1000)


def test_a_payment_that_has_not_succeeded_can_be_neither_refunded_nor_disputed(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    session = shop.sold(method="delayed")
    charge = shop.charge(session)
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        v1.refunds.create({"payment_intent": str(charge.payment_intent)})
    answer = stand_in.http.post(f"{stand_in.url}/_control/dispute", json={"payment_intent": str(charge.payment_intent)})
    assert answer.status_code == 400


def test_an_invoice_of_a_subscription_can_be_refunded_by_its_payment(v1: stripe.V1Services, shop: Shop) -> None:
    invoice = shop.invoice(shop.subscribe(shop.customer(GOOD)))
    (payment,) = v1.invoice_payments.list({"invoice": invoice.id}).data
    assert v1.refunds.create({"payment_intent": str(payment.payment.payment_intent)}).amount == 2000
    assert v1.invoices.retrieve(invoice.id).status == "paid"
