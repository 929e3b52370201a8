"""A key of another account of Stripe: everything refuses it, and nothing that is mirrored changes."""

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
from service.stripe.http import PooledClient
from tests.conftest import Sql
from tests.service.billing.shop import Buyer, Shop
from tests.service.billing.signing import signed
from tests.service.billing.stand_in import StandIn, running_stand_in
from tests.service.servers import Server, json_answer, serving


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """Another account, with nothing in it."""
    with running_stand_in(tmp_path_factory.mktemp("other"), "http://127.0.0.1:9/nobody") as stand_in:
        stand_in.fault(event="*", delivery="drop")
        yield stand_in


@pytest.fixture
def subscriber(calm_buyer: Buyer) -> Buyer:
    """Somebody on the plan Pro, of whom everything is mirrored."""
    calm_buyer.subscribe()
    calm_buyer.buy()
    calm_buyer.shop.arrive()
    assert calm_buyer.credits() == (3000, 1000)
    return calm_buyer


@pytest.fixture
def stranger(calm_shop: Shop, billing_environment: dict[str, str], other: StandIn) -> Flask:
    """A service with a key of the other account."""
    return create_app({**billing_environment, "STRIPE_API_URL": other.url})


def ids(*stand_ins: StandIn) -> list[str]:
    return [each.v1.accounts.retrieve_current().id for each in stand_ins]


def assert_untouched(buyer: Buyer, other: StandIn) -> None:
    assert (buyer.subscription()["status"], buyer.credits()) == ("active", (3000, 1000))
    assert buyer.customer_id() is not None
    assert len(other.v1.products.list().data) == len(other.v1.customers.list().data) == 0


def flask(app: Flask, *arguments: str) -> Any:
    return app.test_cli_runner().invoke(args=list(arguments))


def signed_event(kind: str, about: dict[str, Any]) -> tuple[str, dict[str, str], str]:
    event_id = f"evt_{uuid.uuid4().hex}"
    event = {"id": event_id, "object": "event", "type": kind, "created": int(time.time()), "livemode": False}
    return *signed({**event, "data": {"object": about}}), event_id


@pytest.mark.parametrize("command", [["stripe", "sync"], ["stripe", "setup"], ["reconcile"], ["reconcile", "--yes"]])
def test_commands_refuse_it_and_name_both_accounts(
    subscriber: Buyer, stranger: Flask, other: StandIn, command: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    ended = flask(stranger, *command)
    assert ended.exit_code == 1
    told = ended.output + "".join(f"{vars(record)}" for record in caplog.records)
    for account in ids(subscriber.shop.stripe, other):
        assert account in told
    assert_untouched(subscriber, other)


def test_the_doctor_names_both_accounts(subscriber: Buyer, stranger: Flask, other: StandIn) -> None:
    told = flask(stranger, "doctor").output
    ours, theirs = ids(subscriber.shop.stripe, other)
    assert f"follows the Stripe account {ours} (test mode), and STRIPE_SECRET_KEY is of {theirs} (test mode)" in told


@pytest.mark.parametrize("path", ["create-checkout-session", "purchase-credits", "create-customer-portal"])
def test_pages_of_money_refuse_it(subscriber: Buyer, stranger: Flask, other: StandIn, path: str) -> None:
    """Even if the other account knows the customer, as after Stripe has copied them."""
    price = {"create-checkout-session": "pro_monthly", "purchase-credits": "credit_pack_1000"}.get(path)
    subscriber.shop.sql("update subscriptions set status = 'canceled' where user_id = %s", [subscriber.id])
    body = {"price_id": subscriber.shop.prices[price]} if price else {}
    with other.with_copy(subscriber.shop.stripe, str(subscriber.customer_id())):
        answer = stranger.test_client().post(f"/api/{path}", json=body, headers=subscriber.person.headers)
    subscriber.shop.sql("update subscriptions set status = 'active' where user_id = %s", [subscriber.id])
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "wrong_stripe_account")  # type: ignore[index]
    assert "acct_" not in answer.text
    assert_untouched(subscriber, other)


def test_no_account_is_deleted_with_it(subscriber: Buyer, stranger: Flask, other: StandIn) -> None:
    answer = stranger.test_client().delete("/api/account", headers=subscriber.person.headers)
    assert answer.status_code == 503
    assert_untouched(subscriber, other)


def test_an_event_waits_for_the_right_key(subscriber: Buyer, stranger: Flask, other: StandIn) -> None:
    subscription = subscriber.subscription()["id"]
    body, headers, event_id = signed_event("customer.subscription.updated", {"id": subscription})
    answer = stranger.test_client().post("/api/webhooks/stripe", data=body, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "wrong_stripe_account")  # type: ignore[index]
    assert_untouched(subscriber, other)
    waiting = subscriber.shop.event(event_id)
    assert (waiting["processed_at"], waiting["error"]) == (None, "WrongStripeAccount")
    subscriber.shop.reconcile()
    assert subscriber.shop.event(event_id)["processed_at"] is not None


def test_a_key_of_the_other_mode_is_refused(
    calm_shop: Shop, billing_environment: dict[str, str], unnoted: None, sql: Sql
) -> None:
    (ours,) = ids(calm_shop.stripe)
    live = json.dumps({"id": ours, "livemode": True})
    sql("insert into settings values ('stripe_account', %s, 'Test')", [live])
    ended = flask(create_app(billing_environment), "stripe", "sync")
    assert (ended.exit_code, f"{ours} (live mode)" in ended.output, f"{ours} (test mode)" in ended.output) == (
        1,
        True,
        True,
    )


def test_the_first_contact_notes_the_account(
    calm_shop: Shop, billing_environment: dict[str, str], unnoted: None, sql: Sql
) -> None:
    assert flask(create_app(billing_environment), "reconcile").exit_code == 0
    (row,) = sql("select value from settings where name = 'stripe_account'")
    assert row["value"] == {"id": ids(calm_shop.stripe)[0], "livemode": False}


def test_stripe_is_asked_for_the_account_once_in_a_process(
    calm_buyer: Buyer, billing_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    request = PooledClient.request

    def counted(client: PooledClient, method: str, url: str, *rest: Any, **more: Any) -> Any:
        asked.append(url.partition("/v1/")[2])
        return request(client, method, url, *rest, **more)

    monkeypatch.setattr(PooledClient, "request", counted)
    app = create_app(billing_environment)
    for _ in range(2):
        body, headers, _ = signed_event("invoice.paid", {"id": "in_nothing"})
        assert app.test_client().post("/api/webhooks/stripe", data=body, headers=headers).status_code == 200
        wanted = {"price_id": calm_buyer.shop.prices["credit_pack_1000"]}
        http = app.test_client()
        assert http.post("/api/purchase-credits", json=wanted, headers=calm_buyer.person.headers).status_code == 200
    assert asked.count("account") == 1


@pytest.mark.parametrize("account", ["", "cus_1", "acct_1'; --", None])
def test_what_is_no_account_is_not_noted(
    calm_shop: Shop, billing_environment: dict[str, str], unnoted: None, sql: Sql, account: str | None
) -> None:
    answer = json_answer({"id": account, "object": "account"})
    with serving(lambda _: answer, Server("")) as server:
        app = create_app({**billing_environment, "STRIPE_API_URL": server.url})
        assert flask(app, "reconcile").exit_code == 1
    assert sql("select from settings where name = 'stripe_account'") == []


def test_a_founder_moves_to_another_account(
    subscriber: Buyer, unnoted: None, stranger: Flask, other: StandIn, tmp_path: Path, sql: Sql
) -> None:
    shop = subscriber.shop
    assert flask(shop.app, "stripe", "move").exit_code == 0
    refused = flask(stranger, "stripe", "move")
    assert (refused.exit_code, "--yes" in refused.output) == (1, True)
    assert_untouched(subscriber, other)
    moved = flask(stranger, "stripe", "move", "--yes")
    assert moved.exit_code == 0, moved.output
    assert "Everything is in." in moved.output
    assert (subscriber.subscription()["status"], subscriber.credits()) == ("canceled", (500, 1000))
    assert subscriber.customer_id() is None
    assert flask(shop.app, "reconcile").exit_code == 1
    assert flask(stranger, "reconcile").exit_code == 0
    sql("delete from settings where name = 'stripe_account'")
    assert flask(shop.app, "stripe", "sync").exit_code == 0  # the plans of the other tests come back
    assert (subscriber.subscription()["status"], subscriber.credits()) == ("active", (3000, 1000))
