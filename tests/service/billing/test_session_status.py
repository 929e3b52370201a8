"""The status of a checkout session is correct for its buyer even before the webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.api_client import sign_up
from tests.service.billing.shop import Buyer


@pytest.fixture
def buyer_without_webhooks(ordered_buyer: Buyer) -> Iterator[Buyer]:
    """A buyer whose webhooks are dropped."""
    ordered_buyer.shop.stripe.fault(event="*", delivery="drop")
    yield ordered_buyer
    ordered_buyer.shop.stripe.reset()
    ordered_buyer.shop.reconcile()
    assert ordered_buyer.shop.unprocessed() == []


def status_of(buyer: Buyer, session_id: str) -> dict[str, object]:
    answer = buyer.get("/api/check-session-status", session_id=session_id)
    assert answer.status_code == 200, answer.text
    body: dict[str, object] = answer.json()
    return body


def id_in(url: str) -> str:
    return url.rpartition("/")[2]


def test_session_status_grants_a_pack_before_its_event(buyer_without_webhooks: Buyer) -> None:
    session_id = buyer_without_webhooks.buy()
    assert buyer_without_webhooks.credits() == (500, 0)
    assert status_of(buyer_without_webhooks, session_id) == {"status": "paid", "kind": "pack", "credits": 1000}
    assert buyer_without_webhooks.credits() == (500, 1000)
    status_of(buyer_without_webhooks, session_id)
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.purchases() == [1000]


def test_session_status_applies_a_subscription_before_its_event(buyer_without_webhooks: Buyer) -> None:
    url = buyer_without_webhooks.checkout()
    buyer_without_webhooks.shop.stripe.pay(url)
    assert buyer_without_webhooks.subscriptions() == []
    assert status_of(buyer_without_webhooks, id_in(url)) == {"status": "paid", "kind": "subscription"}
    assert (buyer_without_webhooks.subscription()["status"], buyer_without_webhooks.credits()) == ("active", (3000, 0))


def test_open_checkout_page_is_pending(buyer_without_webhooks: Buyer) -> None:
    assert status_of(buyer_without_webhooks, id_in(buyer_without_webhooks.checkout()))["status"] == "pending"


def test_closed_checkout_page_is_expired(buyer_without_webhooks: Buyer) -> None:
    session_id = id_in(buyer_without_webhooks.checkout_pack())
    buyer_without_webhooks.shop.stripe.v1.checkout.sessions.expire(session_id)
    assert status_of(buyer_without_webhooks, session_id)["status"] == "expired"


@pytest.mark.parametrize(("succeeded", "status", "credits_"), [(True, "paid", 1000), (False, "failed", 0)])
def test_delayed_payment_is_pending_until_it_succeeds_or_fails(
    buyer_without_webhooks: Buyer, succeeded: bool, status: str, credits_: int
) -> None:
    session_id = buyer_without_webhooks.buy(method="delayed")
    assert status_of(buyer_without_webhooks, session_id)["status"] == "pending"
    assert buyer_without_webhooks.credits() == (500, 0)
    buyer_without_webhooks.shop.stripe.settle(buyer_without_webhooks.payment_of(session_id), succeeded=succeeded)
    assert status_of(buyer_without_webhooks, session_id)["status"] == status
    assert buyer_without_webhooks.credits() == (500, credits_)


@pytest.mark.parametrize(("succeeded", "status", "credits_"), [(True, "paid", 3000), (False, "failed", 500)])
def test_subscription_with_a_delayed_payment_grants_when_it_succeeds(
    buyer_without_webhooks: Buyer, succeeded: bool, status: str, credits_: int
) -> None:
    url = buyer_without_webhooks.checkout()
    buyer_without_webhooks.shop.stripe.pay(url, "delayed")
    assert status_of(buyer_without_webhooks, id_in(url))["status"] == "pending"
    assert buyer_without_webhooks.credits() == (500, 0)
    api = buyer_without_webhooks.shop.stripe.v1
    invoice = str(api.checkout.sessions.retrieve(id_in(url)).invoice)
    payment = api.invoice_payments.list({"invoice": invoice}).data[0].payment.payment_intent
    buyer_without_webhooks.shop.stripe.settle(str(payment), succeeded=succeeded)
    assert status_of(buyer_without_webhooks, id_in(url))["status"] == status
    assert buyer_without_webhooks.credits() == (credits_, 0)


def test_session_of_another_user_is_not_found(buyer_without_webhooks: Buyer, stack: RunningStack, sql: Sql) -> None:
    session_id = buyer_without_webhooks.buy()
    stranger = Buyer(sign_up(stack, sql), buyer_without_webhooks.shop)
    answer = stranger.get("/api/check-session-status", session_id=session_id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert buyer_without_webhooks.credits() == (500, 0)


def test_unknown_session_is_not_found(buyer_without_webhooks: Buyer) -> None:
    for session_id in [
        "",
        "cs_test_nothing",
        "cs_",
        "../customers",
        "cs_test_a/b",
        "cs_test?x=1",
        "pi_1",
        "cs_" + "x" * 999,
    ]:
        answer = buyer_without_webhooks.get("/api/check-session-status", session_id=session_id)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), session_id


def test_stripe_outage_is_reported(buyer_without_webhooks: Buyer) -> None:
    session_id = buyer_without_webhooks.buy()
    buyer_without_webhooks.shop.stripe.fault(request="GET /v1/checkout/sessions/*", api=503)
    answer = buyer_without_webhooks.get("/api/check-session-status", session_id=session_id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "stripe_unavailable")
