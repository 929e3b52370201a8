"""Subscriptions: changes, proration, renewal, declined payments and cancellation."""

from __future__ import annotations

import time
from typing import Any

import pytest
import stripe

from local.stripe.items import period_end
from tests.local.stripe.shop import BAD, GOOD, Shop, item
from tests.local.stripe.stand_in import MONTH, StandIn

DAY = 86_400


def change(shop: Shop, subscription: stripe.Subscription, price: str, **params: Any) -> stripe.Subscription:
    """Change a subscription's price over the API; returns the subscription."""
    values: Any = {"items": [{"id": item(subscription).id, "price": price}], **params}
    return shop.v1.subscriptions.update(subscription.id, values)


def test_upgrade_is_billed_with_the_next_period_by_default(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    change(shop, subscription, shop.business_monthly)
    assert shop.invoice(subscription).billing_reason == "subscription_create"
    invoice = shop.invoice(stand_in.renew(subscription.id))
    assert [round(line.amount, -2) for line in invoice.lines.data] == [-2000, 5000, 5000]
    assert len(shop.invoice(stand_in.renew(subscription.id)).lines.data) == 1


def test_change_without_proration_costs_nothing_until_the_renewal(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    change(shop, subscription, shop.business_monthly, proration_behavior="none")
    assert shop.invoice(subscription).billing_reason == "subscription_create"
    assert shop.invoice(stand_in.renew(subscription.id)).total == 5000


def test_credit_balance_pays_later_invoices(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed(shop.business_monthly)
    change(shop, subscription, shop.pro_monthly, proration_behavior="always_invoice")
    invoice = shop.invoice(subscription)
    assert (round(invoice.total, -2), invoice.amount_due, invoice.status) == (-3000, 0, "paid")
    renewed = shop.invoice(stand_in.renew(subscription.id))
    assert (renewed.total, renewed.amount_due) == (2000, 0)
    assert round(v1.customers.retrieve(str(subscription.customer)).balance or 0, -2) == -1000


def test_proration_in_dinars_is_rounded_to_a_chargeable_amount(stand_in: StandIn, shop: Shop) -> None:
    wanted: Any = {"product": shop.pro, "currency": "bhd", "recurring": {"interval": "month"}, "unit_amount": 9510}
    cheap, dear = (shop.v1.prices.create(each).id for each in (wanted, wanted | {"unit_amount": 19_990}))
    subscription = shop.subscribed(cheap)
    stand_in.control("/advance", customer=subscription.customer, seconds=777_777)
    change(shop, subscription, dear, proration_behavior="always_invoice")
    lines = shop.invoice(subscription).lines.data
    assert [line.amount % 10 for line in lines] == [0, 0]


def test_renewal_invoice_is_a_draft_for_an_hour(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    stand_in.control("/advance", customer=subscription.customer, to=item(subscription).current_period_end + 60)
    draft = shop.invoice(subscription)
    assert (draft.status, draft.number) == ("draft", None)
    stand_in.control("/advance", customer=subscription.customer, seconds=3600)
    paid = v1.invoices.retrieve(draft.id)
    assert (paid.status, paid.billing_reason) == ("paid", "subscription_cycle")
    assert (paid.period_start, paid.period_end) == (
        item(subscription).current_period_start,
        item(subscription).current_period_end,
    )


def test_declined_renewal_is_retried_three_times_and_then_canceled(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    assert stand_in.renew(subscription.id).status == "past_due"
    planned = shop.invoice(subscription)
    # Manual attempts do not count as scheduled ones.
    for _ in range(4):
        with pytest.raises(stripe.CardError) as declined:
            v1.invoices.pay(planned.id)
        assert declined.value.code == "card_declined"
    after = shop.invoice(subscription)
    assert (after.attempt_count, after.next_payment_attempt) == (1, planned.next_payment_attempt)
    for days, status in ((4, "past_due"), (12, "canceled")):
        stand_in.control("/advance", customer=subscription.customer, seconds=days * DAY)
        assert v1.subscriptions.retrieve(subscription.id).status == status
    assert shop.invoice(subscription).next_payment_attempt is None
    ended = v1.subscriptions.retrieve(subscription.id)
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.reason == "payment_failed"


def test_declined_first_payment_leaves_the_subscription_incomplete_until_paid_or_expired(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    paid, expired = shop.subscribe(shop.customer(BAD)), shop.subscribe(shop.customer(BAD))
    assert paid.status == "incomplete"
    shop.add_card(str(paid.customer), GOOD)
    v1.invoices.pay(str(paid.latest_invoice))
    for each, status in ((paid, "active"), (expired, "incomplete_expired")):
        stand_in.control("/advance", customer=each.customer, seconds=DAY)
        assert v1.subscriptions.retrieve(each.id).status == status


def test_switch_during_a_trial_costs_nothing_before_its_end(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.trial(shop.customer())
    changed = change(shop, subscription, shop.pro_yearly)
    assert (changed.status, item(changed).current_period_end) == ("trialing", subscription.trial_end)
    assert shop.invoice(stand_in.renew(subscription.id)).total == 20_000


def test_canceled_subscription_is_listed_on_request_only(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    customer = str(subscription.customer)
    with pytest.raises(stripe.InvalidRequestError, match="stand-in"):
        v1.subscriptions.cancel(subscription.id, {"prorate": True})
    v1.subscriptions.cancel(subscription.id)
    live = shop.subscribe(customer, shop.business_monthly)
    assert [each.id for each in v1.subscriptions.list({"customer": customer}).data] == [live.id]
    ended = v1.subscriptions.list({"customer": customer, "status": "canceled"}).data
    assert [each.id for each in ended] == [subscription.id]
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        v1.subscriptions.cancel(subscription.id)


def test_clock_advances_for_the_account_or_for_one_customer(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    first, yearly, ahead = shop.subscribed(), shop.subscribed(shop.pro_yearly), shop.subscribed()
    session = shop.checkout(shop.pack)
    assert item(stand_in.renew(ahead.id)).current_period_start > time.time() + 27 * DAY
    assert item(v1.subscriptions.retrieve(first.id)).current_period_start == item(first).current_period_start
    stand_in.control("/advance", seconds=MONTH + 7200)
    assert item(v1.subscriptions.retrieve(first.id)).current_period_start == item(first).current_period_end
    assert item(v1.subscriptions.retrieve(yearly.id)).current_period_start == item(yearly).current_period_start
    assert len(v1.invoices.list({"subscription": ahead.id}).data) == 3
    assert v1.checkout.sessions.retrieve(session.id).status == "expired"


def test_day_31_renews_on_the_last_day_of_a_shorter_month() -> None:
    anchor = end = 1_801_353_600  # 31 January 2027
    days = []
    for _ in range(3):
        end = period_end(anchor, {"interval": "month", "interval_count": 1}, end)
        days.append(time.gmtime(end)[1:3])
    assert days == [(2, 28), (3, 31), (4, 30)]
