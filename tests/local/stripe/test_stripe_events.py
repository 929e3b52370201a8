"""Events over the API: filtered, paged, kept for thirty days."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.stand_in import StandIn


@pytest.fixture
def products(v1: stripe.V1Services) -> list[str]:
    """Three products, newest first."""
    return [v1.products.create({"name": f"Number {number}"}).id for number in range(3)][::-1]


def about(events: list[stripe.Event]) -> list[str]:
    """What these events are about."""
    return [str(event.data.object["id"]) for event in events]


def test_events_are_listed_by_type(v1: stripe.V1Services, products: list[str]) -> None:
    v1.customers.create({"email": "event@example.com"})
    assert about(v1.events.list({"type": "product.created", "limit": 3}).data) == products
    assert {event.type for event in v1.events.list({"type": "customer.*"}).data} == {"customer.created"}
    types = v1.events.list({"types": ["customer.created", "product.created"], "limit": 4}).data
    assert {event.type for event in types} == {"customer.created", "product.created"}


def test_events_are_paged(v1: stripe.V1Services, products: list[str]) -> None:
    first = v1.events.list({"type": "product.created", "limit": 1})
    second = v1.events.list({"type": "product.created", "limit": 1, "starting_after": first.data[0].id})
    assert about(first.data + second.data) == products[:2]


def test_events_are_listed_by_time(v1: stripe.V1Services, products: list[str]) -> None:
    latest = v1.events.list({"limit": 1}).data[0].created
    assert set(products) <= set(about(v1.events.list({"created": {"gte": latest - 60}, "limit": 100}).data))
    assert v1.events.list({"created": {"gt": latest + 60}}).data == []


def test_events_are_listed_for_thirty_days(stand_in: StandIn, products: list[str]) -> None:
    assert products[0] in about(stand_in.v1.events.list({"limit": 100}).data)
    stand_in.control("/advance", seconds=30 * 86_400)
    assert stand_in.v1.events.list({"limit": 100}).data == []
