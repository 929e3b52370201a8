"""The rules of the model of Stripe's invoices and of the upper bound of credits, as examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from . import credit_bound
from .invoices import Customer
from .subscription import Subscription

BEGIN = datetime(2028, 3, 1, tzinfo=UTC)  # a month of 31 days, and then one of 30
MIDDLE = BEGIN + timedelta(days=15, hours=12)
MARCH, APRIL = list(credit_bound.months(BEGIN, BEGIN + timedelta(days=40)))


def subscribed(
    plan: str = "pro", interval: str = "month", *, trial: bool = False, percent_off: int = 0
) -> Subscription:
    subscription = Subscription(plan, interval, BEGIN, BEGIN, Customer(), percent_off)
    subscription.begin(trial=trial)
    return subscription


def test_a_paid_month_buys_its_credits_and_nothing_for_the_next() -> None:
    subscription = subscribed()
    assert [credit_bound.plan_month(subscription, month) for month in (MARCH, APRIL)] == [3000, 0]


def test_a_paid_year_buys_every_month() -> None:
    subscription = subscribed(interval="year")
    year = credit_bound.months(BEGIN, BEGIN + timedelta(days=360))
    assert [credit_bound.plan_month(subscription, month) for month in year] == [3000] * 12


@pytest.mark.parametrize(("after", "credits"), [(timedelta(0), 6000), (timedelta(days=15, hours=12), 4500)])
def test_an_upgrade_buys_its_share_of_the_month(after: timedelta, credits: int) -> None:
    subscription = subscribed()
    subscription.change("business", "month", BEGIN + after, invoiced=True)
    assert credit_bound.plan_month(subscription, MARCH) == credits


def test_an_upgrade_within_the_last_hour_buys_nothing() -> None:
    subscription = subscribed()
    subscription.change("business", "month", MARCH[1] - timedelta(minutes=59), invoiced=True)
    assert credit_bound.plan_month(subscription, MARCH) == 3000


def test_an_upgrade_that_is_not_paid_or_not_invoiced_yet_buys_nothing() -> None:
    for invoiced in (True, False):
        subscription = subscribed()
        subscription.customer.card_is_good = not invoiced
        subscription.change("business", "month", MIDDLE, invoiced=invoiced)
        assert credit_bound.plan_month(subscription, MARCH) == 3000
        assert subscription.status == ("past_due" if invoiced else "active")


def test_immediate_downgrade_grants_less_and_credits_the_next_invoice() -> None:
    subscription = subscribed("business")
    subscription.change("pro", "month", MIDDLE, invoiced=True)
    assert credit_bound.plan_month(subscription, MARCH) == 4500
    assert subscription.customer.credit == 1500
    subscription.advance_to(APRIL[0])
    assert subscription.invoices[-1].amount_paid == 1400
    assert credit_bound.plan_month(subscription, APRIL) == 3000


def test_switch_to_yearly_credits_the_rest_of_the_month_and_starts_a_period() -> None:
    subscription = subscribed()
    subscription.change("pro", "year", MIDDLE, invoiced=True)
    assert [line.amount for line in subscription.invoices[-1].lines] == [-1450, 29000]
    assert subscription.period() == (MIDDLE, MIDDLE.replace(year=2029))
    assert {credit_bound.plan_month(subscription, month) for month in (MARCH, APRIL)} == {3000}


def test_refunded_payment_grants_nothing() -> None:
    subscription = subscribed()
    payment = subscription.invoices[0].payment
    assert payment
    payment.refunds.append(725)
    assert credit_bound.plan_month(subscription, MARCH) == 2250
    payment.disputed = 2900
    assert credit_bound.plan_month(subscription, MARCH) == 0
    payment.disputed = 0
    subscription.invoices[0].credited = 1450
    assert credit_bound.plan_month(subscription, MARCH) == 1500


@pytest.mark.parametrize(("percent_off", "paid"), [(50, 1450), (100, 0)])
def test_a_coupon_counts_as_paid(percent_off: int, paid: int) -> None:
    subscription = subscribed(percent_off=percent_off)
    assert subscription.invoices[0].amount_paid == paid
    assert credit_bound.plan_month(subscription, MARCH) == 3000


def test_a_trial_gives_the_plan_and_months_are_counted_from_its_end() -> None:
    subscription = subscribed(trial=True)
    trial_end = BEGIN + timedelta(days=14)
    trial, first, second = credit_bound.plan_months(subscription, trial_end + timedelta(days=40))
    assert trial == (BEGIN, trial_end)
    assert first == (trial_end, trial_end.replace(month=4))
    assert [credit_bound.plan_month(subscription, month) for month in (trial, first)] == [3000, 0]
    subscription.customer.card_is_good = False
    subscription.advance_to(first[0])
    assert subscription.status == "past_due"
    assert credit_bound.plan_month(subscription, first) == 0
    subscription.customer.card_is_good = True
    subscription.pay(subscription.invoices[-1])
    assert subscription.status == "active"
    assert [credit_bound.plan_month(subscription, month) for month in (trial, first, second)] == [3000, 3000, 0]


def test_unpaid_first_invoice_starts_no_month() -> None:
    subscription = Subscription("pro", "month", BEGIN, BEGIN, Customer(card_is_good=False))
    subscription.begin(trial=False)
    assert subscription.status == "incomplete"
    subscription.advance_to(APRIL[0])
    assert subscription.status == "incomplete_expired"
    assert credit_bound.plan_month(subscription, MARCH) == 0


def test_late_payment_grants_the_month_it_is_for() -> None:
    subscription = subscribed()
    subscription.change("business", "month", MIDDLE, invoiced=False)
    subscription.planned = ("pro", "month")
    subscription.advance_to(APRIL[0])
    assert [credit_bound.plan_month(subscription, month) for month in (MARCH, APRIL)] == [4500, 3000]
