"""`flask reconcile`: what no event told is found out."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from service import create_app
from service.stripe.reconcile import SCANNED
from tests.service.billing.shop import Buyer, Shop


@pytest.fixture
def unheard(calm_buyer: Buyer) -> Iterator[Buyer]:
    """A buyer of whom no event tells anything."""
    calm_buyer.shop.reconcile()
    calm_buyer.shop.stripe.fault(event="*", delivery="drop")
    yield calm_buyer
    calm_buyer.shop.stripe.reset()


def log_of(caplog: pytest.LogCaptureFixture) -> dict[str, int]:
    (record,) = [record for record in caplog.records if record.message == "reconciled stripe"]
    return {name: getattr(record, name) for name in ("unprocessed", "missed", "drifted")}


def test_a_pack_of_which_no_event_came_is_granted(unheard: Buyer) -> None:
    unheard.buy()
    unheard.shop.reconcile()
    assert unheard.credits() == (500, 1000)
    unheard.shop.reconcile()
    assert unheard.purchases() == [1000]


def test_an_event_that_stripe_lists_after_a_younger_one_is_found(unheard: Buyer) -> None:
    """Stripe's list is complete only after a while."""
    unheard.buy()
    unheard.shop.sql(
        "insert into settings (name, value, description) values (%s, to_jsonb(%s::bigint), 'Test')"
        " on conflict (name) do update set value = excluded.value",
        [SCANNED, int(time.time()) + 300],
    )
    unheard.shop.reconcile()
    assert unheard.credits() == (500, 1000)


def test_events_that_were_taken_by_somebody_else_are_found(unheard: Buyer) -> None:
    """Stripe counts them as delivered."""
    unheard.shop.stripe.reset()
    unheard.shop.relay.lose_everything = True
    unheard.subscribe()
    unheard.shop.arrive()
    unheard.shop.relay.lose_everything = False
    assert unheard.subscriptions() == []
    unheard.shop.reconcile()
    assert unheard.credits() == (3000, 0)


def test_events_that_came_are_not_asked_for_again(unheard: Buyer, caplog: pytest.LogCaptureFixture) -> None:
    unheard.subscribe()
    unheard.shop.reconcile()
    caplog.clear()
    with caplog.at_level("INFO", "service"):
        unheard.shop.reconcile()
    assert log_of(caplog) == {"unprocessed": 0, "missed": 0, "drifted": 0}


def test_a_subscription_that_has_drifted_is_mended_and_told(
    unheard: Buyer, billing_environment: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    subscription_id = unheard.subscribe()
    unheard.shop.reconcile()
    unheard.shop.sql("update subscriptions set status = 'past_due' where id = %s", [subscription_id])
    caplog.clear()
    with caplog.at_level("INFO", "service"):
        assert create_app(billing_environment).test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
    assert log_of(caplog)["drifted"] == 1
    assert (unheard.subscription()["status"], unheard.credits()) == ("active", (3000, 0))


def test_a_subscription_that_only_the_mirror_takes_for_live_ends(
    unheard: Buyer, billing_environment: dict[str, str]
) -> None:
    subscription_id = unheard.subscribe()
    unheard.shop.reconcile()
    unheard.shop.stripe.v1.subscriptions.cancel(subscription_id)
    unheard.shop.sql(
        "insert into stripe_events (id, type, created_at, processed_at)"
        " select id, 'taken', now(), now() from unnest(%s::text[]) as id",
        [unheard.shop.stripe.events("customer.subscription.deleted", subscription_id)],
    )
    assert create_app(billing_environment).test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
    assert (unheard.subscription()["status"], unheard.credits()) == ("canceled", (500, 0))


def test_one_event_that_fails_stops_no_other(unheard: Buyer) -> None:
    unheard.shop.stripe.v1.products.create({"id": f"broken_{unheard.id}", "name": "Broken"})
    unheard.buy()
    unheard.shop.stripe.fault(request=f"GET /v1/products/broken_{unheard.id}", api=401)
    unheard.shop.reconcile()
    assert unheard.credits() == (500, 1000)
    (row,) = unheard.shop.unprocessed()
    assert (row["type"], row["error"]) == ("product.created", "AuthenticationError")
    unheard.shop.stripe.reset()
    unheard.shop.reconcile()
    assert unheard.shop.unprocessed() == []


def test_stripe_being_down_fails_the_pass_and_nothing_is_lost(unheard: Buyer) -> None:
    unheard.buy()
    unheard.shop.stripe.fault(request="GET /v1/events", api=401)
    assert unheard.shop.flask("reconcile").exit_code == 1
    unheard.shop.stripe.reset()
    unheard.shop.reconcile()
    assert unheard.credits() == (500, 1000)


def test_without_a_key_reconcile_leaves_stripe_alone(calm_shop: Shop, environment: dict[str, str]) -> None:
    calm_shop.stripe.fault(request="*", api=401)
    assert create_app(environment).test_cli_runner().invoke(args=["reconcile"]).exit_code == 0
