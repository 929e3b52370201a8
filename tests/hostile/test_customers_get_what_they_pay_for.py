"""Customers get exactly what was paid for, once, whatever requests they send."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.hostile.shop import StackStripe
from tests.service.billing.shop import Buyer, Shop

PLAN, PACK, PORTAL = "/api/create-checkout-session", "/api/purchase-credits", "/api/create-customer-portal"
PRO_CREDITS = 3000


def assert_refused(answer: Any, field: str) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_input"), answer.text
    assert answer.json()["error"]["field"] == field


def assert_nothing_was_opened(buyer: Buyer) -> None:
    assert buyer.customers() == []
    assert buyer.credits() == (500, 0)


def test_a_price_that_is_not_on_sale_opens_no_checkout(buyer: Buyer) -> None:
    for price_id in (
        "price_of_nobody",
        "plan_pro",
        "free",
        "*",
        "price_' or '1'='1",
        "x,active.is.false",
        "x&select=*",
        "price_/../plan_pro",
        "price_\u0000",
        "\u202eprice",
        "p" * 255,
    ):
        for path in (PLAN, PACK):
            assert_refused(buyer.post(path, price_id=price_id), "price_id")
    assert_nothing_was_opened(buyer)


def test_a_plan_is_not_sold_as_a_pack_and_a_pack_not_as_a_plan(buyer: Buyer) -> None:
    assert_refused(buyer.post(PLAN, price_id=buyer.shop.prices["credit_pack_1000"]), "price_id")
    assert_refused(buyer.post(PACK, price_id=buyer.shop.prices["pro_monthly"]), "price_id")
    assert_nothing_was_opened(buyer)


def test_an_invalid_quantity_opens_no_checkout(buyer: Buyer) -> None:
    price_id = buyer.shop.prices["credit_pack_1000"]
    quantities: list[Any] = [0, -1, 101, 1.5, 1e300, 10**400, "5", True, None, [1], {"$gt": 0}]
    for quantity in quantities:
        assert_refused(buyer.post(PACK, price_id=price_id, quantity=quantity), "quantity")
    assert_nothing_was_opened(buyer)


def test_a_customer_cannot_set_other_checkout_parameters(buyer: Buyer) -> None:
    for name in (
        "credits",
        "user_id",
        "customer",
        "unit_amount",
        "mode",
        "discounts",
        "success_url",
        "trial_period_days",
    ):
        for path, price in ((PLAN, "pro_monthly"), (PACK, "credit_pack_1000")):
            assert_refused(buyer.post(path, price_id=buyer.shop.prices[price], **{name: "1"}), name)
    assert_nothing_was_opened(buyer)


def test_a_purchase_over_the_credit_limit_is_refused_before_payment(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    price_id = stripe_stand_in.new_price({"kind": "pack", "credits": "10000000"})
    assert_refused(buyer.post(PACK, price_id=price_id, quantity=100), "quantity")
    for _ in range(3):
        buyer.shop.prices["large"] = price_id
        buyer.buy("large", quantity=9)
    buyer.shop.arrive()
    assert buyer.credits() == (500, 270_000_000)


def test_a_pack_with_a_100_percent_code_is_granted_once_per_checkout(
    buyer: Buyer, stripe_stand_in: StackStripe
) -> None:
    code = stripe_stand_in.new_promotion_code()
    url = buyer.checkout_pack()
    stripe_stand_in.enter_code(url, code)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: stripe_stand_in.pay(url), range(4)))
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)


def test_a_promotion_code_does_not_change_the_credits(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    url = buyer.checkout_pack()
    for code in ("", "FREE", "' or 1=1 --", "../../", stripe_stand_in.new_promotion_code(percent_off=50)):
        stripe_stand_in.enter_code(url, code)
    assert stripe_stand_in.pay(url).status_code == 303
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)


def test_a_plan_with_a_100_percent_code_grants_its_month_once(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    url = buyer.checkout()
    stripe_stand_in.enter_code(url, stripe_stand_in.new_promotion_code())
    assert stripe_stand_in.pay(url).status_code == 303
    buyer.shop.arrive()
    assert buyer.credits() == (PRO_CREDITS, 0)
    assert buyer.grants() == [("plan_month", PRO_CREDITS)]


def test_a_second_trial_adds_nothing_to_the_first(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    buyer.buy()
    for monthly in (PRO_CREDITS, 500):
        trial: Any = {
            "customer": str(buyer.customer_id()),
            "items": [{"price": buyer.shop.prices["pro_monthly"]}],
            "trial_period_days": 14,
        }
        subscription = stripe_stand_in.v1.subscriptions.create(trial)
        buyer.shop.arrive()
        assert buyer.credits() == (monthly, 1000)
        stripe_stand_in.v1.subscriptions.cancel(subscription.id)
        buyer.shop.arrive()
        assert buyer.credits() == (500, 1000)
        # Stripe's times are in seconds; of two trials that begin in the same second, the one with the smaller id
        # counts.
        stripe_stand_in.control("/advance", customer=buyer.customer_id(), to=subscription.created + 1)


def test_another_currency_grants_and_takes_back_the_same_credits(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    amount = 1500  # of a currency without decimals
    price_id = stripe_stand_in.new_price({"kind": "pack", "credits": "1000"}, currency="jpy", unit_amount=amount)
    buyer.shop.prices["foreign"] = price_id
    payment_id = buyer.payment_of(buyer.buy("foreign"))
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1000)
    stripe_stand_in.v1.refunds.create({"payment_intent": payment_id, "amount": amount // 2})
    buyer.shop.arrive()
    assert buyer.credits() == (500, 500)
    buyer.buy("credit_pack_1000")
    buyer.shop.arrive()
    assert buyer.credits() == (500, 1500)


def test_two_products_of_one_tier_count_as_one_plan(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    plus = stripe_stand_in.new_price(
        {"tier": "pro", "credits": "4000"}, recurring={"interval": "month"}, unit_amount=3900
    )
    subscription_id = buyer.subscribe()
    buyer.shop.arrive()
    assert buyer.post(PLAN, price_id=plus).status_code == 409
    buyer.shop.prices["plus"] = plus
    for plan in ("plus", "pro_monthly", "plus", "pro_monthly"):
        item = stripe_stand_in.v1.subscriptions.retrieve(subscription_id)["items"].data[0].id
        stripe_stand_in.v1.subscriptions.update(
            subscription_id, {"items": [{"id": item, "price": buyer.shop.prices[plan]}]}
        )
        buyer.shop.arrive()
        assert buyer.credits()[0] <= 4000
    assert len(buyer.grants()) <= 2


def test_the_success_page_and_the_events_of_one_sale_grant_it_once(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    session_id = buyer.buy()
    with ThreadPoolExecutor(8) as pool:
        status = {"session_id": session_id}
        answers = list(pool.map(lambda _: buyer.get("/api/check-session-status", **status), range(8)))
    assert {answer.json()["status"] for answer in answers} == {"paid"}
    for new_id in (False, True):
        stripe_stand_in.resend(stripe_stand_in.events("checkout.session.completed", session_id)[0], new_id=new_id)
    buyer.shop.arrive()
    assert buyer.purchases() == [1000]


def test_of_two_parallel_paid_checkouts_one_plan_counts(buyer: Buyer, stripe_stand_in: StackStripe) -> None:
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(buyer.checkout, ("pro_monthly", "business_monthly")))
        list(pool.map(stripe_stand_in.pay, pages))
    buyer.shop.arrive()
    counted = [row for row in buyer.subscriptions() if row["status"] == "active" and not row["duplicate"]]
    assert len(counted) == 1
    assert buyer.credits()[0] in (PRO_CREDITS, 6000)


def test_the_portal_shows_the_callers_own_customer(buyer: Buyer, other_buyer: Buyer) -> None:
    assert other_buyer.post(PORTAL).status_code == 404
    buyer.buy()
    other_buyer.buy()
    session = other_buyer.post(PORTAL, customer=buyer.customer_id(), user_id=buyer.id)
    page = other_buyer.shop.stripe.http.get(session.json()["url"]).text
    assert buyer.id not in page
    assert str(buyer.customer_id()) not in page


def test_the_portal_changes_no_plan_of_another_customer(buyer: Buyer, other_buyer: Buyer, shop: Shop) -> None:
    subscription_id = buyer.subscribe()
    other_buyer.buy()
    form = {"subscription": subscription_id, "price": shop.prices["business_yearly"]}
    answer = shop.stripe.http.post(other_buyer.portal(), data={"action": "switch", **form})
    assert answer.status_code >= 400
    shop.arrive()
    assert buyer.subscription()["price_id"] == shop.prices["pro_monthly"]
