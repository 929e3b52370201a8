"""The dashboard: what there is, and buttons for what time, banks and customers do."""

from __future__ import annotations

import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import SITE, Ear, StandIn
from tests.running import eventually


def page(stand_in: StandIn) -> str:
    """The dashboard's HTML."""
    return stand_in.http.get(stand_in.url).raise_for_status().text


def press(stand_in: StandIn, action: str, **form: object) -> int:
    """Press a button; the status that answers."""
    return stand_in.http.post(stand_in.url, data={"action": action, **form}).status_code


def test_an_empty_account_has_a_dashboard_too(stand_in: StandIn) -> None:
    assert "Nobody has subscribed yet." in page(stand_in)
    assert SITE in page(stand_in)


def test_subscriptions_payments_and_events_are_shown(stand_in: StandIn, shop: Shop) -> None:
    customer = shop.customer("visa", email="<b>grace</b>@example.com")
    shop.subscribe(customer)
    shop.sold(customer, "delayed")
    text = page(stand_in)
    for shown in ("&lt;b&gt;grace", "$20.00", "active", "processing", "Never arrives", "checkout.session.completed"):
        assert shown in text
    assert "<b>grace</b>" not in text


def test_the_next_payment_can_be_made_to_fail(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
    subscription = shop.subscribed()
    press(stand_in, "fail_next", customer=subscription.customer)
    assert "next payment fails" in page(stand_in)
    assert press(stand_in, "renew", subscription=subscription.id) == 303
    assert v1.subscriptions.retrieve(subscription.id).status == "past_due"
    v1.subscriptions.cancel(subscription.id)
    assert press(stand_in, "renew", subscription=subscription.id) == 402


def test_payments_can_be_refunded_disputed_and_settled(v1: stripe.V1Services, stand_in: StandIn, shop: Shop) -> None:
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


def test_an_event_is_said_to_be_on_its_way_refused_or_taken(
    v1: stripe.V1Services, stand_in: StandIn, listening: Ear
) -> None:
    stand_in.control(hold=True)
    product = v1.products.create({"name": "Told of"})
    assert "on its way" in page(stand_in)
    stand_in.control(next=1, fault={"delivery": "drop"})
    v1.products.create({"name": "Never sent"})
    assert "1 not taken" in page(stand_in)
    stand_in.control("/release")
    listening.wait_for("product.created", product.id)
    eventually(lambda: "on its way" not in page(stand_in))


def test_a_page_of_another_site_can_press_no_button(stand_in: StandIn) -> None:
    strange, control = {"origin": "https://evil.example"}, f"{stand_in.url}/_control/advance"
    assert stand_in.http.post(stand_in.url, data={"action": "advance", "seconds": "60"}, headers=strange).is_error
    assert stand_in.http.post(control, json={"seconds": 60}, headers=strange).status_code == 403
    assert stand_in.http.get(stand_in.url, headers={"host": "evil.example"}).status_code == 400
