"""Plans, packs and subscriptions as the mirror would hold them, for the tests of billing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from .conftest import Database

PLANS = {"pro": 3000, "business": 6000}


@dataclass
class Shop:
    """A catalogue of its own in the mirror, and subscriptions of its users."""

    db: Database
    mark: str

    @classmethod
    def opened(cls, db: Database) -> Shop:
        """One with a mark of its own, and its plans mirrored."""
        shop = cls(db, uuid4().hex)
        shop.open()
        return shop

    def price(self, plan: str, interval: str = "month") -> str:
        return f"price_{plan}_{interval}_{self.mark}"

    def ticket(self) -> int:
        ticket: int = self.db.value("select next_stripe_ticket()")
        return ticket

    def open(self) -> None:
        """Mirror two plans, each monthly and yearly."""
        for plan, credits in PLANS.items():
            product = {
                "id": f"prod_{plan}_{self.mark}",
                "active": True,
                "name": plan.title(),
                "metadata": {"tier": plan, "credits": str(credits)},
            }
            self.db.value("select sync_product(%s, %s)", Jsonb(product), self.ticket())
            for interval in ("month", "year"):
                price = {
                    "id": self.price(plan, interval),
                    "product_id": product["id"],
                    "active": True,
                    "currency": "usd",
                    "unit_amount": 2900,
                    "type": "recurring",
                    "interval": interval,
                }
                self.db.value("select sync_price(%s, %s)", Jsonb(price), self.ticket())

    def subscription(self, user_id: UUID, plan: str = "pro", **changes: Any) -> dict[str, Any]:
        """A paid monthly subscription that has just begun."""
        start = datetime.now(UTC)
        state = {
            "id": f"sub_{uuid4().hex}",
            "user_id": str(user_id),
            "status": "active",
            "price_id": self.price(plan),
            "created": start,
            "current_period_start": start,
            "current_period_end": start + timedelta(days=30),
            "paid_until": start + timedelta(days=30),
        }
        return {**state, **changes}

    def sync(self, subscription: dict[str, Any], ticket: int | None = None) -> str:
        state = Jsonb(self.written(subscription))
        answer: str = self.db.value("select sync_subscription(%s, %s)", state, ticket or self.ticket())
        return answer

    @staticmethod
    def written(subscription: dict[str, Any]) -> dict[str, Any]:
        """Its times as JSON has them."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in subscription.items()
        }

    def fulfil(self, user_id: UUID, payment: str, credits: int) -> bool:
        fulfil = "select fulfil_purchase(%s, %s, 'price_pack', %s, %s)"
        first: bool = self.db.value(fulfil, user_id, f"cs_{payment}", credits, payment)
        return first

    def pack(self, user_id: UUID, credits: int = 1000) -> str:
        """A pack bought and fulfilled; its payment's id."""
        payment = f"pi_{uuid4().hex}"
        self.fulfil(user_id, payment, credits)
        return payment

    def settle(
        self,
        payment: str,
        amount: int,
        refunded: int = 0,
        disputed: int = 0,
        withdrawn: int = 0,
        ticket: int | None = None,
    ) -> int:
        change: int = self.db.value(
            "select settle_payment(%s, %s, %s, %s, %s, %s)",
            payment,
            amount,
            refunded,
            disputed,
            withdrawn,
            ticket or self.ticket(),
        )
        return change
