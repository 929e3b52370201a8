"""A product with invalid metadata is mirrored but not sold; its subscribers keep it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.service.billing.shop import Buyer, Shop

PLAN, PACK = "/api/create-checkout-session", "/api/purchase-credits"
BAD = {
    "3,000": "credits",
    "-5": "credits",
    "3e3": "credits",
    "0": "credits",
    "٣": "credits",
    "999999999": "credits",
    "999999999999": "credits",
    "10000001": "credits",
}
CASES: list[tuple[str, dict[str, str], str]] = [
    *((PLAN, {"tier": "pro", "credits": credits_}, field) for credits_, field in BAD.items()),
    *((PACK, {"kind": "pack", "credits": credits_}, field) for credits_, field in BAD.items()),
    (PLAN, {"tier": "pro"}, "credits"),
    (PACK, {"kind": "pack"}, "credits"),
    (PLAN, {"tier": "gold", "credits": "3000"}, "tier"),
    (PLAN, {"tier": "free", "credits": "3000"}, "tier"),
    (PLAN, {"credits": "3000"}, "tier"),
    (PLAN, {"tier": "pro", "kind": "pack", "credits": "3000"}, "kind"),
    (PACK, {"tier": "pro", "kind": "pack", "credits": "3000"}, "kind"),
]


def price_with(shop: Shop, route: str, metadata: dict[str, str]) -> tuple[str, str]:
    """Create a product with this metadata and a price (monthly for a plan); returns their ids."""
    product = shop.stripe.v1.products.create({"name": "Test", "metadata": metadata})
    price: dict[str, Any] = {"product": product.id, "unit_amount": 2900, "currency": "usd"}
    every: dict[str, Any] = {"recurring": {"interval": "month"}} if route == PLAN else {}
    return product.id, shop.stripe.v1.prices.create({**price, **every}).id  # type: ignore[typeddict-item]


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, field and message of a refusal."""
    error = answer.json()["error"]
    return answer.status_code, error["field"], error["message"]


def test_invalid_product_is_not_sold_and_doctor_names_it(ordered_buyer: Buyer) -> None:
    shop = ordered_buyer.shop
    offered = [(*price_with(shop, route, metadata), route, metadata, field) for route, metadata, field in CASES]
    shop.arrive()
    output = shop.flask("doctor").output
    for product_id, price_id, route, metadata, name in offered:
        status, field, message = refusal(ordered_buyer.post(route, price_id=price_id))
        assert (status, field) == (422, "price_id"), metadata
        assert f'"{name}"' in message, metadata
        (line,) = [line for line in output.splitlines() if product_id in line]
        assert f'"{name}"' in line, metadata
        (row,) = shop.sql("select metadata from products where id = %s", [product_id])
        assert row["metadata"] == metadata
    assert ordered_buyer.customers() == []


def test_product_without_our_metadata_is_not_sold_and_no_error(ordered_buyer: Buyer) -> None:
    shop = ordered_buyer.shop
    product_id, price_id = price_with(shop, PLAN, {"colour": "red"})
    shop.arrive()
    assert refusal(ordered_buyer.post(PLAN, price_id=price_id))[:2] == (422, "price_id")
    assert product_id not in shop.flask("doctor").output


def test_one_time_price_of_a_plan_is_not_a_pack(ordered_buyer: Buyer) -> None:
    _, price_id = price_with(ordered_buyer.shop, PACK, {"tier": "pro", "credits": "3000"})
    ordered_buyer.shop.arrive()
    assert refusal(ordered_buyer.post(PACK, price_id=price_id))[:2] == (422, "price_id")


@pytest.mark.parametrize("metadata", [{"credits": "3,000"}, {"tier": ""}])
def test_a_subscriber_keeps_the_plan_whose_product_became_invalid(buyer: Buyer, metadata: dict[str, str]) -> None:
    shop, api = buyer.shop, buyer.shop.stripe.v1
    product_id, price_id = price_with(shop, PLAN, {"tier": "pro", "credits": "4000"})
    shop.arrive()
    url = buyer.post(PLAN, price_id=price_id).json()["url"]
    assert shop.stripe.pay(url).status_code == 303
    shop.arrive()
    assert buyer.credits() == (4000, 0)
    api.products.update(product_id, {"metadata": metadata})
    buyer.use(1500)
    shop.arrive()
    (subscription,) = buyer.subscriptions()
    shop.reconcile()
    assert (buyer.credits(), subscription["status"]) == ((2500, 0), "active")
    assert refusal(buyer.post(PLAN, price_id=price_id))[0] == 422
    api.products.update(product_id, {"metadata": {"credits": "4000", "tier": "pro", "kind": ""}})
    shop.arrive()
    (row,) = shop.sql("select problem from products where id = %s", [product_id])
    assert (row["problem"], buyer.credits()) == (None, (2500, 0))


def test_corrected_metadata_applies_at_the_next_reconcile(ordered_buyer: Buyer) -> None:
    """Neither the change nor the purchase sends a webhook."""
    shop, api = ordered_buyer.shop, ordered_buyer.shop.stripe.v1
    product_id, price_id = price_with(shop, PLAN, {"tier": "gold", "credits": "4000"})
    shop.arrive()
    shop.stripe.fault(event="*", delivery="drop")
    ordered_buyer.checkout_pack()  # so that there is a customer
    customer = str(ordered_buyer.customer_id())
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer})
    api.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": price_id}],
            "default_payment_method": method.id,
            "metadata": {"user_id": ordered_buyer.id},
        }
    )
    shop.reconcile()
    assert ordered_buyer.credits() == (500, 0)
    api.products.update(product_id, {"metadata": {"tier": "business"}})
    shop.reconcile()
    assert ordered_buyer.post(PLAN, price_id=price_id).status_code == 409
    assert ordered_buyer.credits() == (4000, 0)


def test_a_pack_grants_the_credits_shown_when_checkout_was_opened(buyer: Buyer) -> None:
    shop, api = buyer.shop, buyer.shop.stripe.v1
    product_id, price_id = price_with(shop, PACK, {"kind": "pack", "credits": "10000000"})
    shop.arrive()
    urls = [buyer.post(PACK, price_id=price_id, quantity=quantity).json()["url"] for quantity in (1, 9)]
    status, field, _ = refusal(buyer.post(PACK, price_id=price_id, quantity=10))
    assert (status, field) == (422, "quantity")
    api.products.update(product_id, {"metadata": {"credits": "999999999999"}})
    shop.arrive()
    for url in urls:
        assert shop.stripe.pay(url).status_code == 303
    shop.arrive()
    assert buyer.credits() == (500, 100_000_000)
    assert shop.unprocessed() == []


def test_doctor_names_a_pack_that_is_cheaper_than_every_plan(ordered_buyer: Buyer) -> None:
    shop = ordered_buyer.shop
    warning = "sells credits for less than every monthly plan"
    assert warning not in shop.flask("doctor").output
    price_with(shop, PACK, {"kind": "pack", "credits": "5000"})
    shop.arrive()
    assert f"The pack Test {warning}" in shop.flask("doctor").output
