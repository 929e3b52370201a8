"""Lists: newest first, a page at a time, narrowed down."""

from __future__ import annotations

import pytest
import stripe

from tests.local.stripe.shop import Shop
from tests.local.stripe.stand_in import StandIn


@pytest.fixture(scope="module")
def seven(running: StandIn) -> list[str]:
    """Seven products, newest first."""
    v1 = running.v1
    return [v1.products.create({"name": str(number)}).id for number in range(7)][::-1]


def test_a_list_begins_with_the_newest_and_says_that_there_is_more(v1: stripe.V1Services, seven: list[str]) -> None:
    page = v1.products.list({"limit": 3})
    assert [each.id for each in page.data] == seven[:3]
    assert page.has_more
    assert page.url == "/v1/products"


def test_the_next_page_starts_after_the_last_one(v1: stripe.V1Services, seven: list[str]) -> None:
    page = v1.products.list({"limit": 3, "starting_after": seven[2]})
    assert [each.id for each in page.data] == seven[3:6]
    assert page.has_more


def test_the_last_page_has_no_more(v1: stripe.V1Services, seven: list[str]) -> None:
    page = v1.products.list({"limit": 3, "starting_after": seven[3]})
    assert [each.id for each in page.data] == seven[4:]
    assert not page.has_more


def test_all_pages_together_are_everything_once(v1: stripe.V1Services, seven: list[str]) -> None:
    assert [each.id for each in v1.products.list({"limit": 2}).auto_paging_iter()] == seven


def test_a_cursor_that_is_no_such_object_is_refused(v1: stripe.V1Services) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such product"):
        v1.products.list({"starting_after": "nothing"})


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_one_to_a_hundred_objects(v1: stripe.V1Services, limit: int) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid limit"):
        v1.products.list({"limit": limit})


def test_a_list_can_be_narrowed_by_time(v1: stripe.V1Services, shop: Shop) -> None:
    created = v1.prices.retrieve(shop.pack).created
    assert shop.pack in [price.id for price in v1.prices.list({"created": {"gte": created}, "limit": 100}).data]
    assert v1.prices.list({"created": {"gt": created + 1000}}).data == []


def test_a_list_is_narrowed_by_every_parameter_or_refused(v1: stripe.V1Services, shop: Shop) -> None:
    assert {p.product for p in v1.prices.list({"product": shop.pro}).data} == {shop.pro}
    with pytest.raises(stripe.InvalidRequestError, match="stand-in"):
        v1.products.list({"shippable": True})
