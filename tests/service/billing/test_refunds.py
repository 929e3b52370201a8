"""Refunds and disputes of a pack: credits follow the money, in any order of webhooks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.billing.shop import Buyer


@pytest.fixture
def paid(buyer: Buyer) -> str:
    """The payment of a pack of 1000 credits for $10."""
    session_id = buyer.buy()
    buyer.shop.arrive()
    return buyer.payment_of(session_id)


def refund(buyer: Buyer, payment_id: str, cents: int | None = None) -> str:
    refunds = buyer.shop.stripe.v1.refunds
    if cents is None:
        return refunds.create({"payment_intent": payment_id}).id
    return refunds.create({"payment_intent": payment_id, "amount": cents}).id


def test_a_refund_takes_the_credits_back(buyer: Buyer, paid: str) -> None:
    refund(buyer, paid)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 0)
    assert buyer.purchases() == [1000, -1000]


def test_two_partial_refunds_take_back_their_parts(buyer: Buyer, paid: str) -> None:
    refund(buyer, paid, 250)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 750)
    refund(buyer, paid, 500)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 250)


def test_refund_of_spent_credits_creates_a_debt_and_stops_spending(buyer: Buyer, paid: str) -> None:
    buyer.use(1500)
    refund(buyer, paid)
    buyer.shop.arrive()
    assert buyer.credits() == (0, -1000)


def test_failed_refund_restores_the_credits(buyer: Buyer, paid: str) -> None:
    buyer.shop.stripe.fault(refund="pending", times=1)
    refund_id = refund(buyer, paid)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 0)
    buyer.shop.stripe.control("/settle", refund=refund_id, succeeded=False)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)


def test_refund_event_before_the_purchase_event_counts(buyer: Buyer) -> None:
    stripe = buyer.shop.stripe
    stripe.control(hold=True)
    session_id = buyer.buy()
    refund(buyer, buyer.payment_of(session_id), 300)
    stripe.control("/release", order="reversed", one_by_one=True, hold=buyer.shop.storm)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 700)


@pytest.mark.parametrize(("won", "left"), [(True, 1000), (False, 0)])
def test_dispute_takes_the_credits_and_winning_restores_them(buyer: Buyer, paid: str, won: bool, left: int) -> None:
    dispute_id = buyer.shop.stripe.dispute(paid)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 0)
    buyer.shop.stripe.decide(dispute_id, won=won)
    buyer.shop.arrive()
    assert buyer.credits() == (500, left)


@pytest.mark.parametrize(("disputed", "won", "left"), [(600, False, 0), (600, True, 600), (100, False, 500)])
def test_dispute_after_a_refund_takes_the_amount_withdrawn(
    buyer: Buyer, paid: str, disputed: int, won: bool, left: int
) -> None:
    refund(buyer, paid, 400)
    dispute_id = buyer.shop.stripe.dispute(paid, disputed)
    buyer.shop.arrive()
    buyer.shop.stripe.decide(dispute_id, won=won)
    buyer.shop.arrive()
    assert buyer.credits() == (500, left)


def test_dispute_in_another_currency_counts_with_its_whole_amount(buyer: Buyer, paid: str) -> None:
    """The account's balance is in euros, so the withdrawn amount cannot be compared with the payment."""
    refund(buyer, paid, 400)
    dispute_id = buyer.shop.stripe.dispute(paid, 600)
    buyer.shop.arrive()
    taken = {"$.balance_transactions[0].amount": -100, "$.balance_transactions[0].currency": "eur"}
    for path, value in taken.items():
        buyer.shop.stripe.rewrite(dispute_id, path, value)
    for event_id in buyer.shop.stripe.events("charge.dispute.created", dispute_id):
        buyer.shop.stripe.resend(event_id, new_id=True)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 0)


def test_refund_of_another_payment_takes_nothing(buyer: Buyer, paid: str) -> None:
    shop = buyer.shop.stripe
    product = shop.v1.products.create({"name": "A mug"}).id
    mug = shop.v1.prices.create({"product": product, "unit_amount": 1000, "currency": "usd"})
    wanted: Any = {"mode": "payment", "customer": buyer.customer_id(), "success_url": "http://shop.invalid/"}
    wanted["line_items"] = [{"price": mug.id, "quantity": 1}]
    sale = shop.v1.checkout.sessions.create(wanted)
    shop.pay(str(sale.url))
    refund(buyer, str(shop.v1.checkout.sessions.retrieve(sale.id).payment_intent))
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)
