"""Upgrades grant the share of the month that was paid for, even if the webhook is late."""

from __future__ import annotations

import pytest

from tests.service.billing.shop import Buyer

DAY = 86_400


def advance_until(buyer: Buyer, subscription_id: str, days_left: float) -> None:
    """Advance the customer's clock until this number of days is left in the period."""
    api = buyer.shop.stripe.v1
    end = api.subscriptions.retrieve(subscription_id)["items"].data[0].current_period_end
    buyer.shop.stripe.control("/advance", customer=buyer.customer_id(), to=end - int(days_left * DAY))


def newest_amount_paid(buyer: Buyer, subscription_id: str) -> int:
    """The amount of the newest invoice in cents."""
    api = buyer.shop.stripe.v1
    return api.invoices.retrieve(str(api.subscriptions.retrieve(subscription_id).latest_invoice)).amount_paid


def test_late_upgrade_grants_credits_for_the_amount_paid(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    advance_until(buyer, subscription_id, 0.5)
    buyer.switch(subscription_id, "business_monthly")
    buyer.shop.arrive()
    assert buyer.subscription()["product_id"] == "plan_business"
    assert newest_amount_paid(buyer, subscription_id) == pytest.approx(47, abs=2)
    assert buyer.credits()[0] - 3000 == pytest.approx(50, abs=2)
    buyer.shop.stripe.renew(subscription_id)
    buyer.shop.arrive()
    assert buyer.credits() == (6000, 0)


def test_repeated_upgrades_and_downgrades_grant_no_more_than_is_paid(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    for _ in range(2):
        advance_until(buyer, subscription_id, 0.5)
        buyer.switch(subscription_id, "business_monthly")
        buyer.shop.arrive()
        buyer.switch(subscription_id, "pro_monthly")
        buyer.shop.stripe.renew(subscription_id)
        buyer.shop.arrive()
    months = [amount for kind, amount in buyer.grants() if kind == "plan_month"]
    extra = [amount for kind, amount in buyer.grants() if kind == "upgrade"]
    assert months == [3000, 3000, 3000]
    assert extra == [pytest.approx(50, abs=2)] * 2


def test_upgrade_of_a_yearly_plan_counts_from_its_day(buyer: Buyer) -> None:
    """The upgrade starts after the current month, which therefore gets no credits for it."""
    subscription_id = buyer.subscribe("pro_yearly")
    buyer.shop.arrive()
    advance_until(buyer, subscription_id, 200)
    buyer.switch(subscription_id, "business_yearly")
    buyer.shop.arrive()
    assert (buyer.subscription()["product_id"], buyer.credits()) == ("plan_business", (3000, 0))


def test_switch_from_monthly_to_yearly_grants_no_second_month(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    advance_until(buyer, subscription_id, 15)
    buyer.use(1000)
    buyer.switch(subscription_id, "pro_yearly")
    buyer.shop.arrive()
    assert (buyer.subscription()["interval"], buyer.credits()) == ("year", (2000, 0))


def test_an_upgrade_whose_invoice_is_reported_after_renewals_is_granted(buyer: Buyer) -> None:
    """Two invoices since the last webhook; the older one is reported last."""
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    stripe = buyer.shop.stripe
    stripe.control(hold=True)
    advance_until(buyer, subscription_id, 15)
    buyer.switch(subscription_id, "business_monthly")
    stripe.renew(subscription_id)
    stripe.control("/release", order="reversed", one_by_one=True, hold=buyer.shop.storm)
    buyer.shop.arrive()
    assert buyer.credits() == (6000, 0)
    statuses = buyer.shop.sql("select status from stripe_invoices where subscription_id = %s", [subscription_id])
    assert [row["status"] for row in statuses] == ["paid"] * 3
