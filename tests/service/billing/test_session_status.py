"""The status of a checkout session is correct for its buyer even before the webhooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.api_client import sign_up
from tests.service.billing.shop import Buyer


@pytest.fixture
def waiting(ordered_buyer: Buyer) -> Iterator[Buyer]:
    """A buyer whose webhooks are dropped."""
    ordered_buyer.shop.stripe.fault(event="*", delivery="drop")
    yield ordered_buyer
    ordered_buyer.shop.stripe.reset()
    ordered_buyer.shop.reconcile()
    assert ordered_buyer.shop.unprocessed() == []


def status_of(buyer: Buyer, session_id: str) -> dict[str, object]:
    answer = buyer.get("/api/check-session-status", session_id=session_id)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


def opened(url: str) -> str:
    return url.rpartition("/")[2]


def test_session_status_grants_a_pack_before_its_event(waiting: Buyer) -> None:
    session_id = waiting.buy()
    assert waiting.credits() == (500, 0)
    assert status_of(waiting, session_id) == {"status": "paid", "kind": "pack", "credits": 1000}
    assert waiting.credits() == (500, 1000)
    status_of(waiting, session_id)
    waiting.shop.reconcile()
    assert waiting.purchases() == [1000]


def test_session_status_applies_a_subscription_before_its_event(waiting: Buyer) -> None:
    url = waiting.checkout()
    waiting.shop.stripe.pay(url)
    assert waiting.subscriptions() == []
    assert status_of(waiting, opened(url)) == {"status": "paid", "kind": "subscription"}
    assert (waiting.subscription()["status"], waiting.credits()) == ("active", (3000, 0))


def test_open_checkout_page_is_pending(waiting: Buyer) -> None:
    assert status_of(waiting, opened(waiting.checkout()))["status"] == "pending"


def test_closed_checkout_page_is_expired(waiting: Buyer) -> None:
    session_id = opened(waiting.checkout_pack())
    waiting.shop.stripe.v1.checkout.sessions.expire(session_id)
    assert status_of(waiting, session_id)["status"] == "expired"


@pytest.mark.parametrize(("succeeded", "status", "credits_"), [(True, "paid", 1000), (False, "failed", 0)])
def test_delayed_payment_is_pending_until_it_succeeds_or_fails(
    waiting: Buyer, succeeded: bool, status: str, credits_: int
) -> None:
    session_id = waiting.buy(method="delayed")
    assert status_of(waiting, session_id)["status"] == "pending"
    assert waiting.credits() == (500, 0)
    waiting.shop.stripe.settle(waiting.payment_of(session_id), succeeded=succeeded)
    assert status_of(waiting, session_id)["status"] == status
    assert waiting.credits() == (500, credits_)


@pytest.mark.parametrize(("succeeded", "status", "credits_"), [(True, "paid", 3000), (False, "failed", 500)])
def test_subscription_with_a_delayed_payment_grants_when_it_succeeds(
    waiting: Buyer, succeeded: bool, status: str, credits_: int
) -> None:
    url = waiting.checkout()
    waiting.shop.stripe.pay(url, "delayed")
    assert status_of(waiting, opened(url))["status"] == "pending"
    assert waiting.credits() == (500, 0)
    api = waiting.shop.stripe.v1
    invoice = str(api.checkout.sessions.retrieve(opened(url)).invoice)
    payment = api.invoice_payments.list({"invoice": invoice}).data[0].payment.payment_intent
    waiting.shop.stripe.settle(str(payment), succeeded=succeeded)
    assert status_of(waiting, opened(url))["status"] == status
    assert waiting.credits() == (credits_, 0)


def test_session_of_another_user_is_not_found(waiting: Buyer, stack: RunningStack, sql: Sql) -> None:
    session_id = waiting.buy()
    stranger = Buyer(sign_up(stack, sql), waiting.shop)
    answer = stranger.get("/api/check-session-status", session_id=session_id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert waiting.credits() == (500, 0)


@pytest.mark.parametrize(
    "session_id",
    ["", "cs_test_nothing", "cs_", "../customers", "cs_test_a/b", "cs_test?x=1", "pi_1", "cs_" + "x" * 999],
)
def test_unknown_session_is_not_found(waiting: Buyer, session_id: str) -> None:
    answer = waiting.get("/api/check-session-status", session_id=session_id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_stripe_outage_is_reported(waiting: Buyer) -> None:
    session_id = waiting.buy()
    waiting.shop.stripe.fault(request="GET /v1/checkout/sessions/*", api=503)
    answer = waiting.get("/api/check-session-status", session_id=session_id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "stripe_unavailable")
