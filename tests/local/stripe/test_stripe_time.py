"""Time: it passes for everybody, for one customer, or on a test clock."""

from __future__ import annotations

import time

import pytest
import stripe

from tests.local.stripe.shop import GOOD, Shop, item
from tests.local.stripe.stand_in import MONTH, Ear, StandIn
from tests.running import eventually


def test_a_renewal_moves_the_time_of_one_customer_only(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    mine, yours = shop.subscribed(), shop.subscribed()
    renewed = stand_in.renew(mine.id)
    assert item(renewed).current_period_start > time.time() + 27 * 86_400
    assert item(v1.subscriptions.retrieve(yours.id)).current_period_start == item(yours).current_period_start
    assert abs(stand_in.get("/clock")["now"] - time.time()) < 60


def test_renewals_follow_each_other(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    ends = [item(subscription).current_period_end]
    for _ in range(3):
        renewed = item(stand_in.renew(subscription.id))
        assert renewed.current_period_start == ends[-1]
        ends.append(renewed.current_period_end)
    assert len(shop.v1.invoices.list({"subscription": subscription.id, "status": "paid"}).data) == 4


def test_what_is_due_in_between_happens_in_its_order(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    v1.subscriptions.update(subscription.id, {"cancel_at": item(subscription).current_period_end + 40 * 86_400})
    stand_in.control("/advance", customer=subscription.customer, seconds=100 * 86_400)
    ended = v1.subscriptions.retrieve(subscription.id)
    assert ended.status == "canceled"
    assert ended.ended_at == item(subscription).current_period_end + 40 * 86_400
    created = [invoice.created for invoice in v1.invoices.list({"subscription": subscription.id}).data]
    assert len(created) == 3
    assert created == sorted(created, reverse=True)


def test_a_test_clock_stands_still_until_it_is_advanced(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    start = 1_800_000_000
    clock = v1.test_helpers.test_clocks.create({"frozen_time": start, "name": "Slow"})
    subscription = shop.subscribe(shop.customer(GOOD, test_clock=clock.id))
    assert (subscription.test_clock, item(subscription).current_period_start) == (clock.id, start)
    advancing = v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": start + MONTH + 7200})
    assert advancing.status == "advancing"
    eventually(lambda: v1.test_helpers.test_clocks.retrieve(clock.id).status == "ready")
    renewed = v1.subscriptions.retrieve(subscription.id)
    assert item(renewed).current_period_start == item(subscription).current_period_end
    assert shop.invoice(renewed).status == "paid"
    listening.wait_for("test_helpers.test_clock.ready", clock.id)
    with pytest.raises(stripe.InvalidRequestError, match="in the future"):
        v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": start})


def test_a_deleted_test_clock_takes_its_customers_with_it(v1: stripe.V1Services, shop: Shop) -> None:
    clock = v1.test_helpers.test_clocks.create({"frozen_time": 1_800_000_000})
    subscription = shop.subscribe(shop.customer(GOOD, test_clock=clock.id))
    assert v1.test_helpers.test_clocks.delete(clock.id).deleted
    assert v1.customers.retrieve(str(subscription.customer)).deleted
    assert v1.subscriptions.retrieve(subscription.id).status == "canceled"


def test_the_thirty_first_renews_on_the_last_day_of_a_shorter_month(v1: stripe.V1Services, shop: Shop) -> None:
    january_31 = 1_801_353_600
    clock = v1.test_helpers.test_clocks.create({"frozen_time": january_31})
    subscription = shop.subscribe(shop.customer(GOOD, test_clock=clock.id))
    days = []
    for _ in range(3):
        end = item(v1.subscriptions.retrieve(subscription.id)).current_period_end
        days.append(time.gmtime(end)[1:3])
        v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": end + 3600})
    assert days == [(2, 28), (3, 31), (4, 30)]


def test_time_goes_forward_only(stand_in: StandIn) -> None:
    for body in ({"seconds": -1}, {"to": 1}, {}):
        assert stand_in.http.post(f"{stand_in.url}/_control/advance", json=body).status_code == 400


def test_when_time_passes_for_everybody_every_subscription_is_renewed_and_open_sessions_expire(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    first, second, session = shop.subscribed(), shop.subscribed(shop.pro_yearly), shop.checkout(shop.pack)
    ahead = shop.subscribed()
    stand_in.renew(ahead.id)
    stand_in.control("/advance", seconds=MONTH + 7200)
    assert item(v1.subscriptions.retrieve(first.id)).current_period_start == item(first).current_period_end
    assert item(v1.subscriptions.retrieve(second.id)).current_period_start == item(second).current_period_start
    assert len(v1.invoices.list({"subscription": ahead.id}).data) == 3
    assert v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert stand_in.get("/clock")["ahead"] == MONTH + 7200
