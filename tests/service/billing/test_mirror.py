"""Products and prices are mirrored from Stripe."""

from __future__ import annotations

import json
import uuid
from typing import Any

from service import create_app
from tests.service.billing.shop import Shop


def product_of(shop: Shop, product_id: str) -> dict[str, Any]:
    (row,) = shop.sql("select * from products where id = %s", [product_id])
    return row


def price_of(shop: Shop, price_id: str) -> dict[str, Any]:
    (row,) = shop.sql("select * from prices where id = %s", [price_id])
    return row


def new_plan(shop: Shop, **metadata: str) -> tuple[str, str]:
    """Create a product with a monthly price."""
    api = shop.stripe.v1
    product = api.products.create(
        {"name": "A plan", "description": "Good", "images": ["https://example.com/a.png"], "metadata": metadata}
    )
    price = api.prices.create(
        {
            "product": product.id,
            "unit_amount": 1234,
            "currency": "eur",
            "nickname": "Monthly",
            "recurring": {"interval": "month", "interval_count": 2},
            "metadata": {"a": "b"},
        }
    )
    return product.id, price.id


def test_a_new_product_and_its_price_are_mirrored(shop: Shop) -> None:
    product_id, price_id = new_plan(shop, tier="pro", credits="7")
    shop.arrive()
    product, price = product_of(shop, product_id), price_of(shop, price_id)
    assert {name: product[name] for name in ("active", "name", "description", "image", "metadata", "deleted_at")} == {
        "active": True,
        "name": "A plan",
        "description": "Good",
        "image": "https://example.com/a.png",
        "metadata": {"tier": "pro", "credits": "7"},
        "deleted_at": None,
    }
    assert {name: price[name] for name in ("product_id", "active", "description", "unit_amount", "currency")} == {
        "product_id": product_id,
        "active": True,
        "description": "Monthly",
        "unit_amount": 1234,
        "currency": "eur",
    }
    assert (price["type"], price["interval"], price["interval_count"], price["metadata"]) == (
        "recurring",
        "month",
        2,
        {"a": "b"},
    )


def test_a_change_of_a_product_or_price_is_mirrored(shop: Shop) -> None:
    product_id, price_id = new_plan(shop)
    shop.stripe.v1.products.update(product_id, {"name": "Another name", "metadata": {"credits": "9"}})
    shop.stripe.v1.prices.update(price_id, {"active": False})
    shop.arrive()
    product = product_of(shop, product_id)
    assert (product["name"], product["metadata"]) == ("Another name", {"credits": "9"})
    assert price_of(shop, price_id)["active"] is False


def test_deleted_product_stays_as_an_inactive_row(shop: Shop) -> None:
    """Subscriptions may reference the price."""
    product_id, price_id = new_plan(shop)
    shop.arrive()
    shop.stripe.control("/delete_price", price=price_id)
    shop.stripe.v1.products.delete(product_id)
    shop.arrive()
    for row in (product_of(shop, product_id), price_of(shop, price_id)):
        assert (row["active"], row["deleted_at"] is not None) == (False, True)


def test_old_event_does_not_restore_a_deleted_product(shop: Shop) -> None:
    product = shop.stripe.v1.products.create({"name": "Gone"})
    shop.arrive()
    shop.stripe.v1.products.delete(product.id)
    shop.arrive()
    for event_id in shop.stripe.events("product.created", product.id):
        shop.stripe.resend(event_id, new_id=True)
    shop.arrive()
    assert product_of(shop, product.id)["active"] is False


def test_price_event_may_arrive_before_its_product(shop: Shop) -> None:
    shop.stripe.control(hold=True)
    product_id, price_id = new_plan(shop)
    shop.stripe.control("/release", order="reversed", one_by_one=True, hold=shop.storm)
    shop.arrive()
    assert price_of(shop, price_id)["product_id"] == product_id
    assert product_of(shop, product_id)["name"] == "A plan"


def test_a_price_named_in_the_environment_makes_its_product_a_plan(
    ordered_shop: Shop, billing_environment: dict[str, str]
) -> None:
    product_id, price_id = new_plan(ordered_shop)
    ordered_shop.arrive()
    assert product_of(ordered_shop, product_id)["metadata"] == {}
    app = create_app({**billing_environment, "STRIPE_PRICE_BUSINESS_MONTHLY": price_id})
    assert app.test_cli_runner().invoke(args=["stripe", "sync"]).exit_code == 0
    metadata = product_of(ordered_shop, product_id)["metadata"]
    assert (metadata["tier"], metadata["credits"]) == ("business", "6000")
    assert "Guides for Business" in json.loads(metadata["features"])


def test_product_metadata_takes_precedence_over_the_environment(
    ordered_shop: Shop, billing_environment: dict[str, str]
) -> None:
    product_id, price_id = new_plan(ordered_shop, credits="4321")
    ordered_shop.arrive()
    app = create_app({**billing_environment, "STRIPE_PRICE_PRO_MONTHLY": price_id})
    app.test_cli_runner().invoke(args=["stripe", "sync"])
    metadata = product_of(ordered_shop, product_id)["metadata"]
    assert (metadata["tier"], metadata["credits"]) == ("pro", "4321")


def test_product_with_the_id_free_does_not_change_the_free_tier(ordered_shop: Shop) -> None:
    """A product at Stripe that happens to have the id `free` changes nothing."""
    before = product_of(ordered_shop, "free")
    ordered_shop.stripe.v1.products.create({"id": "free", "name": f"Not free {uuid.uuid4()}"})
    ordered_shop.arrive()
    assert product_of(ordered_shop, "free") == before
    ordered_shop.stripe.v1.products.delete("free")
    ordered_shop.arrive()
    assert product_of(ordered_shop, "free") == before
