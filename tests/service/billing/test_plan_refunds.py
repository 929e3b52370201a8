"""Refunds and disputes of a plan's invoice: a refunded amount counts as unpaid, and a lost dispute ends the plan."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.service.billing.shop import Buyer


@dataclass
class Subscribed:
    """A buyer with a plan, and the payment of its first invoice."""

    buyer: Buyer
    subscription_id: str
    payment_id: str

    def refund(self, part: float = 1) -> str:
        """Refund an amount of the payment; returns the refund's id."""
        api = self.buyer.shop.stripe.v1
        amount = int(api.payment_intents.retrieve(self.payment_id).amount_received * part)
        return api.refunds.create({"payment_intent": self.payment_id, "amount": amount}).id

    def state(self) -> tuple[str, int]:
        """The status of the subscription, and the monthly credits."""
        self.buyer.shop.arrive()
        return self.buyer.subscription()["status"], self.buyer.credits()[0]


def subscribed(buyer: Buyer, plan: str) -> Subscribed:
    subscription_id = buyer.subscribe(plan)
    buyer.shop.arrive()
    api = buyer.shop.stripe.v1
    invoice = str(api.subscriptions.retrieve(subscription_id).latest_invoice)
    payment = api.invoice_payments.list({"invoice": invoice}).data[0].payment
    return Subscribed(buyer, subscription_id, str(payment.payment_intent))


@pytest.fixture
def monthly(buyer: Buyer) -> Subscribed:
    return subscribed(buyer, "pro_monthly")


@pytest.mark.parametrize("name", ["pro_monthly", "pro_yearly"])
def test_partial_refund_takes_back_its_share_and_keeps_the_plan(buyer: Buyer, name: str) -> None:
    plan = subscribed(buyer, name)
    plan.refund(0.5)
    assert plan.state() == ("active", 1500)
    plan.refund(0.25)
    assert plan.state() == ("active", 750)


def test_full_refund_keeps_the_free_month(monthly: Subscribed) -> None:
    monthly.refund()
    assert monthly.state() == ("active", 500)


def test_refund_of_spent_credits_creates_a_debt(monthly: Subscribed) -> None:
    monthly.buyer.use(2900)
    monthly.refund()
    assert monthly.state() == ("active", -2400)


def test_failed_refund_restores_the_credits(monthly: Subscribed) -> None:
    monthly.buyer.use(1000)
    monthly.buyer.shop.stripe.fault(refund="pending", times=1)
    refund_id = monthly.refund()
    assert monthly.state() == ("active", -500)
    monthly.buyer.shop.stripe.control("/settle", refund=refund_id, succeeded=False)
    assert monthly.state() == ("active", 2000)


def test_won_dispute_restores_the_credits(monthly: Subscribed) -> None:
    monthly.buyer.use(1000)
    dispute_id = monthly.buyer.shop.stripe.dispute(monthly.payment_id)
    assert monthly.state() == ("active", -500)
    monthly.buyer.shop.stripe.decide(dispute_id, won=True)
    assert monthly.state() == ("active", 2000)


def test_a_lost_dispute_ends_the_plan(monthly: Subscribed) -> None:
    monthly.buyer.use(2900)
    dispute_id = monthly.buyer.shop.stripe.dispute(monthly.payment_id)
    monthly.buyer.shop.arrive()
    monthly.buyer.shop.stripe.decide(dispute_id, won=False)
    assert monthly.state() == ("canceled", -2400)
    api = monthly.buyer.shop.stripe.v1
    assert api.subscriptions.retrieve(monthly.subscription_id).status == "canceled"
    assert len(api.invoices.list({"subscription": monthly.subscription_id}).data) == 1


def test_lost_dispute_does_not_end_a_later_plan(monthly: Subscribed) -> None:
    stripe = monthly.buyer.shop.stripe
    stripe.decide(stripe.dispute(monthly.payment_id), won=False)
    monthly.buyer.shop.arrive()
    later = monthly.buyer.subscribe("business_monthly")
    monthly.buyer.shop.arrive()
    for event_id in stripe.events("charge.dispute.closed"):
        stripe.resend(event_id, new_id=True)
    monthly.buyer.shop.arrive()
    assert monthly.buyer.subscription_of(later)["status"] == "active"
    assert monthly.buyer.credits() == (6000, 0)


def test_refunded_upgrade_keeps_the_credits_of_the_old_plan(monthly: Subscribed) -> None:
    buyer, api = monthly.buyer, monthly.buyer.shop.stripe.v1
    buyer.switch(monthly.subscription_id, "business_monthly")
    assert monthly.state() == ("active", 6000)
    invoice = str(api.subscriptions.retrieve(monthly.subscription_id).latest_invoice)
    payment = api.invoice_payments.list({"invoice": invoice}).data[0].payment
    api.refunds.create({"payment_intent": str(payment.payment_intent)})
    assert monthly.state() == ("active", 3000)


def test_refund_without_an_event_counts_once_found(monthly: Subscribed) -> None:
    monthly.buyer.shop.relay.lose_everything = True
    monthly.refund(0.5)
    monthly.buyer.shop.stripe.forget_events()
    monthly.buyer.shop.relay.lose_everything = False
    assert monthly.buyer.shop.flask("stripe", "sync").exit_code == 0
    assert monthly.state() == ("active", 1500)


def test_refund_event_before_the_plan_event_counts(buyer: Buyer) -> None:
    stripe = buyer.shop.stripe
    stripe.control(hold=True)
    subscription_id = buyer.subscribe()
    api = stripe.v1
    invoice = str(api.subscriptions.retrieve(subscription_id).latest_invoice)
    payment = api.invoice_payments.list({"invoice": invoice}).data[0].payment
    api.refunds.create({"payment_intent": str(payment.payment_intent), "amount": 290})
    stripe.control("/release", order="reversed", one_by_one=True, hold=buyer.shop.storm)
    buyer.shop.arrive()
    assert buyer.credits() == (2700, 0)
