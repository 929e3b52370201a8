"""The plans and packs that `python -m service stripe setup` creates in a new account, read from catalogue.toml. After that they are changed in Stripe, and
mirrored from there."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True)
class NewPrice:
    """A price: `unit_amount` in the currency's smallest unit, paid once unless there is an interval. `lookup_key`
    identifies it in Stripe."""

    lookup_key: str
    unit_amount: int
    interval: Literal["month", "year"] | None = None

    @property
    def variable(self) -> str:
        """The suffix of the environment variable `STRIPE_PRICE_…` that replaces this price by another one."""
        return self.lookup_key.upper()


@dataclass(frozen=True)
class NewProduct:
    """A plan or pack. `id` is its id in Stripe; its metadata says what it grants."""

    id: str
    name: str
    description: str
    metadata: dict[str, str]
    prices: tuple[NewPrice, ...]


Credits = Annotated[int, Field(ge=1, le=10_000_000)]
Amount = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Translation(_Entry):
    name: Text | None = None
    description: Text | None = None
    features: tuple[Text, ...] | None = Field(None, strict=False)

    def metadata(self, language: str) -> dict[str, str]:
        """The texts as metadata of Stripe, such as `name_de`."""
        texts = {"name": self.name, "description": self.description, "features": _as_json(self.features)}
        return {f"{field}_{language}": text for field, text in texts.items() if text is not None}


Translations = dict[Annotated[str, Field(pattern=r"^[\w-]{2,10}$")], _Translation]


class _Plan(_Entry):
    tier: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,29}$")]
    name: Text
    description: Text
    credits: Credits
    monthly: Amount | None = None
    yearly: Amount | None = None
    features: tuple[Text, ...] = Field((), strict=False)
    translations: Translations = Field(default_factory=dict)

    def product(self) -> NewProduct:
        """The product to create in Stripe."""
        metadata = {"tier": self.tier, "credits": str(self.credits), "features": json.dumps(self.features)}
        for language, texts in self.translations.items():
            metadata |= texts.metadata(language)
        monthly = [NewPrice(f"{self.tier}_monthly", self.monthly, "month")] if self.monthly else []
        yearly = [NewPrice(f"{self.tier}_yearly", self.yearly, "year")] if self.yearly else []
        return NewProduct(f"plan_{self.tier}", self.name, self.description, metadata, (*monthly, *yearly))


class _Pack(_Entry):
    credits: Credits
    price: Amount
    description: Text

    def product(self) -> NewProduct:
        """The product to create in Stripe."""
        key = f"credit_pack_{self.credits}"
        metadata = {"kind": "pack", "credits": str(self.credits)}
        return NewProduct(key, f"{self.credits:,} Credits", self.description, metadata, (NewPrice(key, self.price),))


def _as_json(texts: tuple[str, ...] | None) -> str | None:
    return None if texts is None else json.dumps(texts, ensure_ascii=False)


class Catalogue(_Entry):
    """The contents of catalogue.toml."""

    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    plans: tuple[_Plan, ...] = Field((), strict=False)
    packs: tuple[_Pack, ...] = Field((), strict=False)

    @property
    def products(self) -> tuple[NewProduct, ...]:
        """All plans and packs."""
        return (*(plan.product() for plan in self.plans), *(pack.product() for pack in self.packs))


def read_catalogue(text: str) -> Catalogue:
    """The catalogue in a TOML text.

    Raises:
        ValueError: if it is not TOML, or a field is wrong, missing or unknown; the message names it.
    """
    return Catalogue.model_validate(tomllib.loads(text))


_catalogue = read_catalogue(FILE.read_text(encoding="utf-8"))
CURRENCY = _catalogue.currency
CATALOGUE = _catalogue.products
VARIABLES = {price.variable: product for product in CATALOGUE for price in product.prices}
"""The product that each `STRIPE_PRICE_*` variable is a price of."""
