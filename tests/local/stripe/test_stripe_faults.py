"""Faults on demand that the product's own tests do not show to work: which are refused, and what is repeatable."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.local.stripe.stand_in import Ear, StandIn
from tests.running import eventually


def product(v1: stripe.V1Services) -> str:
    """A new product, about which there is one event."""
    return v1.products.create({"name": "Anything"}).id


def test_the_same_seed_shuffles_alike(v1: stripe.V1Services, stand_in: StandIn, listening: Ear) -> None:
    orders = []
    for _ in range(2):
        listening.heard.clear()
        stand_in.control(hold=True)
        made = [product(v1) for _ in range(6)]
        stand_in.control("/release", order="shuffled", seed=7, one_by_one=True)
        eventually(lambda: len(listening.heard) == 6)
        orders.append([made.index(event.data.object["id"]) for event in listening.heard])
    assert orders[0] == orders[1] != sorted(orders[0])


@pytest.mark.parametrize(
    "body", [{"fault": {"delivery": "eaten"}}, {"fault": {}}, {"falt": {}}, {"next": 0, "fault": {"api": 500}}]
)
def test_an_unknown_fault_is_refused(stand_in: StandIn, body: Any) -> None:
    assert stand_in.http.post(f"{stand_in.url}/_control", json=body).status_code == 422


def test_an_answer_can_be_lost_after_all_is_done(v1: stripe.V1Services, stand_in: StandIn) -> None:
    stand_in.control(next=1, request="POST /v1/customers", fault={"api": 500, "when": "after"})
    with pytest.raises(stripe.APIError):
        v1.customers.create({"email": "lost@example.com"}, {"idempotency_key": "lost"})
    again = v1.customers.create({"email": "lost@example.com"}, {"idempotency_key": "lost"})
    assert [each.id for each in v1.customers.list({"email": "lost@example.com"}).data] == [again.id]
