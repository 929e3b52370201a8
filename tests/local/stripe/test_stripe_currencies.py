"""Currencies with no, two and three decimals: what can be charged, and how the pages show it."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from local.stripe.currencies import decimals, in_words
from local.stripe.pages.render import money
from tests.local.stripe.shop import GOOD, Shop
from tests.local.stripe.stand_in import StandIn


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [
        ("usd", 2900, "$29.00"),
        ("eur", -150, "−€1.50"),
        ("jpy", 2900, "2,900 JPY"),
        ("xof", 12, "12 XOF"),
        ("kwd", 9500, "9.500 KWD"),
        ("isk", 290_000, "2,900.00 ISK"),
        ("huf", 199_000, "1,990.00 HUF"),
    ],
)
def test_an_amount_is_shown_with_the_decimals_of_its_currency(currency: str, amount: int, shown: str) -> None:
    assert money(amount, currency) == shown


def test_the_decimals_are_those_that_stripe_counts() -> None:
    assert [decimals(each) for each in ("clp", "ugx", "bhd")] == [0, 2, 3]
    assert in_words(1_234_567, "omr") == "1,234.567"


def test_a_price_in_dinars_ends_in_zero(v1: stripe.V1Services, shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="must be 0") as refused:
        v1.prices.create({"product": shop.pro, "currency": "kwd", "unit_amount": 9505})
    assert refused.value.param == "unit_amount"


def test_a_share_of_a_period_can_be_charged_in_every_currency(
    v1: stripe.V1Services, stand_in: StandIn, shop: Shop
) -> None:
    cheap, dear = (_monthly(shop, "bhd", amount) for amount in (9510, 19_990))
    subscription = shop.subscribed(cheap)
    stand_in.control("/advance", customer=subscription.customer, seconds=777_777)
    change: Any = {"id": subscription["items"].data[0].id, "price": dear}
    v1.subscriptions.update(subscription.id, {"items": [change], "proration_behavior": "always_invoice"})
    lines = shop.invoice(subscription).lines.data
    assert len(lines) == 2
    assert [line.amount % 10 for line in lines] == [0, 0]
    assert shop.invoice(subscription).amount_paid == sum(line.amount for line in lines) > 0


def test_the_pages_show_yen_without_decimals(stand_in: StandIn, shop: Shop) -> None:
    price = _monthly(shop, "jpy", 2900)
    page = stand_in.http.get(str(shop.checkout(price, "subscription").url)).text
    assert "2,900 JPY" in page
    customer = shop.customer(GOOD)
    subscription = shop.subscribe(customer, price)
    assert "2,900 JPY" in stand_in.http.get(shop.portal(customer).url).text
    assert "(at 2,900 JPY / month)" in str(shop.invoice(subscription).lines.data[0].description)


def _monthly(shop: Shop, currency: str, amount: int) -> str:
    wanted: Any = {"product": shop.pro, "currency": currency, "unit_amount": amount, "recurring": {"interval": "month"}}
    return shop.v1.prices.create(wanted).id
