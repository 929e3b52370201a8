"""Time: it passes for everybody, or for one customer."""

from __future__ import annotations

import time

import stripe

from local.stripe.items import period_end
from tests.local.stripe.shop import Shop, item
from tests.local.stripe.stand_in import MONTH, StandIn


def test_a_renewal_moves_the_time_of_one_customer_only(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    mine, yours = shop.subscribed(), shop.subscribed()
    renewed = stand_in.renew(mine.id)
    assert item(renewed).current_period_start > time.time() + 27 * 86_400
    assert item(v1.subscriptions.retrieve(yours.id)).current_period_start == item(yours).current_period_start


def test_renewals_follow_each_other(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    ends = [item(subscription).current_period_end]
    for _ in range(3):
        renewed = item(stand_in.renew(subscription.id))
        assert renewed.current_period_start == ends[-1]
        ends.append(renewed.current_period_end)
    assert len(shop.v1.invoices.list({"subscription": subscription.id, "status": "paid"}).data) == 4


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


def test_the_thirty_first_renews_on_the_last_day_of_a_shorter_month() -> None:
    anchor = end = 1_801_353_600  # 31 January 2027
    days = []
    for _ in range(3):
        end = period_end(anchor, {"interval": "month", "interval_count": 1}, end)
        days.append(time.gmtime(end)[1:3])
    assert days == [(2, 28), (3, 31), (4, 30)]
