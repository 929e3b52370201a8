"""Plans, packs and subscriptions in the mirror, for billing tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from .conftest import Database

FREE = 500
PLANS = {"pro": 3000, "business": 6000}
CENTS = {("pro", "month"): 2900, ("pro", "year"): 29000, ("business", "month"): 5900, ("business", "year"): 59000}


@dataclass
class Shop:
    """A catalogue in the mirror, and subscriptions of users to it."""

    db: Database
    mark: str

    @classmethod
    def opened(cls, db: Database) -> Shop:
        """Create a shop with unique ids and mirror its plans."""
        shop = cls(db, uuid4().hex)
        shop.open()
        return shop

    def price(self, plan: str, interval: str = "month") -> str:
        return f"price_{plan}_{interval}_{self.mark}"

    @staticmethod
    def is_upgrade(new: tuple[str, str], old: tuple[str, str]) -> bool:
        """Whether the portal makes this change immediately; a lower price or a shorter interval waits for the period's end."""
        return CENTS[new] > CENTS[old] and not (new[1] == "month" and old[1] == "year")

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
                    "unit_amount": CENTS[plan, interval],
                    "type": "recurring",
                    "interval": interval,
                }
                self.db.value("select sync_price(%s, %s)", Jsonb(price), self.ticket())

    def subscription(self, user_id: UUID, plan: str = "pro", **changes: Any) -> dict[str, Any]:
        """A new monthly subscription; its first period is paid unless `invoices` says otherwise."""
        start = datetime.now(UTC)
        state: dict[str, Any] = {
            "id": f"sub_{uuid4().hex}",
            "user_id": str(user_id),
            "status": "active",
            "price_id": self.price(plan),
            "created": start,
            "current_period_start": start,
            "current_period_end": start + timedelta(days=31),
        }
        state |= changes
        paid = self.line(state["price_id"], state["current_period_start"], state["current_period_end"])
        return {"invoices": [self.invoice(paid)], **state}

    @staticmethod
    def line(
        price_id: str, start: datetime, end: datetime, amount: int = 2900, proration: bool = False
    ) -> dict[str, Any]:
        """An invoice line: a plan and a period."""
        about = {"id": f"il_{uuid4().hex}", "price_id": price_id, "amount": amount, "proration": proration}
        return {**about, "period_start": start, "period_end": end}

    @staticmethod
    def invoice(*lines: dict[str, Any], status: str = "paid", **changes: Any) -> dict[str, Any]:
        """A paid invoice."""
        paid = max(0, sum(line["amount"] for line in lines)) if status == "paid" else 0
        return {"id": f"in_{uuid4().hex}", "status": status, "amount_paid": paid, "lines": list(lines), **changes}

    def upgraded(
        self, subscription: dict[str, Any], plan: str, at: datetime | None = None, **changes: Any
    ) -> dict[str, Any]:
        """The subscription with another plan from now (or `at`) on, with a paid invoice for the rest of the period."""
        at, end = at or datetime.now(UTC), subscription["current_period_end"]
        price = self.price(plan)
        settled = self.invoice(
            self.line(subscription["price_id"], at, end, -2900, proration=True),
            self.line(price, at, end, 5900, proration=True),
        )
        return {**subscription, "price_id": price, "invoices": [*subscription["invoices"], settled], **changes}

    def sync(self, subscription: dict[str, Any], ticket: int | None = None, *, all_invoices: bool = True) -> str:
        state, invoices = Jsonb(self.as_json(subscription)), Jsonb(self.as_json(subscription["invoices"]))
        sync = "select sync_subscription(%s, %s, p_invoices => %s, p_all_invoices => %s)"
        answer: str = self.db.value(sync, state, ticket or self.ticket(), invoices, all_invoices)
        return answer

    def sync_invoice(self, invoice: dict[str, Any], subscription: dict[str, Any], ticket: int | None = None) -> str:
        """Sync a subscription with one of its invoices, as for an event about the invoice."""
        return self.sync({**subscription, "invoices": [invoice]}, ticket, all_invoices=False)

    @classmethod
    def as_json(cls, state: Any) -> Any:
        """The subscription with its times as JSON strings."""
        if isinstance(state, dict):
            return {name: cls.as_json(value) for name, value in state.items()}
        if isinstance(state, list):
            return [cls.as_json(each) for each in state]
        return state.isoformat() if isinstance(state, datetime) else state

    def fulfil(self, user_id: UUID, payment: str, credits: int) -> bool:
        fulfil = "select fulfil_purchase(%s, %s, 'price_pack', %s, %s)"
        first: bool = self.db.value(fulfil, user_id, f"cs_{payment}", credits, payment)
        return first

    def pack(self, user_id: UUID, credits: int = 1000) -> str:
        """Buy and fulfil a pack; returns its payment's id."""
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
        invoice_id: str | None = None,
    ) -> int:
        change: int = self.db.value(
            "select sync_payment(%s, %s, %s, %s, %s, %s, null, %s)",
            payment,
            amount,
            refunded,
            disputed,
            withdrawn,
            ticket or self.ticket(),
            invoice_id,
        )
        return change
