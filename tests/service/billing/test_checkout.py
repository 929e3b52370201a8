"""Open a checkout: valid prices, duplicate subscriptions, idempotency, errors."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from service import create_app
from service.billing.checkout import _idempotency_key
from tests.service.billing.shop import Buyer

ROUTES = ("/api/create-checkout-session", "/api/purchase-credits")


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def open_sessions(buyer: Buyer) -> list[str]:
    found = buyer.shop.stripe.v1.checkout.sessions.list({"customer": str(buyer.customer_id()), "limit": 100}).data
    return [session.id for session in found if session.status == "open"]


def id_in(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def test_session_contains_the_user_and_the_return_urls(ordered_buyer: Buyer) -> None:
    session = ordered_buyer.shop.stripe.v1.checkout.sessions.retrieve(id_in(ordered_buyer.checkout()))
    assert (session.mode, session.client_reference_id, session.allow_promotion_codes) == (
        "subscription",
        ordered_buyer.id,
        True,
    )
    assert session.metadata is not None
    assert session.metadata["user_id"] == ordered_buyer.id
    returned = dict(parse_qsl(urlsplit(str(session.success_url)).query))
    assert returned == {"bought": "plan", "session_id": "{CHECKOUT_SESSION_ID}"}
    assert str(session.cancel_url).endswith("/pricing?checkout=cancelled")


def test_subscription_and_payment_contain_the_user_id(ordered_buyer: Buyer) -> None:
    api = ordered_buyer.shop.stripe.v1
    subscription = api.subscriptions.retrieve(ordered_buyer.subscribe())
    payment = api.payment_intents.retrieve(ordered_buyer.payment_of(ordered_buyer.buy()))
    assert subscription.metadata["user_id"] == payment.metadata["user_id"] == ordered_buyer.id


def test_customer_is_created_once_with_the_email_address(ordered_buyer: Buyer) -> None:
    ordered_buyer.checkout()
    ordered_buyer.checkout_pack()
    (customer,) = ordered_buyer.customers()
    assert customer.id == ordered_buyer.customer_id()
    assert customer.email == f"{ordered_buyer.id}@example.com"


@pytest.mark.parametrize(("seconds", "same"), [(3599, True), (3600, False)])
def test_a_checkout_has_another_idempotency_key_after_an_hour(
    monkeypatch: pytest.MonkeyPatch, seconds: int, same: bool
) -> None:
    """Stripe repeats the response of an idempotency key for a day, even an error."""
    keys = []
    for now in (7200, 7200 + seconds):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        keys.append(_idempotency_key("cus_1", {"mode": "payment"}, []))
    assert (keys[0] == keys[1]) is same


@pytest.mark.parametrize("route", ROUTES)
def test_a_double_click_opens_one_page(ordered_buyer: Buyer, route: str) -> None:
    price = ordered_buyer.shop.prices["pro_monthly" if "checkout" in route else "credit_pack_1000"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ordered_buyer.post(route, price_id=price), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["url"] for answer in answers}) == 1
    assert len(ordered_buyer.customers()) == 1
    assert ordered_buyer.post(route, price_id=price).json()["url"] == answers[0].json()["url"]


def test_checkout_page_for_another_plan_expires_the_previous_one(ordered_buyer: Buyer) -> None:
    first, second = id_in(ordered_buyer.checkout("pro_monthly")), id_in(ordered_buyer.checkout("pro_yearly"))
    assert open_sessions(ordered_buyer) == [second]
    assert first != second


def test_checkout_pages_of_two_packs_stay_open(ordered_buyer: Buyer) -> None:
    ordered_buyer.checkout_pack("credit_pack_1000")
    ordered_buyer.checkout_pack("credit_pack_2500")
    ordered_buyer.checkout()
    assert len(open_sessions(ordered_buyer)) == 3


def test_second_subscription_is_refused_with_a_link_to_the_portal(ordered_buyer: Buyer) -> None:
    ordered_buyer.subscribe()
    ordered_buyer.shop.arrive()
    answer = ordered_buyer.post("/api/create-checkout-session", price_id=ordered_buyer.shop.prices["business_yearly"])
    assert error_of(answer) == (409, "already_subscribed")
    assert httpx.get(answer.json()["error"]["url"]).status_code == 200
    assert open_sessions(ordered_buyer) == []


def test_second_subscription_is_refused_before_the_event_of_the_first(ordered_buyer: Buyer) -> None:
    ordered_buyer.shop.stripe.fault(event="*", delivery="drop")
    ordered_buyer.subscribe()
    assert ordered_buyer.subscriptions() == []
    answer = ordered_buyer.post("/api/create-checkout-session", price_id=ordered_buyer.shop.prices["pro_monthly"])
    assert error_of(answer) == (409, "already_subscribed")
    assert ordered_buyer.credits() == (3000, 0)


def test_user_can_subscribe_again_after_a_cancellation(ordered_buyer: Buyer) -> None:
    subscription_id = ordered_buyer.subscribe()
    ordered_buyer.shop.stripe.v1.subscriptions.cancel(subscription_id)
    ordered_buyer.shop.arrive()
    ordered_buyer.subscribe()
    ordered_buyer.shop.arrive()
    assert sorted(row["status"] for row in ordered_buyer.subscriptions()) == ["active", "canceled"]


def test_customer_deleted_in_stripe_is_replaced_at_the_next_checkout(buyer: Buyer) -> None:
    buyer.buy()
    buyer.shop.arrive()
    before = str(buyer.customer_id())
    buyer.shop.stripe.v1.customers.delete(before)
    buyer.shop.arrive()
    assert buyer.customer_id() is None
    buyer.buy()
    buyer.shop.arrive()
    assert buyer.customer_id() not in (None, before)
    assert buyer.credits() == (500, 2000)


def test_customer_deleted_in_stripe_is_replaced_before_the_event(ordered_buyer: Buyer) -> None:
    ordered_buyer.buy()
    ordered_buyer.shop.arrive()
    before = str(ordered_buyer.customer_id())
    ordered_buyer.shop.stripe.fault(event="customer.*", delivery="drop")
    ordered_buyer.shop.stripe.v1.customers.delete(before)
    assert ordered_buyer.customer_id() == before
    ordered_buyer.buy()
    assert ordered_buyer.customer_id() not in (None, before)
    ordered_buyer.shop.arrive()
    assert ordered_buyer.credits() == (500, 2000)


@pytest.mark.parametrize("switched_off", ["price", "product"])
def test_inactive_price_is_refused(ordered_buyer: Buyer, switched_off: str) -> None:
    api = ordered_buyer.shop.stripe.v1
    product = api.products.create({"name": "Old plan", "metadata": {"tier": "pro", "credits": "1"}})
    price = api.prices.create(
        {"product": product.id, "unit_amount": 100, "currency": "usd", "recurring": {"interval": "month"}}
    )
    if switched_off == "price":
        api.prices.update(price.id, {"active": False})
    else:
        api.products.update(product.id, {"active": False})
    ordered_buyer.shop.arrive()
    answer = ordered_buyer.post("/api/create-checkout-session", price_id=price.id)
    assert error_of(answer) == (422, "invalid_input")


def test_recurring_price_of_a_product_without_a_tier_is_refused(ordered_buyer: Buyer) -> None:
    api = ordered_buyer.shop.stripe.v1
    product = api.products.create({"name": "A magazine"})
    price = api.prices.create(
        {"product": product.id, "unit_amount": 100, "currency": "usd", "recurring": {"interval": "month"}}
    )
    ordered_buyer.shop.arrive()
    answer = ordered_buyer.post("/api/create-checkout-session", price_id=price.id)
    assert error_of(answer) == (422, "invalid_input")


def test_invalid_body_error_names_the_field(ordered_buyer: Buyer) -> None:
    for route in ROUTES:
        bodies: list[tuple[dict[str, object], str]] = [
            ({}, "price_id"),
            ({"price_id": 7}, "price_id"),
            ({"price_id": ""}, "price_id"),
            ({"price_id": "x" * 300}, "price_id"),
            ({"price_id": "a\u0000b"}, "price_id"),
            ({"price_id": "price_x", "credits": 1000000}, "credits"),
            ({"price_id": "price_x", "unit_amount": 1}, "unit_amount"),
            ({"price_id": "price_x", "user_id": "somebody"}, "user_id"),
        ]
        for body, field in bodies:
            answer = ordered_buyer.post(route, **body)
            assert error_of(answer) == (422, "invalid_input"), route
            assert answer.json()["error"]["field"] == field, route


def test_portal_opens_for_a_customer(ordered_buyer: Buyer) -> None:
    ordered_buyer.buy()
    assert httpx.get(ordered_buyer.portal()).status_code == 200


def test_portal_is_refused_to_a_user_without_purchases(ordered_buyer: Buyer) -> None:
    assert error_of(ordered_buyer.post("/api/create-customer-portal")) == (404, "not_found")


@pytest.mark.parametrize("step", ["POST /v1/customers", "POST /v1/checkout/sessions", "GET /v1/checkout/sessions"])
def test_stripe_outage_is_reported_and_leaves_no_partial_state(ordered_buyer: Buyer, step: str) -> None:
    ordered_buyer.shop.stripe.fault(request=step, api=503)
    answer = ordered_buyer.post("/api/create-checkout-session", price_id=ordered_buyer.shop.prices["pro_monthly"])
    assert error_of(answer) == (502, "stripe_unavailable")
    assert "fault of the stand-in" not in answer.text
    ordered_buyer.shop.stripe.reset()
    ordered_buyer.subscribe()
    ordered_buyer.shop.arrive()
    assert (len(ordered_buyer.customers()), ordered_buyer.credits()) == (1, (3000, 0))


@pytest.mark.parametrize("step", ["POST /v1/customers", "POST /v1/checkout/sessions"])
def test_lost_response_of_stripe_creates_nothing_twice(ordered_buyer: Buyer, step: str) -> None:
    ordered_buyer.shop.stripe.fault(request=step, api=500, when="after", times=1)
    url = ordered_buyer.checkout()
    assert len(ordered_buyer.customers()) == 1
    assert open_sessions(ordered_buyer) == [id_in(url)]


def test_without_a_stripe_key_only_billing_is_off(environment: dict[str, str], ordered_buyer: Buyer) -> None:
    client = create_app(environment).test_client()
    body = {"price_id": ordered_buyer.shop.prices["credit_pack_1000"]}
    for path in (*ROUTES, "/api/webhooks/stripe"):
        answer = client.post(path, json=body, headers=ordered_buyer.person.headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (503, "billing_unavailable")  # type: ignore[index]
    assert client.get("/readyz").status_code == 200


def test_too_many_requests_are_rate_limited(billing_environment: dict[str, str], ordered_buyer: Buyer) -> None:
    client = create_app({**billing_environment, "RATELIMIT_BILLING": "2/minute"}).test_client()
    headers = ordered_buyer.person.headers
    answers = [client.post("/api/create-customer-portal", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
