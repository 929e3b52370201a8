"""The billing portal: switch plan, cancel, keep, payment method, invoices."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import BAD, GOOD, Shop, item
from tests.local.stripe.stand_in import SITE, Ear, StandIn


def test_without_a_configuration_there_is_no_portal(v1: stripe.V1Services, shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No configuration provided"):
        v1.billing_portal.sessions.create({"customer": shop.customer()})


def test_the_page_shows_the_plan_and_leads_back(stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    session = shop.portal(str(subscription.customer))
    page = stand_in.http.get(session.url)
    assert page.status_code == 200
    for text in ("Stand-in for Stripe", "Pro", "$20.00", "Renews on", "Visa •••• 4242", f"{SITE}/account"):
        assert text in page.text


def test_a_cancellation_sets_a_moment_and_not_the_flag(v1: stripe.V1Services, shop: Shop, listening: Ear) -> None:
    subscription = shop.subscribed()
    assert shop.press(shop.portal(str(subscription.customer)), "cancel", subscription=subscription.id) == 303
    cancelled = v1.subscriptions.retrieve(subscription.id)
    assert cancelled.cancel_at == item(subscription).current_period_end
    assert cancelled.cancel_at_period_end is False
    assert cancelled.status == "active"
    listening.wait_for("customer.subscription.updated", subscription.id)


def test_a_cancellation_can_be_taken_back(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    portal = shop.portal(str(subscription.customer))
    shop.press(portal, "cancel", subscription=subscription.id)
    assert "Don’t cancel" in stand_in.http.get(portal.url).text
    shop.press(portal, "keep", subscription=subscription.id)
    assert v1.subscriptions.retrieve(subscription.id).cancel_at is None
    assert stand_in.renew(subscription.id).status == "active"


def test_a_switch_up_is_paid_at_once_and_its_cost_is_shown_before(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    portal = shop.portal(str(subscription.customer))
    assert "$30.00 today" in stand_in.http.get(portal.url).text
    assert shop.press(portal, "switch", subscription=subscription.id, price=shop.business_monthly) == 303
    switched = v1.subscriptions.retrieve(subscription.id)
    assert item(switched).price.id == shop.business_monthly
    assert shop.invoice(switched).amount_paid == 3000


def test_a_switch_down_leaves_credit_for_later(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed(shop.business_monthly)
    shop.press(shop.portal(str(subscription.customer)), "switch", subscription=subscription.id, price=shop.pro_monthly)
    assert item(v1.subscriptions.retrieve(subscription.id)).price.id == shop.pro_monthly
    assert v1.customers.retrieve(str(subscription.customer)).balance == -3000


def test_a_switch_to_yearly_and_back_moves_the_period(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    portal = shop.portal(str(subscription.customer))
    shop.press(portal, "switch", subscription=subscription.id, price=shop.pro_yearly)
    yearly = item(v1.subscriptions.retrieve(subscription.id))
    assert yearly.current_period_end - yearly.current_period_start >= 365 * 86_400
    shop.press(portal, "switch", subscription=subscription.id, price=shop.pro_monthly)
    monthly = item(v1.subscriptions.retrieve(subscription.id))
    assert monthly.current_period_end - monthly.current_period_start <= 31 * 86_400


def test_a_switch_that_is_declined_is_no_switch(v1: stripe.V1Services, shop: Shop) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    assert (
        shop.press(
            shop.portal(str(subscription.customer)), "switch", subscription=subscription.id, price=shop.business_monthly
        )
        == 402
    )
    unchanged = v1.subscriptions.retrieve(subscription.id)
    assert (item(unchanged).price.id, unchanged.status) == (shop.pro_monthly, "active")
    assert len(v1.invoices.list({"subscription": subscription.id}).data) == 1


def test_only_plans_that_are_on_offer_can_be_switched_to(v1: stripe.V1Services, shop: Shop) -> None:
    other = v1.prices.create(
        {"product": shop.pro, "unit_amount": 1, "currency": "usd", "recurring": {"interval": "month"}}
    )
    subscription = shop.subscribed()
    assert (
        shop.press(shop.portal(str(subscription.customer)), "switch", subscription=subscription.id, price=other.id)
        == 402
    )


def test_a_switch_down_can_wait_for_the_end_of_the_period(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    configuration = v1.billing_portal.configurations.retrieve(shop.configuration).to_dict(for_json=True)
    update: Any = {
        "enabled": True,
        "default_allowed_updates": ["price"],
        "products": [
            {"product": each["product"], "prices": each["prices"]}
            for each in configuration["features"]["subscription_update"]["products"]
        ],
        "schedule_at_period_end": {"conditions": [{"type": "decreasing_item_amount"}]},
    }
    waiting = v1.billing_portal.configurations.create({"features": {"subscription_update": update}})
    subscription = shop.subscribed(shop.business_monthly)
    portal = shop.portal(str(subscription.customer), configuration=waiting.id)
    shop.press(portal, "switch", subscription=subscription.id, price=shop.pro_monthly)
    assert item(v1.subscriptions.retrieve(subscription.id)).price.id == shop.business_monthly
    assert "Changes to <strong>Pro</strong>" in stand_in.http.get(portal.url).text
    assert planned(v1, subscription.id) == [shop.business_monthly, shop.pro_monthly]
    shop.press(portal, "keep", subscription=subscription.id)
    assert planned(v1, subscription.id) is None
    shop.press(portal, "switch", subscription=subscription.id, price=shop.pro_monthly)
    assert item(stand_in.renew(subscription.id)).price.id == shop.pro_monthly
    assert shop.invoice(subscription).total == 2000
    assert planned(v1, subscription.id) is None


def planned(v1: stripe.V1Services, subscription_id: str) -> list[str] | None:
    """The prices of the phases that are planned, as the subscription tells when it is asked for its schedule."""
    schedule = v1.subscriptions.retrieve(subscription_id, {"expand": ["schedule"]}).schedule
    if schedule is None:
        return None
    assert isinstance(schedule, stripe.SubscriptionSchedule)
    assert schedule.phases[0].end_date == schedule.phases[1].start_date
    return [str(phase["items"][0].price) for phase in schedule.phases]


def test_a_declined_renewal_is_paid_after_another_card_was_added(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    subscription = shop.subscribed()
    shop.add_card(str(subscription.customer), BAD)
    assert stand_in.renew(subscription.id).status == "past_due"
    portal, invoice = shop.portal(str(subscription.customer)), shop.invoice(subscription)
    assert shop.press(portal, "pay", invoice=invoice.id) == 402
    assert shop.press(portal, "add_method", method="visa") == 303
    assert shop.press(portal, "pay", invoice=invoice.id) == 303
    assert v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_card_of_ones_own_can_be_chosen_and_a_strangers_cannot(v1: stripe.V1Services, shop: Shop) -> None:
    subscription, stranger = shop.subscribed(), shop.customer(GOOD)
    portal, customer = shop.portal(str(subscription.customer)), str(subscription.customer)
    shop.press(portal, "add_method", method="chargeCustomerFail")
    bad = str(v1.subscriptions.retrieve(subscription.id).default_payment_method)
    good = v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    assert v1.payment_methods.retrieve(bad)["card"]["last4"] == "0341"
    assert shop.press(portal, "use_method", method=good) == 303
    assert v1.subscriptions.retrieve(subscription.id).default_payment_method == good
    foreign = v1.payment_methods.attach("pm_card_visa", {"customer": stranger}).id
    assert shop.press(portal, "use_method", method=foreign) == 402


def test_a_strangers_subscription_cannot_be_touched(v1: stripe.V1Services, shop: Shop) -> None:
    mine, yours = shop.subscribed(), shop.subscribed()
    assert shop.press(shop.portal(str(mine.customer)), "cancel", subscription=yours.id) == 402
    assert v1.subscriptions.retrieve(yours.id).cancel_at is None


def test_what_is_not_switched_on_is_not_on_offer(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    bare = v1.billing_portal.configurations.create({"features": {"invoice_history": {"enabled": True}}})
    subscription = shop.subscribed()
    portal = shop.portal(str(subscription.customer), configuration=bare.id)
    page = stand_in.http.get(portal.url).text
    assert "Cancel plan" not in page
    assert "Switch plan" not in page
    assert "Payment method" not in page
    assert shop.press(portal, "cancel", subscription=subscription.id) == 402
    assert shop.press(portal, "add_method", method="visa") == 402


def test_a_configuration_can_be_changed(v1: stripe.V1Services, shop: Shop) -> None:
    made = v1.billing_portal.configurations.create({"features": {"invoice_history": {"enabled": True}}})
    changed = v1.billing_portal.configurations.update(
        made.id, {"features": {"payment_method_update": {"enabled": True}}, "metadata": {"k": "v"}}
    )
    assert changed.features.invoice_history.enabled
    assert changed.features.payment_method_update.enabled
    v1.billing_portal.configurations.update(made.id, {"active": False})
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        shop.portal(shop.customer(), configuration=made.id)
    assert made.id in [each.id for each in v1.billing_portal.configurations.list({"active": False}).data]


def test_a_configuration_offers_only_recurring_prices_of_its_products(v1: stripe.V1Services, shop: Shop) -> None:
    update: Any = {"enabled": True, "default_allowed_updates": ["price"]}
    with pytest.raises(stripe.InvalidRequestError, match="products"):
        v1.billing_portal.configurations.create({"features": {"subscription_update": update}})
    update["products"] = [{"product": shop.pro, "prices": [shop.business_monthly]}]
    with pytest.raises(stripe.InvalidRequestError, match="no price of the product"):
        v1.billing_portal.configurations.create({"features": {"subscription_update": update}})
