"""Webhooks: signature, retries, endpoints, restart and listed events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import StandIn, WebhookReceiver, running_stripe, webhook_receiver
from tests.running import eventually


def event_of(v1: stripe.V1Services, object_id: str) -> stripe.Event:
    """The only event about an object."""
    (event,) = [each for each in v1.events.list({"limit": 50}).data if each.data.object["id"] == object_id]
    return event


def product(v1: stripe.V1Services) -> str:
    """A new product, about which there is one event."""
    return v1.products.create({"name": "Anything"}).id


def test_webhook_is_signed_and_contains_the_event(v1: stripe.V1Services, webhooks: WebhookReceiver) -> None:
    made = v1.products.create({"name": "Signed"})
    event = webhooks.wait_for("product.created", made.id)
    assert (event.object, event.livemode, event.api_version) == ("event", False, stripe.api_version)
    assert event.data.object["name"] == "Signed"
    assert v1.events.retrieve(event.id).data.object["id"] == made.id
    assert not webhooks.rejected


def test_rejected_webhook_is_retried_until_accepted(
    v1: stripe.V1Services, stand_in: StandIn, webhooks: WebhookReceiver
) -> None:
    webhooks.answers += [500, 404]
    made = product(v1)
    eventually(lambda: webhooks.types(made) == ["product.created"] * 3)
    event = event_of(v1, made)
    eventually(lambda: stand_in.deliveries(event.id)[0]["state"] == "delivered")
    assert [attempt["status"] for attempt in stand_in.deliveries(event.id)[0]["attempts"]] == [500, 404, 200]


def test_webhook_that_is_never_accepted_fails_and_its_event_stays_undelivered(
    v1: stripe.V1Services, stand_in: StandIn, webhooks: WebhookReceiver
) -> None:
    webhooks.answers += [500] * 4
    made = product(v1)
    event = event_of(v1, made)
    eventually(lambda: stand_in.deliveries(event.id)[0]["state"] == "failed")
    assert v1.events.retrieve(event.id).pending_webhooks == 1
    assert event.id in [each.id for each in v1.events.list({"delivery_success": False}).data]
    assert event.id not in [each.id for each in v1.events.list({"delivery_success": True}).data]


def test_another_endpoint_gets_its_enabled_events_with_its_own_secret(
    v1: stripe.V1Services, webhooks: WebhookReceiver
) -> None:
    with webhook_receiver() as other:
        wanted: Any = {"url": other.url, "enabled_events": ["price.created"], "api_version": stripe.api_version}
        endpoint = v1.webhook_endpoints.create(wanted)
        assert endpoint.secret is not None
        assert endpoint.secret.startswith("whsec_")
        assert v1.webhook_endpoints.retrieve(endpoint.id).secret is None
        other.secret = endpoint.secret
        price = v1.prices.create({"product": product(v1), "currency": "usd", "unit_amount": 1})
        other.wait_for("price.created", price.id)
        webhooks.wait_for("price.created", price.id)
        v1.webhook_endpoints.delete(endpoint.id)
        assert {event.type for event in other.received} == {"price.created"}
        assert not other.rejected


def test_endpoint_with_an_unknown_event_type_is_refused(v1: stripe.V1Services) -> None:
    invented: Any = {"url": "http://127.0.0.1:1", "enabled_events": ["product.invented"]}
    with pytest.raises(stripe.InvalidRequestError, match=r"enabled_events\[0\]"):
        v1.webhook_endpoints.create(invented)
    with pytest.raises(stripe.InvalidRequestError, match="stand-in"):
        v1.webhook_endpoints.create({"url": "http://127.0.0.1:1", "enabled_events": ["*"], "api_version": "2020-08-27"})


def test_restart_keeps_objects_and_continues_deliveries(tmp_path: Path) -> None:
    with webhook_receiver() as webhooks:
        webhooks.answers += [500]
        with running_stripe(tmp_path, webhooks.url, retry_pauses=[60]) as first:
            made = product(first.v1)
            eventually(lambda: webhooks.types(made))
            first.send_events(False)
            subscription = Shop(first).subscribed()
            first.control("/advance", seconds=3600)
        with running_stripe(tmp_path, webhooks.url) as second:
            eventually(lambda: len(webhooks.types(made)) == 2)
            assert second.renew(subscription.id).status == "active"


def test_events_are_listed_for_thirty_days(v1: stripe.V1Services, stand_in: StandIn) -> None:
    made = product(v1)
    assert made in [each.data.object["id"] for each in v1.events.list({"limit": 100}).data]
    stand_in.control("/advance", seconds=30 * 86_400)
    assert v1.events.list({"limit": 100}).data == []
