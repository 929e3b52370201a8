"""A shop on the session's stack: its service and its Stripe stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import stripe
from flask import Flask
from stripe._v1_services import V1Services

from tests.conftest import Sql
from tests.running import RunningStack
from tests.service.billing.relay import Relay
from tests.service.billing.shop import Shop
from tests.service.billing.stand_in import StandIn


@dataclass
class StackStripe(StandIn):
    """The Stripe stand-in of a stack, with the stack's key."""

    key: str = ""
    created_products: list[str] = field(default_factory=list)

    @property
    def v1(self) -> V1Services:
        """Stripe's API with the operator's key."""
        return stripe.StripeClient(self.key, base_addresses={"api": self.url}).v1

    def new_price(self, metadata: dict[str, str], **more: Any) -> str:
        """Put a new product on sale and wait until the service knows it. Returns the id of its price."""
        product = self.v1.products.create({"name": "Special", "metadata": metadata})
        self.created_products.append(product.id)
        wanted: Any = {"product": product.id, "unit_amount": 500, "currency": "usd", **more}
        price = self.v1.prices.create(wanted)
        self.wait_until_delivered()
        return price.id

    def take_off_sale(self) -> None:
        """Deactivate every product that `new_price` created."""
        for product_id in self.created_products:
            self.v1.products.update(product_id, {"active": False})

    def new_promotion_code(self, **coupon: Any) -> str:
        """Create a promotion code for a new coupon (100 % off by default)."""
        wanted: Any = {"percent_off": 100, "duration": "once", **coupon}
        made = self.v1.coupons.create(wanted)
        return str(self.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": made.id}}).code)

    def enter_code(self, url: str, code: str) -> httpx.Response:
        """Enter a promotion code on a checkout page."""
        return self.http.post(url, data={"action": "code", "code": code})


@contextmanager
def open_shop(stack: RunningStack, app: Flask, sql: Sql, name: str) -> Iterator[Shop]:
    """The shop of a stack. At the end, faults are off and new products are off sale."""
    assert stack.stripe_url is not None
    with httpx.Client(timeout=30, trust_env=False) as http:
        stand_in = StackStripe(
            stack.stripe_url, http, stack.data_dir / "stripe" / "stripe.sqlite", key=stack.stripe_secret_key
        )
        yield Shop(stack.service_url, stand_in, Relay(""), app, sql, name, storm=False)
        stand_in.reset()
        stand_in.take_off_sale()
        stand_in.wait_until_delivered()
