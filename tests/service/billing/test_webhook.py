"""Stripe's webhook: signature, invalid bodies, and events whose processing fails."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from service import create_app
from tests.conftest import Sql
from tests.running import eventually
from tests.service.billing.relay import WEBHOOK_PATH
from tests.service.billing.shop import Buyer, Shop
from tests.service.billing.signing import signature_of, signed
from tests.service.billing.stand_in import WEBHOOK_SECRET


def event(event_type: str = "product.updated", object_id: str = "prod_nothing", **changes: Any) -> dict[str, Any]:
    return {
        "id": f"evt_{uuid.uuid4().hex}",
        "object": "event",
        "type": event_type,
        "created": 1_790_000_000,
        "livemode": False,
        "data": {"object": {"id": object_id}},
        **changes,
    }


def post(shop: Shop, body: str | bytes, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{shop.url}{WEBHOOK_PATH}", content=body, headers=headers, timeout=30)


def stored(shop: Shop, event_id: str) -> list[dict[str, Any]]:
    return shop.sql("select * from stripe_events where id = %s", [event_id])


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize("fault", ["bad", "old", "missing"])
def test_bad_old_or_missing_signature_gets_400_and_stores_nothing(ordered_buyer: Buyer, fault: str) -> None:
    shop = ordered_buyer.shop
    shop.stripe.fault(event="checkout.session.completed", signature=fault)
    shop.stripe.fault(event="*", delivery="drop")
    session_id = ordered_buyer.buy()
    (event_id,) = shop.stripe.events("checkout.session.completed", session_id)
    eventually(lambda: shop.relay.answers_of(event_id))
    assert set(shop.relay.answers_of(event_id)) == {400}
    assert (stored(shop, event_id), ordered_buyer.credits()) == ([], (500, 0))


def test_malformed_signature_header_gets_400(ordered_shop: Shop) -> None:
    for header in [
        "",
        "t=1",
        "v1=abc",
        "t=x,v1=abc",
        "t=99999999999,v1=abc",
        "nonsense",
        "t=1,v0=abc",
        "=,=,=",
        "t=1,v1=\u00e9",
    ]:
        made = event()
        answer = httpx.post(
            f"{ordered_shop.url}{WEBHOOK_PATH}", json=made, headers={b"Stripe-Signature": header.encode("latin-1")}
        )
        assert code(answer) == (400, "invalid_signature"), header
        assert stored(ordered_shop, made["id"]) == [], header


def test_body_that_is_not_utf_8_gets_400(ordered_shop: Shop) -> None:
    for body in [b"", b"\xff\xfe", b'{"id": "\xff"}']:
        assert code(post(ordered_shop, body, {"Stripe-Signature": "t=1,v1=abc"})) == (400, "invalid_signature")


def test_signed_body_that_is_not_an_event_gets_400(ordered_shop: Shop) -> None:
    for body in ["", "{", "[]", "7", "null", '{"id": "evt_x"}', '{"id": "e", "type": "x", "data": []}']:
        headers = {"Stripe-Signature": signature_of(body)}
        assert code(post(ordered_shop, body, headers)) == (400, "unreadable")


def test_an_event_of_the_other_mode_is_refused_and_stores_nothing(ordered_shop: Shop) -> None:
    for livemode in [True, None, "false"]:
        made = event(livemode=livemode)
        assert code(post(ordered_shop, *signed(made))) == (400, "wrong_livemode"), livemode
        assert stored(ordered_shop, made["id"]) == [], livemode


def test_event_of_another_type_is_stored_and_ignored(ordered_shop: Shop) -> None:
    for event_type in ["charge.succeeded", "payment_intent.succeeded", "balance.available", "made.up"]:
        made = event(event_type, data={"object": {"object": "balance"}})
        assert post(ordered_shop, *signed(made)).status_code == 200, event_type
        (row,) = stored(ordered_shop, made["id"])
        assert (row["processed_at"] is not None, row["attempts"], row["error"]) == (True, 1, None), event_type


def test_event_about_a_missing_object_is_processed(ordered_shop: Shop) -> None:
    for event_type, object_id in [
        ("product.updated", "prod_unknown"),
        ("price.updated", "price_unknown"),
        ("customer.updated", "cus_unknown"),
        ("customer.subscription.updated", "sub_unknown"),
        ("invoice.paid", "in_unknown"),
        ("checkout.session.completed", "cs_test_unknown"),
        ("charge.refunded", "ch_unknown"),
        ("refund.updated", "re_unknown"),
        ("charge.dispute.closed", "du_unknown"),
    ]:
        made = event(event_type, object_id)
        assert post(ordered_shop, *signed(made)).status_code == 200, event_type
        (row,) = stored(ordered_shop, made["id"])
        assert row["processed_at"] is not None, event_type


def test_during_a_rotation_both_secrets_are_accepted(billing_environment: dict[str, str], ordered_shop: Shop) -> None:
    newer = "whsec_of_the_next_months"
    app = create_app({**billing_environment, "STRIPE_WEBHOOK_SECRET": f"{newer},{WEBHOOK_SECRET}"})
    for secret, status in ((WEBHOOK_SECRET, 200), (newer, 200), ("whsec_of_somebody_else", 400)):
        body, headers = signed(event("made.up"), secret)
        assert app.test_client().post(WEBHOOK_PATH, data=body, headers=headers).status_code == status


def test_internal_error_gets_500_and_the_retry_succeeds(ordered_buyer: Buyer) -> None:
    shop = ordered_buyer.shop
    shop.stripe.fault(request="GET /v1/checkout/sessions/*", api=401, times=1)
    shop.stripe.fault(event="payment_intent.*", delivery="drop")
    url = ordered_buyer.checkout_pack()
    session_id = url.rpartition("/")[2]
    shop.stripe.pay(url)
    shop.stripe.wait_until_delivered()
    (event_id,) = shop.stripe.events("checkout.session.completed", session_id)
    assert shop.relay.answers_of(event_id) == [500, 200]
    row = shop.event(event_id)
    assert (row["processed_at"] is not None, row["error"], row["attempts"]) == (True, None, 2)
    assert ordered_buyer.purchases() == [1000]


def test_error_class_is_stored_without_its_message(ordered_shop: Shop) -> None:
    ordered_shop.stripe.fault(request="GET /v1/products/*", api=401)
    made = event()
    answer = post(ordered_shop, *signed(made))
    assert code(answer) == (500, "internal")
    assert "fault" not in answer.text
    (row,) = stored(ordered_shop, made["id"])
    assert (row["processed_at"], row["error"]) == (None, "AuthenticationError")
    ordered_shop.stripe.reset()
    ordered_shop.reconcile()
    assert ordered_shop.event(made["id"])["processed_at"] is not None


def test_processed_event_sends_no_request_to_stripe(ordered_shop: Shop) -> None:
    made = event()
    post(ordered_shop, *signed(made))
    ordered_shop.stripe.fault(request="*", api=500)
    assert post(ordered_shop, *signed(made)).status_code == 200
    assert ordered_shop.event(made["id"])["attempts"] == 1


def test_late_event_counts_at_its_own_time(ordered_shop: Shop, sql: Sql) -> None:
    made = event("made.up", created=1_700_000_000)
    post(ordered_shop, *signed(made))
    assert ordered_shop.event(made["id"])["created_at"].timestamp() == 1_700_000_000
