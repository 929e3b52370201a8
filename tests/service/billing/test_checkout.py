"""Opening a checkout: what can be bought, by whom, once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from service import create_app
from service.billing.checkout import _key
from tests.service.billing.shop import Buyer

ROUTES = ("/api/create-checkout-session", "/api/purchase-credits")


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def open_sessions(buyer: Buyer) -> list[str]:
    found = buyer.shop.stripe.v1.checkout.sessions.list({"customer": str(buyer.customer_id()), "limit": 100}).data
    return [session.id for session in found if session.status == "open"]


def id_in(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def test_a_session_says_whose_it_is_and_leads_back(calm_buyer: Buyer) -> None:
    session = calm_buyer.shop.stripe.v1.checkout.sessions.retrieve(id_in(calm_buyer.checkout()))
    assert (session.mode, session.client_reference_id, session.allow_promotion_codes) == (
        "subscription",
        calm_buyer.id,
        True,
    )
    assert session.metadata is not None
    assert session.metadata["user_id"] == calm_buyer.id
    assert dict(parse_qsl(urlsplit(str(session.success_url)).query)) == {"session_id": "{CHECKOUT_SESSION_ID}"}
    assert str(session.cancel_url).endswith("/pricing?checkout=cancelled")


def test_the_subscription_and_the_payment_say_whose_they_are(calm_buyer: Buyer) -> None:
    api = calm_buyer.shop.stripe.v1
    subscription = api.subscriptions.retrieve(calm_buyer.subscribe())
    payment = api.payment_intents.retrieve(calm_buyer.payment_of(calm_buyer.buy()))
    assert subscription.metadata["user_id"] == payment.metadata["user_id"] == calm_buyer.id


def test_a_customer_is_made_once_and_knows_his_address(calm_buyer: Buyer) -> None:
    calm_buyer.checkout()
    calm_buyer.checkout_pack()
    (customer,) = calm_buyer.customers()
    assert customer.id == calm_buyer.customer_id()
    assert customer.email == f"{calm_buyer.id}@example.com"


@pytest.mark.parametrize(("seconds", "same"), [(3599, True), (3600, False)])
def test_a_checkout_has_another_idempotency_key_after_an_hour(
    monkeypatch: pytest.MonkeyPatch, seconds: int, same: bool
) -> None:
    """Stripe repeats its answer to a key for a day, even if that was an error of its own."""
    keys = []
    for now in (7200, 7200 + seconds):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        keys.append(_key("cus_1", {"mode": "payment"}, []))
    assert (keys[0] == keys[1]) is same


@pytest.mark.parametrize("route", ROUTES)
def test_a_double_click_opens_one_page(calm_buyer: Buyer, route: str) -> None:
    price = calm_buyer.shop.prices["pro_monthly" if "checkout" in route else "credit_pack_1000"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: calm_buyer.post(route, price_id=price), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["url"] for answer in answers}) == 1
    assert len(calm_buyer.customers()) == 1
    assert calm_buyer.post(route, price_id=price).json()["url"] == answers[0].json()["url"]


def test_a_page_for_another_plan_closes_the_one_before(calm_buyer: Buyer) -> None:
    first, second = id_in(calm_buyer.checkout("pro_monthly")), id_in(calm_buyer.checkout("pro_yearly"))
    assert open_sessions(calm_buyer) == [second]
    assert first != second


def test_packs_may_be_open_side_by_side(calm_buyer: Buyer) -> None:
    calm_buyer.checkout_pack("credit_pack_1000")
    calm_buyer.checkout_pack("credit_pack_2500")
    calm_buyer.checkout()
    assert len(open_sessions(calm_buyer)) == 3


def test_a_second_subscription_is_refused_with_the_way_to_the_portal(calm_buyer: Buyer) -> None:
    calm_buyer.subscribe()
    calm_buyer.shop.arrive()
    answer = calm_buyer.post("/api/create-checkout-session", price_id=calm_buyer.shop.prices["business_yearly"])
    assert error_of(answer) == (409, "already_subscribed")
    assert httpx.get(answer.json()["error"]["url"]).status_code == 200
    assert open_sessions(calm_buyer) == []


def test_a_second_subscription_is_refused_while_the_event_of_the_first_is_on_its_way(calm_buyer: Buyer) -> None:
    calm_buyer.shop.stripe.fault(event="*", delivery="drop")
    calm_buyer.subscribe()
    assert calm_buyer.subscriptions() == []
    answer = calm_buyer.post("/api/create-checkout-session", price_id=calm_buyer.shop.prices["pro_monthly"])
    assert error_of(answer) == (409, "already_subscribed")
    assert calm_buyer.credits() == (3000, 0)


def test_whoever_has_cancelled_for_good_may_subscribe_again(calm_buyer: Buyer) -> None:
    subscription_id = calm_buyer.subscribe()
    calm_buyer.shop.stripe.v1.subscriptions.cancel(subscription_id)
    calm_buyer.shop.arrive()
    calm_buyer.subscribe()
    calm_buyer.shop.arrive()
    assert sorted(row["status"] for row in calm_buyer.subscriptions()) == ["active", "canceled"]


def test_a_customer_who_was_deleted_in_stripe_is_replaced_at_the_next_checkout(buyer: Buyer) -> None:
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


def test_a_customer_who_was_deleted_in_stripe_is_replaced_before_any_event_tells(calm_buyer: Buyer) -> None:
    calm_buyer.buy()
    calm_buyer.shop.arrive()
    before = str(calm_buyer.customer_id())
    calm_buyer.shop.stripe.fault(event="customer.*", delivery="drop")
    calm_buyer.shop.stripe.v1.customers.delete(before)
    assert calm_buyer.customer_id() == before
    calm_buyer.buy()
    assert calm_buyer.customer_id() not in (None, before)
    calm_buyer.shop.arrive()
    assert calm_buyer.credits() == (500, 2000)


@pytest.mark.parametrize(
    ("route", "key"),
    [
        ("/api/create-checkout-session", "credit_pack_1000"),
        ("/api/purchase-credits", "pro_monthly"),
        ("/api/create-checkout-session", None),
        ("/api/purchase-credits", None),
    ],
)
def test_a_price_that_is_unknown_or_of_the_other_kind_is_refused(
    calm_buyer: Buyer, route: str, key: str | None
) -> None:
    price = calm_buyer.shop.prices[key] if key else "price_that_does_not_exist"
    answer = calm_buyer.post(route, price_id=price)
    assert error_of(answer) == (422, "invalid_input")
    assert answer.json()["error"]["field"] == "price_id"
    assert calm_buyer.customers() == []


@pytest.mark.parametrize("switched_off", ["price", "product"])
def test_what_is_no_longer_on_sale_is_refused(calm_buyer: Buyer, switched_off: str) -> None:
    api = calm_buyer.shop.stripe.v1
    product = api.products.create({"name": "Old plan", "metadata": {"tier": "pro", "credits": "1"}})
    price = api.prices.create(
        {"product": product.id, "unit_amount": 100, "currency": "usd", "recurring": {"interval": "month"}}
    )
    if switched_off == "price":
        api.prices.update(price.id, {"active": False})
    else:
        api.products.update(product.id, {"active": False})
    calm_buyer.shop.arrive()
    answer = calm_buyer.post("/api/create-checkout-session", price_id=price.id)
    assert error_of(answer) == (422, "invalid_input")


def test_a_recurring_price_of_something_that_is_no_plan_is_refused(calm_buyer: Buyer) -> None:
    api = calm_buyer.shop.stripe.v1
    product = api.products.create({"name": "A magazine"})
    price = api.prices.create(
        {"product": product.id, "unit_amount": 100, "currency": "usd", "recurring": {"interval": "month"}}
    )
    calm_buyer.shop.arrive()
    answer = calm_buyer.post("/api/create-checkout-session", price_id=price.id)
    assert error_of(answer) == (422, "invalid_input")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "price_id"),
        ({"price_id": 7}, "price_id"),
        ({"price_id": ""}, "price_id"),
        ({"price_id": "x" * 300}, "price_id"),
        ({"price_id": "a\u0000b"}, "price_id"),
        ({"price_id": "price_x", "credits": 1000000}, "credits"),
        ({"price_id": "price_x", "unit_amount": 1}, "unit_amount"),
        ({"price_id": "price_x", "user_id": "somebody"}, "user_id"),
    ],
)
def test_a_body_that_is_wrong_is_told_its_field(
    calm_buyer: Buyer, route: str, body: dict[str, object], field: str
) -> None:
    answer = calm_buyer.post(route, **body)
    assert error_of(answer) == (422, "invalid_input")
    assert answer.json()["error"]["field"] == field


@pytest.mark.parametrize("quantity", [0, -1, 101, 1.5, "2", True])
def test_a_quantity_that_is_wrong_is_told(calm_buyer: Buyer, quantity: object) -> None:
    price = calm_buyer.shop.prices["credit_pack_1000"]
    answer = calm_buyer.post("/api/purchase-credits", price_id=price, quantity=quantity)
    assert (error_of(answer), answer.json()["error"]["field"]) == ((422, "invalid_input"), "quantity")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/create-checkout-session"),
        ("POST", "/api/purchase-credits"),
        ("POST", "/api/create-customer-portal"),
        ("GET", "/api/check-session-status"),
        ("GET", "/api/account/export"),
        ("DELETE", "/api/account"),
    ],
)
def test_nobody_gets_in_without_a_token(calm_buyer: Buyer, method: str, path: str) -> None:
    assert error_of(httpx.request(method, f"{calm_buyer.shop.url}{path}")) == (401, "unauthorized")


def test_the_portal_opens_for_whoever_has_bought(calm_buyer: Buyer) -> None:
    calm_buyer.buy()
    assert httpx.get(calm_buyer.portal()).status_code == 200


def test_there_is_no_portal_for_whoever_has_bought_nothing(calm_buyer: Buyer) -> None:
    assert error_of(calm_buyer.post("/api/create-customer-portal")) == (404, "not_found")


@pytest.mark.parametrize("step", ["POST /v1/customers", "POST /v1/checkout/sessions", "GET /v1/checkout/sessions"])
def test_stripe_being_down_is_told_and_leaves_nothing_half_done(calm_buyer: Buyer, step: str) -> None:
    calm_buyer.shop.stripe.fault(request=step, api=503)
    answer = calm_buyer.post("/api/create-checkout-session", price_id=calm_buyer.shop.prices["pro_monthly"])
    assert error_of(answer) == (502, "stripe_unavailable")
    assert "fault of the stand-in" not in answer.text
    calm_buyer.shop.stripe.reset()
    calm_buyer.subscribe()
    calm_buyer.shop.arrive()
    assert (len(calm_buyer.customers()), calm_buyer.credits()) == (1, (3000, 0))


@pytest.mark.parametrize("step", ["POST /v1/customers", "POST /v1/checkout/sessions"])
def test_an_answer_of_stripe_that_is_lost_makes_nothing_twice(calm_buyer: Buyer, step: str) -> None:
    calm_buyer.shop.stripe.fault(request=step, api=500, when="after", times=1)
    url = calm_buyer.checkout()
    assert len(calm_buyer.customers()) == 1
    assert open_sessions(calm_buyer) == [id_in(url)]


def test_without_a_key_there_is_no_billing_and_nothing_else_is_missing(
    environment: dict[str, str], calm_buyer: Buyer
) -> None:
    client = create_app(environment).test_client()
    body = {"price_id": calm_buyer.shop.prices["credit_pack_1000"]}
    for path in (*ROUTES, "/api/webhooks/stripe"):
        answer = client.post(path, json=body, headers=calm_buyer.person.headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (503, "billing_unavailable")  # type: ignore[index]
    assert client.get("/readyz").status_code == 200


def test_too_many_requests_are_refused_for_a_while(billing_environment: dict[str, str], calm_buyer: Buyer) -> None:
    client = create_app({**billing_environment, "RATELIMIT_BILLING": "2/minute"}).test_client()
    headers = calm_buyer.person.headers
    answers = [client.post("/api/create-customer-portal", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
