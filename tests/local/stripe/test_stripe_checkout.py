"""Checkout: a page on which something is bought once, or a subscription begun."""

from __future__ import annotations

import re
import time

import pytest
import stripe

from tests.local.stripe.shop import CANCEL, SUCCESS, Shop, item
from tests.local.stripe.stand_in import SITE, Ear, StandIn


def press(stand_in: StandIn, session: stripe.checkout.Session, **form: str) -> tuple[int, str]:
    """Status and address (or page) after a button of the page was pressed."""
    answer = stand_in.http.post(str(session.url), data={"email": "ada@example.com", **form})
    return answer.status_code, answer.headers.get("location", answer.text)


def test_a_session_leads_to_its_page(stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pack, quantity=2, customer=shop.customer())
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 2000)
    assert session.payment_intent is None
    page = stand_in.http.get(str(session.url))
    assert page.status_code == 200
    assert "Stand-in for Stripe" in page.text
    assert "no real money" in page.text
    assert "1,000 credits" in page.text
    assert "$20.00" in page.text
    assert CANCEL in page.text


def test_paying_leads_back_to_the_site_with_the_sessions_id(stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pack)
    status, location = press(stand_in, session, action="pay", method="visa")
    assert (status, location) == (303, SUCCESS.replace("{CHECKOUT_SESSION_ID}", session.id))


def test_a_pack_is_paid_by_an_intent_that_carries_the_sessions_data(
    v1: stripe.V1Services, shop: Shop, listening: Ear
) -> None:
    customer = shop.customer()
    session = shop.sold(
        customer,
        client_reference_id="user-1",
        metadata={"user_id": "user-1"},
        payment_intent_data={"metadata": {"user_id": "user-1"}},
    )
    assert (session.status, session.payment_status, session.client_reference_id) == ("complete", "paid", "user-1")
    intent = v1.payment_intents.retrieve(str(session.payment_intent), {"expand": ["latest_charge"]})
    assert (intent.status, intent.amount_received, intent.customer) == ("succeeded", 1000, customer)
    assert intent.metadata["user_id"] == "user-1"
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.paid
    event = listening.wait_for("checkout.session.completed", session.id)
    assert event.data.object["payment_status"] == "paid"
    listening.wait_for("payment_intent.succeeded", intent.id)


def test_a_subscription_begins_active_and_paid_with_its_period_on_the_item(v1: stripe.V1Services, shop: Shop) -> None:
    customer = shop.customer()
    data = {"metadata": {"user_id": "user-1"}}
    session = shop.pay(shop.checkout(shop.pro_monthly, "subscription", customer=customer, subscription_data=data))
    assert (session.status, session.payment_status) == ("complete", "paid")
    subscription = v1.subscriptions.retrieve(str(session.subscription))
    assert (subscription.status, subscription.customer) == ("active", customer)
    assert subscription.metadata["user_id"] == "user-1"
    assert abs(item(subscription).current_period_start - time.time()) < 60
    assert 28 <= (item(subscription).current_period_end - item(subscription).current_period_start) / 86_400 <= 31
    assert "current_period_end" not in subscription
    invoice = v1.invoices.retrieve(str(session.invoice))
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 2000, "subscription_create")
    assert subscription.default_payment_method is not None


def test_events_of_a_subscription_come_for_every_object(shop: Shop, listening: Ear) -> None:
    session = shop.pay(shop.checkout(shop.pro_monthly, "subscription", customer=shop.customer()))
    for event, object_id in [
        ("customer.subscription.created", session.subscription),
        ("customer.subscription.updated", session.subscription),
        ("invoice.created", session.invoice),
        ("invoice.finalized", session.invoice),
        ("invoice.paid", session.invoice),
        ("invoice.payment_succeeded", session.invoice),
        ("checkout.session.completed", session.id),
    ]:
        listening.wait_for(event, str(object_id))


def test_a_declined_card_keeps_the_page_open_for_another_try(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    session = shop.checkout(shop.pack, customer=shop.customer())
    status, page = press(stand_in, session, action="pay", method="chargeCustomerFail")
    assert status == 402
    assert "Your card was declined." in page
    assert v1.checkout.sessions.retrieve(session.id).status == "open"
    assert shop.pay(session).payment_status == "paid"
    (intent,) = v1.payment_intents.list({"customer": str(session.customer)}).data
    assert "payment_intent.payment_failed" in listening.types(intent.id)


def test_a_declined_subscription_has_never_been(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pro_monthly, "subscription", customer=shop.customer())
    status, _ = press(stand_in, session, action="pay", method="chargeDeclinedInsufficientFunds")
    assert status == 402
    assert v1.subscriptions.list({"customer": str(session.customer), "status": "all"}).data == []
    assert shop.pay(session).payment_status == "paid"


def test_a_page_cannot_be_paid_twice(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pack, customer=shop.customer())
    assert press(stand_in, session, action="pay")[0] == 303
    status, page = press(stand_in, session, action="pay")
    assert status == 402
    assert "has been completed" in page
    assert len(v1.payment_intents.list({"customer": str(session.customer)}).data) == 1


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"mode": "payment", "price": "pro_monthly"}, "passed a recurring price"),
        ({"mode": "subscription", "price": "pack"}, "at least one recurring price"),
        ({"mode": "payment", "subscription_data": {"description": "x"}}, "subscription_data"),
        ({"client_reference_id": "x" * 201}, "200 characters"),
        ({"success_url": None}, "success_url"),
        ({"quantity": 0}, "Quantity is required"),
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"discounts": [{"coupon": "x"}]}, "stand-in"),
    ],
)
def test_a_session_that_stripe_would_refuse_is_refused(
    shop: Shop, params: dict[str, object], message: str | None
) -> None:
    price = getattr(shop, str(params.pop("price", "pack")))
    mode = str(params.pop("mode", "payment"))
    values = {name: value for name, value in params.items() if value is not None}
    if message is None:
        assert shop.checkout(price, mode, **values).status == "open"
        return
    if params.get("success_url", "") is None:
        with pytest.raises(stripe.InvalidRequestError, match=message):
            shop.v1.checkout.sessions.create({"mode": "payment", "line_items": [{"price": price, "quantity": 1}]})
        return
    with pytest.raises(stripe.InvalidRequestError, match=re.escape(message)):
        shop.checkout(price, mode, **values)


def test_sessions_are_found_by_their_payment(v1: stripe.V1Services, shop: Shop) -> None:
    sold = shop.sold()
    assert [s.id for s in v1.checkout.sessions.list({"payment_intent": str(sold.payment_intent)}).data] == [sold.id]


def test_names_of_products_are_escaped(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    product = v1.products.create({"name": "<script>alert(1)</script>"})
    price = v1.prices.create({"product": product.id, "unit_amount": 100, "currency": "usd"})
    page = stand_in.http.get(str(shop.checkout(price.id).url))
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_form_of_another_site_is_refused(stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pack)
    form = {"action": "pay", "email": "ada@example.com"}
    answer = stand_in.http.post(str(session.url), data=form, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert stand_in.http.post(str(session.url), data=form, headers={"origin": stand_in.url}).status_code == 303


def test_the_page_lets_its_form_lead_to_the_site_and_nowhere_else(stand_in: StandIn, shop: Shop) -> None:
    policy = stand_in.http.get(str(shop.checkout(shop.pack).url)).headers["content-security-policy"]
    assert f"form-action 'self' {SITE}" in policy
    assert "default-src 'none'" in policy


def test_an_unknown_session_has_no_page(stand_in: StandIn) -> None:
    assert stand_in.http.get(f"{stand_in.url}/c/pay/cs_test_unknown").status_code == 404
