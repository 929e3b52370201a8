"""The dashboard: what it shows, and its buttons."""

from __future__ import annotations

import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import SITE, StandIn


def page(stand_in: StandIn) -> str:
    """The dashboard's HTML."""
    return stand_in.http.get(stand_in.url).raise_for_status().text


def press(stand_in: StandIn, action: str, **form: object) -> int:
    """Press a button; returns the status."""
    return stand_in.http.post(stand_in.url, data={"action": action, **form}).status_code


def test_dashboard_of_an_empty_account(stand_in: StandIn) -> None:
    assert "No subscriptions yet." in page(stand_in)
    assert SITE in page(stand_in)


def test_dashboard_shows_subscriptions_and_payments(stand_in: StandIn, shop: Shop) -> None:
    customer = shop.customer("visa", email="<b>grace</b>@example.com")
    shop.subscribe(customer)
    shop.sold(customer, "delayed")
    text = page(stand_in)
    for shown in ("&lt;b&gt;grace", "$20.00", "active", "processing", "Fail"):
        assert shown in text
    assert "<b>grace</b>" not in text


def test_dashboard_declines_the_next_payment(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    press(stand_in, "fail_next", customer=subscription.customer)
    assert "next payment fails" in page(stand_in)
    assert press(stand_in, "renew", subscription=subscription.id) == 303
    assert v1.subscriptions.retrieve(subscription.id).status == "past_due"


def test_dashboard_refunds_disputes_and_settles_payments(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    charge = shop.charge(shop.sold())
    press(stand_in, "refund", charge=charge.id, amount=500)
    assert v1.charges.retrieve(charge.id).amount_refunded == 500
    press(stand_in, "dispute", charge=charge.id)
    (dispute,) = v1.disputes.list({"charge": charge.id}).data
    press(stand_in, "close_dispute", dispute=dispute.id, won="false")
    assert v1.disputes.retrieve(dispute.id).status == "lost"
    session = shop.sold(method="delayed")
    press(stand_in, "settle", payment_intent=session.payment_intent, succeeded="true")
    assert v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_requests_from_another_site_are_refused(stand_in: StandIn) -> None:
    strange, control = {"origin": "https://evil.example"}, f"{stand_in.url}/_control/advance"
    assert stand_in.http.post(stand_in.url, data={"action": "advance", "seconds": "60"}, headers=strange).is_error
    assert stand_in.http.post(control, json={"seconds": 60}, headers=strange).status_code == 403
    assert stand_in.http.get(stand_in.url, headers={"host": "evil.example"}).status_code == 400
