"""Faults that no test of the product uses."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.stand_in import StandIn, WebhookReceiver
from tests.running import eventually


def product(v1: stripe.V1Services) -> str:
    """A new product, about which there is one event."""
    return v1.products.create({"name": "Anything"}).id


def test_shuffle_is_repeatable_with_the_same_seed(
    v1: stripe.V1Services, stand_in: StandIn, webhooks: WebhookReceiver
) -> None:
    orders = []
    for _ in range(2):
        webhooks.received.clear()
        stand_in.control(hold=True)
        made = [product(v1) for _ in range(6)]
        stand_in.control("/release", order="shuffled", seed=7, one_by_one=True)
        eventually(lambda: len(webhooks.received) == 6)
        orders.append([made.index(event.data.object["id"]) for event in webhooks.received])
    assert orders[0] == orders[1] != sorted(orders[0])


@pytest.mark.parametrize(
    "body", [{"fault": {"delivery": "eaten"}}, {"fault": {}}, {"falt": {}}, {"next": 0, "fault": {"api": 500}}]
)
def test_unknown_fault_is_refused(stand_in: StandIn, body: Any) -> None:
    assert stand_in.http.post(f"{stand_in.url}/_control", json=body).status_code == 422


def test_response_can_be_lost_after_processing(v1: stripe.V1Services, stand_in: StandIn) -> None:
    stand_in.control(next=1, request="POST /v1/customers", fault={"api": 500, "when": "after"})
    with pytest.raises(stripe.APIError):
        v1.customers.create({"email": "lost@example.com"}, {"idempotency_key": "lost"})
    again = v1.customers.create({"email": "lost@example.com"}, {"idempotency_key": "lost"})
    assert [each.id for each in v1.customers.list({"email": "lost@example.com"}).data] == [again.id]
