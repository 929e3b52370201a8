"""Webhooks: signed, tried again until they are taken, in no promised order, and as faulty as is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import Ear, StandIn, ear, running_stripe
from tests.running import eventually


def event_of(v1: stripe.V1Services, object_id: str) -> stripe.Event:
    """The only event about an object."""
    (event,) = [each for each in v1.events.list({"limit": 50}).data if each.data.object["id"] == object_id]
    return event


def product(v1: stripe.V1Services) -> str:
    """A new product, about which there is one event."""
    return v1.products.create({"name": "Anything"}).id


def test_an_event_is_signed_and_says_what_it_is(v1: stripe.V1Services, listening: Ear) -> None:
    made = v1.products.create({"name": "Signed"})
    event = listening.wait_for("product.created", made.id)
    assert (event.object, event.livemode, event.api_version) == ("event", False, stripe.api_version)
    assert event.data.object["name"] == "Signed"
    assert v1.events.retrieve(event.id).data.object["id"] == made.id
    assert not listening.refused


def test_an_event_that_is_refused_is_tried_again_until_it_is_taken(
    v1: stripe.V1Services, stand_in: StandIn, listening: Ear
) -> None:
    listening.answers += [500, 404]
    made = product(v1)
    eventually(lambda: listening.types(made) == ["product.created"] * 3)
    event = event_of(v1, made)
    eventually(lambda: stand_in.deliveries(event.id)[0]["state"] == "delivered")
    assert [attempt["status"] for attempt in stand_in.deliveries(event.id)[0]["attempts"]] == [500, 404, 200]


def test_an_event_that_is_never_taken_is_given_up_and_stays_undelivered(
    v1: stripe.V1Services, stand_in: StandIn, listening: Ear
) -> None:
    listening.answers += [500] * 4
    made = product(v1)
    event = event_of(v1, made)
    eventually(lambda: stand_in.deliveries(event.id)[0]["state"] == "failed")
    assert v1.events.retrieve(event.id).pending_webhooks == 1
    assert event.id in [each.id for each in v1.events.list({"delivery_success": False}).data]
    assert event.id not in [each.id for each in v1.events.list({"delivery_success": True}).data]


def test_a_further_endpoint_hears_what_it_asked_for_under_a_secret_of_its_own(
    v1: stripe.V1Services, listening: Ear
) -> None:
    with ear() as other:
        wanted: Any = {"url": other.url, "enabled_events": ["price.created"], "api_version": stripe.api_version}
        endpoint = v1.webhook_endpoints.create(wanted)
        assert endpoint.secret is not None
        assert endpoint.secret.startswith("whsec_")
        assert v1.webhook_endpoints.retrieve(endpoint.id).secret is None
        other.secret = endpoint.secret
        price = v1.prices.create({"product": product(v1), "currency": "usd", "unit_amount": 1})
        other.wait_for("price.created", price.id)
        listening.wait_for("price.created", price.id)
        v1.webhook_endpoints.delete(endpoint.id)
        assert {event.type for event in other.heard} == {"price.created"}
        assert not other.refused


def test_unknown_events_cannot_be_asked_for(v1: stripe.V1Services) -> None:
    invented: Any = {"url": "http://127.0.0.1:1", "enabled_events": ["product.invented"]}
    with pytest.raises(stripe.InvalidRequestError, match=r"enabled_events\[0\]"):
        v1.webhook_endpoints.create(invented)
    with pytest.raises(stripe.InvalidRequestError, match="stand-in"):
        v1.webhook_endpoints.create({"url": "http://127.0.0.1:1", "enabled_events": ["*"], "api_version": "2020-08-27"})


def test_after_a_restart_everything_is_known_and_under_way_again(tmp_path: Path) -> None:
    with ear() as listening:
        listening.answers += [500]
        with running_stripe(tmp_path, listening.url, retry_pauses=[60]) as first:
            made = product(first.v1)
            eventually(lambda: listening.types(made))
            first.send_events(False)
            subscription = Shop(first).subscribed()
            first.control("/advance", seconds=3600)
        with running_stripe(tmp_path, listening.url) as second:
            eventually(lambda: len(listening.types(made)) == 2)
            assert second.renew(subscription.id).status == "active"


def test_events_are_listed_for_thirty_days(v1: stripe.V1Services, stand_in: StandIn) -> None:
    made = product(v1)
    assert made in [each.data.object["id"] for each in v1.events.list({"limit": 100}).data]
    stand_in.control("/advance", seconds=30 * 86_400)
    assert v1.events.list({"limit": 100}).data == []
