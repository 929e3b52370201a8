"""Subscriptions: the plan follows Stripe, and each month is granted once."""

from __future__ import annotations

import time

from tests.running import eventually
from tests.service.billing.shop import Buyer


def test_paid_subscription_grants_plan_and_credits(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    row = buyer.subscription()
    assert (row["id"], row["status"], row["product_id"]) == (subscription_id, "active", "plan_pro")
    assert buyer.credits() == (3000, 0)
    assert buyer.grants() == [("plan_month", 3000)]


def test_yearly_plan_grants_one_month_of_credits(buyer: Buyer) -> None:
    buyer.subscribe("business_yearly")
    buyer.shop.arrive()
    assert buyer.subscription()["interval"] == "year"
    assert buyer.credits() == (6000, 0)


def test_renewal_resets_the_credits_once(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    buyer.use(1200)
    buyer.shop.stripe.renew(subscription_id)
    buyer.shop.arrive()
    assert buyer.credits() == (3000, 0)
    assert buyer.grants() == [("plan_month", 3000), ("plan_month", 3000)]


def test_a_renewal_under_another_event_id_grants_once(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    buyer.use(100)
    for event_id in buyer.shop.stripe.events("invoice.paid")[:1]:
        buyer.shop.stripe.resend(event_id, new_id=True)
    buyer.shop.arrive()
    assert buyer.credits() == (2900, 0)
    assert buyer.subscription()["id"] == subscription_id


def test_an_unpaid_renewal_grants_nothing_until_it_is_paid(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    buyer.use(3000)
    buyer.shop.stripe.control(customer=buyer.customer_id(), fault={"payment": "card_declined"}, next=1)
    buyer.shop.stripe.renew(subscription_id)
    buyer.shop.arrive()
    assert (buyer.subscription()["status"], buyer.credits()) == ("past_due", (0, 0))
    invoice = buyer.shop.stripe.v1.subscriptions.retrieve(subscription_id).latest_invoice
    buyer.shop.stripe.portal(buyer.portal(), "pay", invoice=str(invoice))
    buyer.shop.arrive()
    assert (buyer.subscription()["status"], buyer.credits()) == ("active", (3000, 0))


def test_cancelling_and_keeping_a_plan_changes_no_credits(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    buyer.use(1000)
    buyer.cancel(subscription_id)
    buyer.shop.arrive()
    row = buyer.subscription()
    assert row["status"] == "active"
    assert row["cancel_at"] == row["current_period_end"] or row["cancel_at_period_end"]
    buyer.keep(subscription_id)
    buyer.shop.arrive()
    row = buyer.subscription()
    assert (row["cancel_at"], row["cancel_at_period_end"]) == (None, False)
    assert buyer.credits() == (2000, 0)
    assert buyer.grants() == [("plan_month", 3000)]


def test_cancelled_plan_ends_with_its_period_and_keeps_the_free_credits(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    buyer.cancel(subscription_id)
    buyer.shop.stripe.renew(subscription_id)
    buyer.shop.arrive()
    assert buyer.subscription()["status"] == "canceled"
    assert buyer.credits() == (500, 0)


def test_upgrade_adds_the_difference_immediately_and_once(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    buyer.use(500)
    buyer.switch(subscription_id, "business_monthly")
    buyer.shop.arrive()
    assert buyer.subscription()["product_id"] == "plan_business"
    assert buyer.credits() == (5500, 0)


def test_downgrade_is_shown_immediately_and_starts_with_the_next_period(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("business_monthly")
    buyer.shop.arrive()
    buyer.switch(subscription_id, "pro_monthly")
    buyer.shop.arrive()
    assert (buyer.subscription()["product_id"], buyer.credits()) == ("plan_business", (6000, 0))
    assert buyer.subscription()["next_price_id"] == buyer.shop.prices["pro_monthly"]
    buyer.shop.stripe.renew(subscription_id)
    buyer.shop.arrive()
    assert (buyer.subscription()["product_id"], buyer.credits()) == ("plan_pro", (3000, 0))
    assert buyer.subscription()["next_price_id"] is None


def test_event_with_an_older_state_changes_nothing(buyer: Buyer) -> None:
    """All events of an ended subscription arrive again in reverse order: `created` after `deleted`."""
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    buyer.shop.stripe.v1.subscriptions.cancel(subscription_id)
    buyer.shop.arrive()
    for event_type in (
        "customer.subscription.deleted",
        "customer.subscription.updated",
        "customer.subscription.created",
    ):
        for event_id in buyer.shop.stripe.events(event_type, subscription_id):
            buyer.shop.stripe.resend(event_id, new_id=True)
    buyer.shop.arrive()
    assert buyer.subscription()["status"] == "canceled"
    assert buyer.credits() == (500, 0)


def test_later_of_two_changes_in_one_second_is_kept(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    subscriptions = buyer.shop.stripe.v1.subscriptions
    for note in ("first", "second"):
        subscriptions.update(subscription_id, {"metadata": {"note": note}})
    buyer.shop.arrive()
    assert buyer.subscription()["metadata"]["note"] == "second"


def test_subscription_created_by_an_operator_for_our_customer_counts(buyer: Buyer) -> None:
    buyer.buy()
    customer = str(buyer.customer_id())
    api = buyer.shop.stripe.v1
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer})
    api.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": buyer.shop.prices["pro_monthly"]}],
            "default_payment_method": method.id,
        }
    )
    buyer.shop.arrive()
    assert buyer.subscription()["status"] == "active"
    assert buyer.credits() == (3000, 1000)


def test_second_live_subscription_grants_nothing_and_is_logged(buyer: Buyer) -> None:
    first = buyer.subscribe()
    buyer.shop.arrive()
    second = _subscribed_by_hand(buyer, "business_monthly")
    buyer.shop.arrive()
    assert {row["id"]: row["duplicate"] for row in buyer.subscriptions()} == {first: False, second: True}
    assert buyer.credits() == (3000, 0)
    output = buyer.shop.flask("doctor").output
    assert second in output
    assert first not in output


def test_when_the_first_subscription_ends_the_second_takes_its_place(buyer: Buyer) -> None:
    first = buyer.subscribe()
    buyer.shop.arrive()
    second = _subscribed_by_hand(buyer, "business_monthly")
    buyer.shop.arrive()
    buyer.shop.stripe.v1.subscriptions.cancel(first)
    buyer.shop.arrive()
    assert {row["id"]: row["duplicate"] for row in buyer.subscriptions()} == {first: False, second: False}
    assert buyer.credits()[0] == 6000


def test_grant_of_a_newer_subscription_is_revoked_when_an_older_one_is_found(ordered_buyer: Buyer) -> None:
    shop = ordered_buyer.shop
    ordered_buyer.buy()
    shop.arrive()
    shop.relay.lose_everything = True
    older = _subscribed_by_hand(ordered_buyer, "pro_monthly")
    shop.arrive()
    shop.relay.lose_everything = False
    younger = _subscribed_by_hand(ordered_buyer, "business_monthly")
    shop.arrive()
    assert ordered_buyer.credits() == (6000, 1000)
    ordered_buyer.use(500)
    shop.reconcile()
    assert {row["id"]: row["duplicate"] for row in ordered_buyer.subscriptions()} == {older: False, younger: True}
    assert ordered_buyer.credits() == (2500, 1000)


def test_foreign_customer_is_ignored(buyer: Buyer) -> None:
    api = buyer.shop.stripe.v1
    customer = api.customers.create({"email": "foreign@example.com"})
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    subscription = api.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": buyer.shop.prices["pro_monthly"]}],
            "default_payment_method": method.id,
        }
    )
    api.customers.update(customer.id, {"name": "Somebody else"})
    buyer.shop.arrive()
    assert buyer.shop.sql("select * from subscriptions where id = %s", [subscription.id]) == []
    assert buyer.shop.sql("select * from customers where stripe_customer_id = %s", [customer.id]) == []


def test_subscription_to_a_product_without_a_tier_is_ignored(buyer: Buyer) -> None:
    api = buyer.shop.stripe.v1
    product = api.products.create({"name": "A magazine"})
    price = api.prices.create(
        {"product": product.id, "unit_amount": 100, "currency": "usd", "recurring": {"interval": "month"}}
    )
    buyer.buy()
    buyer.shop.prices["magazine"] = price.id
    _subscribed_by_hand(buyer, "magazine")
    buyer.shop.arrive()
    assert buyer.subscriptions() == []
    assert buyer.credits() == (500, 1000)


def test_subscription_deleted_at_stripe_has_ended(ordered_buyer: Buyer) -> None:
    """As after test data was deleted in Stripe."""
    subscription_id = ordered_buyer.subscribe()
    ordered_buyer.shop.arrive()
    ordered_buyer.shop.stripe.forget(subscription_id)
    assert ordered_buyer.shop.flask("stripe", "sync").exit_code == 0
    assert ordered_buyer.subscription()["status"] == "canceled"


def _subscribed_by_hand(buyer: Buyer, plan: str) -> str:
    """Created a second later than the first: within one second the order is undefined."""
    api = buyer.shop.stripe.v1
    customer = str(buyer.customer_id())
    before = max((each.created for each in api.subscriptions.list({"customer": customer}).data), default=0)
    eventually(lambda: time.time() >= before + 1)
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer})
    made = api.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": buyer.shop.prices[plan]}],
            "default_payment_method": method.id,
            "metadata": {"user_id": buyer.id},
        }
    )
    return made.id
