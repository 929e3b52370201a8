"""Trials: the plan's credits once, then the first payment or the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.service.billing.shop import Buyer
from tests.service.billing.test_checkout import id_in

DAY = 86_400
NewPlan = Callable[..., str]


@pytest.fixture
def new_plan(buyer: Buyer) -> NewPlan:
    """A function that creates a plan with a trial; returns the price's id."""

    def put_on_sale(tier: str = "pro", credits_: str = "3000", days: int = 7) -> str:
        api = buyer.shop.stripe.v1
        product = api.products.create({"name": "Tried", "metadata": {"tier": tier, "credits": credits_}}).id
        recurring: Any = {"interval": "month", "trial_period_days": days}
        price = {"product": product, "currency": "usd", "unit_amount": 2900, "recurring": recurring}
        price_id = api.prices.create(price).id  # type: ignore[arg-type]
        buyer.shop.arrive()
        return price_id

    return put_on_sale


def open_page(buyer: Buyer, price_id: str) -> str:
    """Open a checkout page for a price; returns its URL."""
    answer = buyer.post("/api/create-checkout-session", price_id=price_id)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"])


def subscribe(buyer: Buyer, price_id: str) -> str:
    """Subscribe to a price; returns the subscription's id."""
    url = open_page(buyer, price_id)
    assert buyer.shop.stripe.pay(url).status_code == 303
    buyer.shop.arrive()
    return str(buyer.shop.stripe.v1.checkout.sessions.retrieve(id_in(url)).subscription)


def test_trial_grants_the_plans_credits_for_free(buyer: Buyer, new_plan: NewPlan) -> None:
    url = open_page(buyer, new_plan())
    assert buyer.shop.stripe.pay(url).status_code == 303
    outcome = buyer.get("/api/check-session-status", session_id=id_in(url)).json()
    assert outcome == {"status": "paid", "kind": "subscription", "trial": True}
    buyer.shop.arrive()
    mirrored = buyer.subscription()
    assert (mirrored["status"], (mirrored["trial_end"] - mirrored["trial_start"]).total_seconds()) == (
        "trialing",
        7 * DAY,
    )
    assert buyer.credits() == (3000, 0)
    assert buyer.shop.stripe.v1.invoices.retrieve(str(_latest_invoice(buyer))).amount_paid == 0


def test_first_payment_after_a_trial_starts_a_new_month(buyer: Buyer, new_plan: NewPlan) -> None:
    subscription = subscribe(buyer, new_plan())
    buyer.use(1000)
    buyer.shop.stripe.renew(subscription)
    buyer.shop.arrive()
    assert (buyer.subscription()["status"], buyer.credits()) == ("active", (3000, 0))


def test_trial_that_ends_unpaid_is_capped_like_an_ended_plan(buyer: Buyer, new_plan: NewPlan) -> None:
    subscription = subscribe(buyer, new_plan())
    buyer.use(1000)
    buyer.shop.stripe.control(fault={"payment": "card_declined"}, customer=buyer.customer_id())
    buyer.shop.stripe.renew(subscription)
    buyer.shop.arrive()
    assert (buyer.subscription()["status"], buyer.credits()) == ("past_due", (500, 0))
    buyer.shop.stripe.reset()
    invoice = str(_latest_invoice(buyer))
    buyer.shop.stripe.v1.invoices.pay(invoice)
    buyer.shop.arrive()
    assert (buyer.subscription()["status"], buyer.credits()) == ("active", (3000, 0))


def test_cancelled_trial_ends_like_a_plan_and_is_not_offered_again(buyer: Buyer, new_plan: NewPlan) -> None:
    first = new_plan()
    buyer.shop.stripe.v1.subscriptions.cancel(subscribe(buyer, first))
    # The webhooks may not have arrived yet.
    for price in (first, new_plan("business", "6000")):
        session = buyer.shop.stripe.v1.checkout.sessions.retrieve(id_in(open_page(buyer, price)))
        assert session.metadata is not None
        assert "trial_days" not in session.metadata
    buyer.shop.arrive()
    assert buyer.credits() == (500, 0)
    again = subscribe(buyer, first)
    assert (buyer.subscription_of(again)["status"], buyer.credits()) == ("active", (3000, 0))


def test_a_price_without_a_trial_has_none(buyer: Buyer) -> None:
    buyer.subscribe()
    buyer.shop.arrive()
    assert (buyer.subscription()["status"], buyer.subscription()["trial_end"]) == ("active", None)


def _latest_invoice(buyer: Buyer) -> Any:
    return buyer.shop.stripe.v1.subscriptions.retrieve(buyer.subscription()["id"]).latest_invoice
