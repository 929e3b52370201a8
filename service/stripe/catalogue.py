"""The plans and packs that a new account gets. Once they are in Stripe, Stripe decides: names, prices and metadata are
changed there and mirrored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

CURRENCY = "usd"


@dataclass(frozen=True)
class NewPrice:
    """A price: `unit_amount` in the currency's smallest unit, paid once unless there is an interval. `lookup_key` is its
    name for ever."""

    lookup_key: str
    unit_amount: int
    interval: Literal["month", "year"] | None = None

    @property
    def variable(self) -> str:
        """The environment variable that names another price for it, without `STRIPE_PRICE_`."""
        return self.lookup_key.upper()


@dataclass(frozen=True)
class NewProduct:
    """A plan or pack. `id` is its id in Stripe; the metadata says what it grants."""

    id: str
    name: str
    description: str
    metadata: dict[str, str]
    prices: tuple[NewPrice, ...]


def _plan(tier: str, name: str, description: str, monthly: int, yearly: int, **metadata: str) -> NewProduct:
    prices = NewPrice(f"{tier}_monthly", monthly, "month"), NewPrice(f"{tier}_yearly", yearly, "year")
    return NewProduct(f"plan_{tier}", name, description, {"tier": tier, **metadata}, prices)


def _pack(credits_: int, unit_amount: int, description: str) -> NewProduct:
    name = f"credit_pack_{credits_}"
    metadata = {"kind": "pack", "credits": str(credits_)}
    return NewProduct(name, f"{credits_:,} Credits", description, metadata, (NewPrice(name, unit_amount),))


CATALOGUE = (
    _plan(
        "pro",
        "Pro",
        "Perfect for professionals",
        2900,
        29000,
        credits="3000",
        popular="true",
        features=json.dumps(
            [
                "Everything in Free",
                "Advanced features",
                "Priority support",
                "Extended usage limits",
            ]
        ),
    ),
    _plan(
        "business",
        "Business",
        "For teams and organizations",
        5900,
        59000,
        credits="6000",
        features=json.dumps(
            [
                "Everything in Pro",
                "Dedicated support",
                "Custom integrations",
                "Team management",
            ]
        ),
    ),
    _pack(1000, 1000, "Top up with a small credit pack"),
    _pack(2500, 2200, "A medium credit pack"),
    _pack(5000, 4000, "A large credit pack"),
)

VARIABLES = {price.variable: product for product in CATALOGUE for price in product.prices}
"""What each `STRIPE_PRICE_*` variable stands for."""
