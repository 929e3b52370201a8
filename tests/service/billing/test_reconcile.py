"""`python -m service reconcile` fetches state that no webhook reported."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from service import create_app
from service.stored_numbers import EVENTS_SCANNED
from tests.service.billing.shop import Buyer, Shop


@pytest.fixture
def buyer_without_webhooks(ordered_buyer: Buyer) -> Iterator[Buyer]:
    """A buyer whose webhooks are dropped."""
    ordered_buyer.shop.reconcile()
    ordered_buyer.shop.stripe.fault(event="*", delivery="drop")
    yield ordered_buyer
    ordered_buyer.shop.stripe.reset()


def log_of(caplog: pytest.LogCaptureFixture) -> dict[str, int]:
    (record,) = [record for record in caplog.records if record.message == "stripe reconciled"]
    return {name: getattr(record, name) for name in ("unprocessed", "missed", "drifted")}


def test_pack_without_an_event_is_granted(buyer_without_webhooks: Buyer) -> None:
    buyer_without_webhooks.buy()
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.credits() == (500, 1000)
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.purchases() == [1000]


def test_event_listed_after_a_newer_one_is_found(buyer_without_webhooks: Buyer) -> None:
    """Stripe may list an event later than a newer one."""
    buyer_without_webhooks.buy()
    buyer_without_webhooks.shop.sql(
        "insert into settings (name, value, description) values (%s, to_jsonb(%s::bigint), 'Test')"
        " on conflict (name) do update set value = excluded.value",
        [EVENTS_SCANNED, int(time.time()) + 300],
    )
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.credits() == (500, 1000)


def test_events_accepted_by_another_endpoint_are_found(buyer_without_webhooks: Buyer) -> None:
    """Stripe lists these events as delivered."""
    buyer_without_webhooks.shop.stripe.reset()
    buyer_without_webhooks.shop.relay.lose_everything = True
    buyer_without_webhooks.subscribe()
    buyer_without_webhooks.shop.arrive()
    buyer_without_webhooks.shop.relay.lose_everything = False
    assert buyer_without_webhooks.subscriptions() == []
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.credits() == (3000, 0)


def test_received_events_are_not_fetched_again(buyer_without_webhooks: Buyer, caplog: pytest.LogCaptureFixture) -> None:
    buyer_without_webhooks.subscribe()
    buyer_without_webhooks.shop.reconcile()
    caplog.clear()
    with caplog.at_level("INFO", "service"):
        buyer_without_webhooks.shop.reconcile()
    assert log_of(caplog) == {"unprocessed": 0, "missed": 0, "drifted": 0}


def test_sync_corrects_and_logs_a_stale_subscription(
    buyer_without_webhooks: Buyer, billing_environment: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    subscription_id = buyer_without_webhooks.subscribe()
    buyer_without_webhooks.shop.reconcile()
    buyer_without_webhooks.shop.sql("update subscriptions set status = 'past_due' where id = %s", [subscription_id])
    caplog.clear()
    with caplog.at_level("INFO", "service"):
        assert create_app(billing_environment).test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
    assert log_of(caplog)["drifted"] == 1
    assert (buyer_without_webhooks.subscription()["status"], buyer_without_webhooks.credits()) == ("active", (3000, 0))


def test_subscription_live_only_in_the_mirror_ends(
    buyer_without_webhooks: Buyer, billing_environment: dict[str, str]
) -> None:
    subscription_id = buyer_without_webhooks.subscribe()
    buyer_without_webhooks.shop.reconcile()
    buyer_without_webhooks.shop.stripe.v1.subscriptions.cancel(subscription_id)
    buyer_without_webhooks.shop.sql(
        "insert into stripe_events (id, type, created_at, processed_at)"
        " select id, 'taken', now(), now() from unnest(%s::text[]) as id",
        [buyer_without_webhooks.shop.stripe.events("customer.subscription.deleted", subscription_id)],
    )
    assert create_app(billing_environment).test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
    assert (buyer_without_webhooks.subscription()["status"], buyer_without_webhooks.credits()) == ("canceled", (500, 0))


def test_failing_event_does_not_stop_others(buyer_without_webhooks: Buyer) -> None:
    buyer_without_webhooks.shop.stripe.v1.products.create(
        {"id": f"broken_{buyer_without_webhooks.id}", "name": "Broken"}
    )
    buyer_without_webhooks.buy()
    buyer_without_webhooks.shop.stripe.fault(request=f"GET /v1/products/broken_{buyer_without_webhooks.id}", api=401)
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.credits() == (500, 1000)
    (row,) = buyer_without_webhooks.shop.unprocessed()
    assert (row["type"], row["error"]) == ("product.created", "AuthenticationError")
    buyer_without_webhooks.shop.stripe.reset()
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.shop.unprocessed() == []


def test_stripe_outage_fails_the_pass_without_loss(buyer_without_webhooks: Buyer) -> None:
    buyer_without_webhooks.buy()
    buyer_without_webhooks.shop.stripe.fault(request="GET /v1/events", api=401)
    assert buyer_without_webhooks.shop.flask("reconcile").exit_code == 1
    buyer_without_webhooks.shop.stripe.reset()
    buyer_without_webhooks.shop.reconcile()
    assert buyer_without_webhooks.credits() == (500, 1000)


def test_without_a_stripe_key_reconcile_skips_stripe(ordered_shop: Shop, environment: dict[str, str]) -> None:
    ordered_shop.stripe.fault(request="*", api=401)
    assert create_app(environment).test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
