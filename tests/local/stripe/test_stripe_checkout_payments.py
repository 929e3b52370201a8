"""Checkout: how a session is paid, at once, later, less, or not at all."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.shop import Shop, item
from tests.local.stripe.stand_in import Ear, StandIn


def press(stand_in: StandIn, session: stripe.checkout.Session, **form: str) -> tuple[int, str]:
    """Status and address (or page) after a button of the page was pressed."""
    answer = stand_in.http.post(str(session.url), data={"email": "ada@example.com", **form})
    return answer.status_code, answer.headers.get("location", answer.text)


@pytest.mark.parametrize(
    ("succeeded", "word", "payment_status"), [(True, "succeeded", "paid"), (False, "failed", "unpaid")]
)
def test_a_delayed_payment_completes_the_session_unpaid_and_is_settled_later(
    stand_in: StandIn, shop: Shop, listening: Ear, succeeded: bool, word: str, payment_status: str
) -> None:
    session = shop.sold(method="delayed")
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert stand_in.v1.payment_intents.retrieve(str(session.payment_intent)).status == "processing"
    stand_in.control("/settle", payment_intent=session.payment_intent, succeeded=succeeded)
    event = listening.wait_for(f"checkout.session.async_payment_{word}", session.id)
    assert event.data.object["payment_status"] == payment_status
    assert stand_in.v1.checkout.sessions.retrieve(session.id).payment_status == payment_status
    completed = listening.wait_for("checkout.session.completed", session.id)
    assert completed.data.object["payment_status"] == "unpaid"


def test_a_delayed_subscription_is_active_with_an_open_invoice_until_it_is_settled(
    stand_in: StandIn, shop: Shop
) -> None:
    session = shop.pay(shop.checkout(shop.pro_monthly, "subscription", customer=shop.customer()), "delayed")
    subscription = stand_in.v1.subscriptions.retrieve(str(session.subscription))
    invoice = stand_in.v1.invoices.retrieve(str(session.invoice))
    assert (session.payment_status, subscription.status, invoice.status) == ("unpaid", "active", "open")
    (payment,) = stand_in.v1.invoice_payments.list({"invoice": invoice.id}).data
    stand_in.control("/settle", payment_intent=payment.payment.payment_intent, succeeded=True)
    assert stand_in.v1.invoices.retrieve(invoice.id).status == "paid"
    assert stand_in.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_delayed_subscription_that_is_never_paid_is_past_due(stand_in: StandIn, shop: Shop) -> None:
    session = shop.pay(shop.checkout(shop.pro_monthly, "subscription", customer=shop.customer()), "delayed")
    (payment,) = stand_in.v1.invoice_payments.list({"invoice": str(session.invoice)}).data
    stand_in.control("/settle", payment_intent=payment.payment.payment_intent, succeeded=False)
    assert stand_in.v1.subscriptions.retrieve(str(session.subscription)).status == "past_due"
    assert stand_in.v1.invoices.retrieve(str(session.invoice)).status == "open"


def test_a_session_can_be_expired_and_then_not_be_paid(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop, listening: Ear
) -> None:
    session = shop.checkout(shop.pack)
    assert v1.checkout.sessions.expire(session.id).status == "expired"
    listening.wait_for("checkout.session.expired", session.id)
    assert press(stand_in, session, action="pay")[0] == 402
    assert "has expired" in stand_in.http.get(str(session.url)).text
    with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
        v1.checkout.sessions.expire(session.id)


def test_a_trial_takes_nothing_today(v1: stripe.V1Services, shop: Shop) -> None:
    data = {"trial_period_days": 14}
    session = shop.pay(
        shop.checkout(shop.pro_monthly, "subscription", customer=shop.customer(), subscription_data=data)
    )
    subscription = v1.subscriptions.retrieve(str(session.subscription))
    assert (session.payment_status, subscription.status) == ("no_payment_required", "trialing")
    assert item(subscription).current_period_end == subscription.trial_end


def test_a_buyer_without_a_customer_is_a_guest_unless_they_subscribe(v1: stripe.V1Services, shop: Shop) -> None:
    guest = shop.pay(shop.checkout(shop.pack))
    assert guest.customer is None
    assert guest.customer_details is not None
    assert guest.customer_details.email == "ada@example.com"
    known = shop.pay(shop.checkout(shop.pro_monthly, "subscription"))
    assert v1.customers.retrieve(str(known.customer)).email == "ada@example.com"


def test_a_buyer_without_an_address_is_asked_for_it(stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pack)
    status, page = press(stand_in, session, action="pay", email="")
    assert status == 402
    assert "Please enter an e-mail address." in page


def test_a_promotion_code_lowers_the_price(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    coupon = v1.coupons.create({"percent_off": 25, "duration": "once"})
    v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "QUARTER"})
    session = shop.checkout(shop.pack, customer=shop.customer(), allow_promotion_codes=True)
    assert press(stand_in, session, action="code", code="WRONG")[0] == 402
    assert press(stand_in, session, action="code", code="QUARTER")[0] == 303
    assert "$7.50" in stand_in.http.get(str(session.url)).text
    paid = shop.pay(session)
    assert (paid.amount_subtotal, paid.amount_total) == (1000, 750)
    assert v1.payment_intents.retrieve(str(paid.payment_intent)).amount == 750


def test_a_coupon_for_everything_needs_no_payment(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    coupon = v1.coupons.create({"percent_off": 100, "duration": "once"})
    v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "FREE"})
    offered = shop.checkout(shop.pack, allow_promotion_codes=True)
    press(stand_in, offered, action="code", code="FREE")
    session = shop.pay(offered)
    assert (session.payment_status, session.payment_intent, session.amount_total) == ("no_payment_required", None, 0)


def test_a_session_of_a_deleted_customer_cannot_be_paid(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    session = shop.checkout(shop.pack, customer=shop.customer())
    v1.customers.delete(str(session.customer))
    assert stand_in.http.get(str(session.url)).status_code == 200
    assert press(stand_in, session, action="pay")[0] == 402
