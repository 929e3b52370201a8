"""The billing portal: switch plan, cancel, keep, payment method, invoices."""

from __future__ import annotations

from typing import Any

import stripe

from tests.local.stripe.shop import BAD, Shop, item
from tests.local.stripe.stand_in import StandIn


def switch(shop: Shop, subscription: stripe.Subscription, price: str, **params: Any) -> int:
    """Press the portal's button for this price; returns the status."""
    portal = shop.portal(str(subscription.customer), **params)
    return shop.press(portal, "switch", subscription=subscription.id, price=price)


def test_cancellation_sets_cancel_at_and_can_be_undone(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    portal = shop.portal(str(subscription.customer))
    assert shop.press(portal, "cancel", subscription=subscription.id) == 303
    cancelled = v1.subscriptions.retrieve(subscription.id)
    assert cancelled.cancel_at == item(subscription).current_period_end
    assert (cancelled.cancel_at_period_end, cancelled.status) == (False, "active")
    shop.press(portal, "keep", subscription=subscription.id)
    assert v1.subscriptions.retrieve(subscription.id).cancel_at is None


def test_upgrade_is_charged_immediately(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    assert switch(shop, subscription, shop.business_monthly) == 303
    switched = v1.subscriptions.retrieve(subscription.id)
    assert (item(switched).price.id, shop.invoice(switched).amount_paid) == (shop.business_monthly, 3000)


def test_switch_of_the_interval_starts_a_new_period(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    for price, days in ((shop.pro_yearly, {365, 366}), (shop.pro_monthly, {28, 29, 30, 31})):
        switch(shop, subscription, price)
        now = item(v1.subscriptions.retrieve(subscription.id))
        assert (now.current_period_end - now.current_period_start) // 86_400 in days


def test_declined_switch_changes_nothing(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    assert switch(shop, subscription, shop.business_monthly) == 402
    unchanged = v1.subscriptions.retrieve(subscription.id)
    assert (item(unchanged).price.id, unchanged.status) == (shop.pro_monthly, "active")
    assert len(v1.invoices.list({"subscription": subscription.id}).data) == 1


def test_downgrade_is_scheduled_for_the_end_of_the_period(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    update: Any = {
        "enabled": True,
        "default_allowed_updates": ["price"],
        "products": [{"product": shop.pro, "prices": [shop.pro_monthly]}],
        "schedule_at_period_end": {"conditions": [{"type": "decreasing_item_amount"}]},
    }
    waiting = v1.billing_portal.configurations.create({"features": {"subscription_update": update}}).id
    subscription = shop.subscribed(shop.business_monthly)
    portal = shop.portal(str(subscription.customer), configuration=waiting)
    switch(shop, subscription, shop.pro_monthly, configuration=waiting)
    assert item(v1.subscriptions.retrieve(subscription.id)).price.id == shop.business_monthly
    assert "Changes to <strong>Pro</strong>" in stand_in.http.get(portal.url).text
    assert planned(v1, subscription.id) == [shop.business_monthly, shop.pro_monthly]
    shop.press(portal, "keep", subscription=subscription.id)
    assert planned(v1, subscription.id) is None
    switch(shop, subscription, shop.pro_monthly, configuration=waiting)
    assert item(stand_in.renew(subscription.id)).price.id == shop.pro_monthly
    assert (shop.invoice(subscription).total, planned(v1, subscription.id)) == (2000, None)


def planned(v1: stripe.V1Services, subscription_id: str) -> list[str] | None:
    """The prices of the phases of the subscription's expanded schedule."""
    schedule = v1.subscriptions.retrieve(subscription_id, {"expand": ["schedule"]}).schedule
    if schedule is None:
        return None
    assert isinstance(schedule, stripe.SubscriptionSchedule)
    assert schedule.phases[0].end_date == schedule.phases[1].start_date
    return [str(phase["items"][0].price) for phase in schedule.phases]


def test_objects_of_another_customer_are_refused(v1: stripe.V1Services, shop: Shop) -> None:
    subscription, yours = shop.subscribed(), shop.subscribed()
    portal = shop.portal(str(subscription.customer))
    assert shop.press(portal, "cancel", subscription=yours.id) == 402
    assert v1.subscriptions.retrieve(yours.id).cancel_at is None


def test_disabled_features_are_not_offered(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    bare = v1.billing_portal.configurations.create({"features": {"invoice_history": {"enabled": True}}}).id
    subscription = shop.subscribed()
    portal = shop.portal(str(subscription.customer), configuration=bare)
    page = stand_in.http.get(portal.url).text
    assert not [text for text in ("Cancel plan", "Switch plan", "Payment method") if text in page]
