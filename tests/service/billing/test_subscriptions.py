"""Subscriptions: the plan is what Stripe says, and each month grants once."""

from __future__ import annotations

import time

from tests.running import eventually
from tests.service.billing.shop import Buyer


def test_a_subscription_that_was_paid_gives_the_plan_and_its_credits(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    row = buyer.subscription()
    assert (row["id"], row["status"], row["product_id"]) == (subscription_id, "active", "plan_pro")
    assert buyer.credits() == (3000, 0)
    assert buyer.grants() == [("plan_month", 3000)]


def test_a_yearly_plan_gives_a_month_of_credits(buyer: Buyer) -> None:
    buyer.subscribe("business_yearly")
    buyer.shop.arrive()
    assert buyer.subscription()["interval"] == "year"
    assert buyer.credits() == (6000, 0)


def test_a_renewal_sets_the_credits_anew_once(buyer: Buyer) -> None:
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


def test_cancelling_and_keeping_grants_nothing_and_takes_nothing(buyer: Buyer) -> None:
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


def test_a_cancelled_plan_ends_with_its_period_and_leaves_the_free_credits(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    buyer.cancel(subscription_id)
    buyer.shop.stripe.renew(subscription_id)
    buyer.shop.arrive()
    assert buyer.subscription()["status"] == "canceled"
    assert buyer.credits() == (500, 0)


def test_a_higher_plan_adds_the_difference_at_once_and_once(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe("pro_monthly")
    buyer.shop.arrive()
    buyer.use(500)
    buyer.switch(subscription_id, "business_monthly")
    buyer.shop.arrive()
    assert buyer.subscription()["product_id"] == "plan_business"
    assert buyer.credits() == (5500, 0)


def test_a_lower_plan_is_told_at_once_and_begins_with_the_next_period(buyer: Buyer) -> None:
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


def test_an_event_that_tells_of_an_older_state_changes_nothing(buyer: Buyer) -> None:
    """Created after deleted: every event of a subscription that is over comes again, backwards."""
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


def test_of_two_changes_in_one_second_the_later_one_stands(buyer: Buyer) -> None:
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    subscriptions = buyer.shop.stripe.v1.subscriptions
    for note in ("first", "second"):
        subscriptions.update(subscription_id, {"metadata": {"note": note}})
    buyer.shop.arrive()
    assert buyer.subscription()["metadata"]["note"] == "second"


def test_a_subscription_that_the_operator_makes_for_a_customer_of_ours_counts(buyer: Buyer) -> None:
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


def test_a_second_live_subscription_grants_nothing_and_is_told_to_the_operator(buyer: Buyer) -> None:
    first = buyer.subscribe()
    buyer.shop.arrive()
    second = _subscribed_by_hand(buyer, "business_monthly")
    buyer.shop.arrive()
    assert {row["id"]: row["duplicate"] for row in buyer.subscriptions()} == {first: False, second: True}
    assert buyer.credits() == (3000, 0)
    told = buyer.shop.flask("doctor").output
    assert second in told
    assert first not in told


def test_when_the_first_subscription_ends_the_second_takes_its_place(buyer: Buyer) -> None:
    first = buyer.subscribe()
    buyer.shop.arrive()
    second = _subscribed_by_hand(buyer, "business_monthly")
    buyer.shop.arrive()
    buyer.shop.stripe.v1.subscriptions.cancel(first)
    buyer.shop.arrive()
    assert {row["id"]: row["duplicate"] for row in buyer.subscriptions()} == {first: False, second: False}
    assert buyer.credits()[0] == 6000


def test_what_a_younger_subscription_granted_is_taken_back_once_an_older_one_is_found(calm_buyer: Buyer) -> None:
    shop = calm_buyer.shop
    calm_buyer.buy()
    shop.arrive()
    shop.relay.lose_everything = True
    older = _subscribed_by_hand(calm_buyer, "pro_monthly")
    shop.arrive()
    shop.relay.lose_everything = False
    younger = _subscribed_by_hand(calm_buyer, "business_monthly")
    shop.arrive()
    assert calm_buyer.credits() == (6000, 1000)
    calm_buyer.use(500)
    shop.reconcile()
    assert {row["id"]: row["duplicate"] for row in calm_buyer.subscriptions()} == {older: False, younger: True}
    assert calm_buyer.credits() == (2500, 1000)


def test_a_customer_who_is_not_ours_is_left_alone(buyer: Buyer) -> None:
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


def test_a_subscription_to_something_that_is_no_plan_is_left_alone(buyer: Buyer) -> None:
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


def test_a_subscription_that_stripe_has_forgotten_has_ended(calm_buyer: Buyer) -> None:
    """As when data of test mode is deleted."""
    subscription_id = calm_buyer.subscribe()
    calm_buyer.shop.arrive()
    calm_buyer.shop.stripe.forget(subscription_id)
    assert calm_buyer.shop.flask("stripe", "sync").exit_code == 0
    assert calm_buyer.subscription()["status"] == "canceled"


def _subscribed_by_hand(buyer: Buyer, plan: str) -> str:
    """In a later second than the subscription before: of two of the same second either may count."""
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
