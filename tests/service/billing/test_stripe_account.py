"""A key of another Stripe account is refused everywhere, and the mirror does not change."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service import create_app
from service.stripe.http import StripeHttpClient
from tests.conftest import Sql
from tests.service.billing.shop import Buyer, Shop
from tests.service.billing.signing import signed
from tests.service.billing.stand_in import StandIn, running_stand_in
from tests.service.servers import Respond, Server, json_response, serving


@pytest.fixture(scope="module")
def other_account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """Another, empty account."""
    with running_stand_in(tmp_path_factory.mktemp("other_account"), "http://127.0.0.1:9/nobody") as stand_in:
        stand_in.fault(event="*", delivery="drop")
        yield stand_in


@pytest.fixture
def subscriber(ordered_buyer: Buyer) -> Buyer:
    """A subscriber of Pro whose data is mirrored."""
    ordered_buyer.subscribe()
    ordered_buyer.buy()
    ordered_buyer.shop.arrive()
    assert ordered_buyer.credits() == (3000, 1000)
    return ordered_buyer


@pytest.fixture
def wrong_account_app(ordered_shop: Shop, billing_environment: dict[str, str], other_account: StandIn) -> Flask:
    """A service with a key of the other account."""
    return create_app({**billing_environment, "STRIPE_API_URL": other_account.url})


def ids(*stand_ins: StandIn) -> list[str]:
    return [each.v1.accounts.retrieve_current().id for each in stand_ins]


def assert_untouched(buyer: Buyer, other_account: StandIn) -> None:
    assert (buyer.subscription()["status"], buyer.credits()) == ("active", (3000, 1000))
    assert buyer.customer_id() is not None
    assert len(other_account.v1.products.list().data) == len(other_account.v1.customers.list().data) == 0


def flask(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=list(arguments))


def signed_event(kind: str, about: dict[str, Any]) -> tuple[str, dict[str, str], str]:
    event_id = f"evt_{uuid.uuid4().hex}"
    event = {"id": event_id, "object": "event", "type": kind, "created": int(time.time()), "livemode": False}
    return *signed({**event, "data": {"object": about}}), event_id


@pytest.mark.parametrize("command", [["stripe", "sync"], ["stripe", "setup"], ["reconcile", "--yes"]])
def test_commands_refuse_another_account_and_name_both(
    subscriber: Buyer,
    wrong_account_app: Flask,
    other_account: StandIn,
    command: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    ended = flask(wrong_account_app, *command)
    assert ended.exit_code == 1
    output = ended.output + "".join(f"{vars(record)}" for record in caplog.records)
    for account in ids(subscriber.shop.stripe, other_account):
        assert account in output
    assert_untouched(subscriber, other_account)


def test_the_doctor_names_both_accounts(subscriber: Buyer, wrong_account_app: Flask, other_account: StandIn) -> None:
    output = flask(wrong_account_app, "doctor").output
    ours, theirs = ids(subscriber.shop.stripe, other_account)
    assert (
        f"mirrors the Stripe account {ours} (test mode), but STRIPE_SECRET_KEY belongs to {theirs} (test mode)"
        in output
    )


@pytest.mark.parametrize("path", ["create-checkout-session", "purchase-credits", "create-customer-portal"])
def test_checkout_and_portal_refuse_another_account(
    subscriber: Buyer, wrong_account_app: Flask, other_account: StandIn, path: str
) -> None:
    """Even if the other account has a copy of the customer."""
    price = {"create-checkout-session": "pro_monthly", "purchase-credits": "credit_pack_1000"}.get(path)
    subscriber.shop.sql("update subscriptions set status = 'canceled' where user_id = %s", [subscriber.id])
    body = {"price_id": subscriber.shop.prices[price]} if price else {}
    with other_account.with_copy(subscriber.shop.stripe, str(subscriber.customer_id())):
        answer = wrong_account_app.test_client().post(f"/api/{path}", json=body, headers=subscriber.person.headers)
    subscriber.shop.sql("update subscriptions set status = 'active' where user_id = %s", [subscriber.id])
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "wrong_stripe_account")  # type: ignore[index]
    assert "acct_" not in answer.text
    assert_untouched(subscriber, other_account)


def test_deleting_an_account_is_refused_with_another_stripe_account(
    subscriber: Buyer, wrong_account_app: Flask, other_account: StandIn
) -> None:
    answer = wrong_account_app.test_client().delete("/api/account", headers=subscriber.person.headers)
    assert answer.status_code == 503
    assert_untouched(subscriber, other_account)


def test_event_stays_unprocessed_until_the_right_key_is_set(
    subscriber: Buyer, wrong_account_app: Flask, other_account: StandIn
) -> None:
    subscription = subscriber.subscription()["id"]
    body, headers, event_id = signed_event("customer.subscription.updated", {"id": subscription})
    answer = wrong_account_app.test_client().post("/api/webhooks/stripe", data=body, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "wrong_stripe_account")  # type: ignore[index]
    assert_untouched(subscriber, other_account)
    waiting = subscriber.shop.event(event_id)
    assert (waiting["processed_at"], waiting["error"]) == (None, "WrongStripeAccount")
    subscriber.shop.reconcile()
    assert subscriber.shop.event(event_id)["processed_at"] is not None


def test_a_key_of_the_other_mode_is_refused(
    ordered_shop: Shop, billing_environment: dict[str, str], no_stored_account: None, sql: Sql
) -> None:
    (ours,) = ids(ordered_shop.stripe)
    live = json.dumps({"id": ours, "livemode": True})
    sql("insert into settings values ('stripe_account', %s, 'Test')", [live])
    ended = flask(create_app(billing_environment), "stripe", "sync")
    assert (ended.exit_code, f"{ours} (live mode)" in ended.output, f"{ours} (test mode)" in ended.output) == (
        1,
        True,
        True,
    )


def test_first_request_stores_the_stripe_account(
    ordered_shop: Shop, billing_environment: dict[str, str], no_stored_account: None, sql: Sql
) -> None:
    assert flask(create_app(billing_environment), "reconcile").exit_code == 0
    (row,) = sql("select value from settings where name = 'stripe_account'")
    assert row["value"] == {"id": ids(ordered_shop.stripe)[0], "livemode": False}


def test_stripe_account_is_fetched_once_per_process(
    ordered_buyer: Buyer, billing_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    requested: list[str] = []
    request = StripeHttpClient.request

    def counted(client: StripeHttpClient, method: str, url: str, *rest: Any, **more: Any) -> Any:
        requested.append(url.partition("/v1/")[2])
        return request(client, method, url, *rest, **more)

    monkeypatch.setattr(StripeHttpClient, "request", counted)
    app = create_app(billing_environment)
    for _ in range(2):
        body, headers, _ = signed_event("invoice.paid", {"id": "in_nothing"})
        assert app.test_client().post("/api/webhooks/stripe", data=body, headers=headers).status_code == 200
        wanted = {"price_id": ordered_buyer.shop.prices["credit_pack_1000"]}
        http = app.test_client()
        assert http.post("/api/purchase-credits", json=wanted, headers=ordered_buyer.person.headers).status_code == 200
    assert requested.count("account") == 1


def account_with_id(account_id: str | None) -> Respond:
    return lambda _: json_response({"id": account_id, "object": "account"})


def test_invalid_account_id_is_not_stored(
    ordered_shop: Shop, billing_environment: dict[str, str], no_stored_account: None, sql: Sql
) -> None:
    for account in ["", "cus_1", "acct_1'; --", None]:
        with serving(account_with_id(account), Server("")) as server:
            app = create_app({**billing_environment, "STRIPE_API_URL": server.url})
            assert flask(app, "reconcile").exit_code == 1, account
        assert sql("select from settings where name = 'stripe_account'") == [], account


def test_stripe_move_switches_to_another_account(
    subscriber: Buyer,
    no_stored_account: None,
    wrong_account_app: Flask,
    other_account: StandIn,
    tmp_path: Path,
    sql: Sql,
) -> None:
    shop = subscriber.shop
    assert flask(shop.app, "stripe", "move").exit_code == 0
    refused = flask(wrong_account_app, "stripe", "move")
    assert (refused.exit_code, "--yes" in refused.output) == (1, True)
    assert_untouched(subscriber, other_account)
    moved = flask(wrong_account_app, "stripe", "move", "--yes")
    assert moved.exit_code == 0, moved.output
    assert "Everything is imported." in moved.output
    assert (subscriber.subscription()["status"], subscriber.credits()) == ("canceled", (500, 1000))
    assert subscriber.customer_id() is None
    assert flask(shop.app, "reconcile").exit_code == 1
    assert flask(wrong_account_app, "reconcile").exit_code == 0
    sql("delete from settings where name = 'stripe_account'")
    assert flask(shop.app, "stripe", "sync").exit_code == 0  # restores the plans for other tests
    assert (subscriber.subscription()["status"], subscriber.credits()) == ("active", (3000, 1000))
