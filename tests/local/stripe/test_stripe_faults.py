"""Faults on demand: events dropped, out of order or badly signed, and an API that is down."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.stand_in import Ear, StandIn
from tests.running import eventually


def event_of(v1: stripe.V1Services, object_id: str) -> stripe.Event:
    """The only event about an object."""
    (event,) = [each for each in v1.events.list({"limit": 50}).data if each.data.object["id"] == object_id]
    return event


def product(v1: stripe.V1Services) -> str:
    """A new product, about which there is one event."""
    return v1.products.create({"name": "Anything"}).id


def test_an_event_can_be_dropped_and_found_afterwards(v1: stripe.V1Services, stand_in: StandIn, listening: Ear) -> None:
    stand_in.control(next=1, event="product.created", fault={"delivery": "drop"})
    lost, heard = product(v1), product(v1)
    listening.wait_for("product.created", heard)
    assert listening.types(lost) == []
    undelivered = v1.events.list({"delivery_success": False, "type": "product.created"}).data
    assert lost in [event.data.object["id"] for event in undelivered]


@pytest.mark.parametrize("signature", ["bad", "old", "missing"])
def test_an_event_can_be_signed_wrongly(
    v1: stripe.V1Services, stand_in: StandIn, listening: Ear, signature: str
) -> None:
    before = len(listening.refused)
    stand_in.control(next=1, fault={"signature": signature})
    made = product(v1)
    eventually(lambda: len(listening.refused) == before + 1)
    assert listening.types(made) == []


def test_events_can_be_held_and_released_in_any_order(v1: stripe.V1Services, stand_in: StandIn, listening: Ear) -> None:
    stand_in.control(hold=True)
    made = [product(v1) for _ in range(5)]
    assert stand_in.get("/deliveries")["held"] == 5
    before = len(listening.heard)
    stand_in.control("/release", order="reversed", one_by_one=True)
    eventually(lambda: len(listening.heard) == before + 5)
    assert [event.data.object["id"] for event in listening.heard[before:]] == made[::-1]


def test_the_same_seed_shuffles_alike(v1: stripe.V1Services, stand_in: StandIn, listening: Ear) -> None:
    orders = []
    for _ in range(2):
        stand_in.control(hold=True)
        made = [product(v1) for _ in range(6)]
        before = len(listening.heard)
        stand_in.control("/release", order="shuffled", seed=7, one_by_one=True)
        eventually(lambda before=before: len(listening.heard) == before + 6)  # type: ignore[misc]
        orders.append([made.index(event.data.object["id"]) for event in listening.heard[before:]])
    assert orders[0] == orders[1] != sorted(orders[0])


def test_an_event_can_be_sent_again_also_as_if_it_were_another(
    v1: stripe.V1Services, stand_in: StandIn, listening: Ear
) -> None:
    made = product(v1)
    event = listening.wait_for("product.created", made)
    stand_in.control("/resend", event=event.id)
    stand_in.control("/resend", event=event.id, new_id=True)
    eventually(lambda: len(listening.types(made)) == 3)
    assert len({each.id for each in listening.heard if each.data.object["id"] == made}) == 2


def test_an_unknown_fault_is_refused(stand_in: StandIn) -> None:
    bodies: list[Any] = [
        {"fault": {"delivery": "eaten"}},
        {"fault": {}},
        {"falt": {}},
        {"next": 0, "fault": {"api": 500}},
    ]
    for body in bodies:
        assert stand_in.http.post(f"{stand_in.url}/_control", json=body).status_code == 422


def test_a_reset_forgets_the_faults(v1: stripe.V1Services, stand_in: StandIn, listening: Ear) -> None:
    stand_in.control(fault={"delivery": "drop"})
    stand_in.control(hold=True)
    stand_in.control("/reset")
    listening.wait_for("product.created", product(v1))


@pytest.mark.parametrize("status", [500, 503, 429])
def test_the_api_can_be_down_for_some_requests(v1: stripe.V1Services, stand_in: StandIn, status: int) -> None:
    email = f"down-{status}@example.com"
    stand_in.control(next=2, request="POST /v1/customers*", fault={"api": status})
    for _ in range(2):
        with pytest.raises(stripe.StripeError) as caught:
            v1.customers.create({"email": email})
        assert caught.value.http_status == status
    assert v1.customers.list({"email": email}).data == []
    v1.customers.create({"email": email})


def test_an_answer_can_be_lost_after_all_is_done(v1: stripe.V1Services, stand_in: StandIn) -> None:
    stand_in.control(next=1, request="POST /v1/customers", fault={"api": 500, "when": "after"})
    with pytest.raises(stripe.APIError):
        v1.customers.create({"email": "lost@example.com"}, {"idempotency_key": "lost"})
    again = v1.customers.create({"email": "lost@example.com"}, {"idempotency_key": "lost"})
    assert [each.id for each in v1.customers.list({"email": "lost@example.com"}).data] == [again.id]
