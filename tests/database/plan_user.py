"""A user with plans and a clock, for tests of monthly grants."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from .clock import Clock, rolled_back_database
from .conftest import Database
from .shop import Shop

BEGIN = datetime(2027, 3, 1, 12, tzinfo=UTC)
APRIL = datetime(2027, 4, 1, 12, tzinfo=UTC)
YEAR_LATER = datetime(2028, 3, 1, 12, tzinfo=UTC)


class PlanUser:
    """A user who signed up at BEGIN, with a shop and a clock."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db, self.clock = db, clock
        self.shop = Shop.opened(db)
        clock.set(BEGIN)
        self.user: UUID = uuid4()
        email = f"{self.user}@example.com"
        db.run(
            "insert into auth.users (id, email, email_confirmed_at, created_at) values (%s, %s, now(), %s)",
            self.user,
            email,
            BEGIN,
        )

    def subscribe(self, plan: str = "pro", end: datetime = APRIL, **changes: Any) -> dict[str, Any]:
        """Start a subscription that is paid until `end`."""
        state = {
            "created": self.clock.now,
            "current_period_start": self.clock.now,
            "current_period_end": end,
            **changes,
        }
        subscription = self.shop.subscription(self.user, plan, **state)
        self.shop.sync(subscription)
        return subscription

    def use(self, credits_: int) -> None:
        self.db.value("select deduct_credits(%s, %s, 'x', %s)", self.user, credits_, str(uuid4()))

    def settle(self, subscription: dict[str, Any], refunded: int = 0, disputed: int = 0) -> int:
        """Set refunds and disputes of the first invoice's payment."""
        invoice = subscription["invoices"][0]
        change: int = self.db.value(
            "select sync_payment(%s, %s, %s, %s, 0, %s, null, %s)",
            f"pi_{invoice['id']}",
            invoice["amount_paid"],
            refunded,
            disputed,
            self.shop.ticket(),
            invoice["id"],
        )
        return change

    def next_month(self, days: int = 31) -> None:
        self.clock.advance(days=days)
        self.db.value("select ensure_due_credits(%s)", self.user)

    def end(self, subscription: dict[str, Any]) -> None:
        self.shop.sync({**subscription, "status": "canceled", "ended_at": self.clock.now})

    @property
    def balance(self) -> int:
        """The monthly balance; checks that each line has a cause."""
        assert self.db.rows("select * from private.check_ledger(array[%s::uuid])", self.user) == []
        return self.db.balances(self.user)[0]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        rows = self.db.rows("select kind, amount from credit_grants where user_id = %s order by line", self.user)
        return [(row["kind"], row["amount"]) for row in rows]


@pytest.fixture(scope="module")
def shared_database(db: Database) -> Iterator[tuple[Database, Clock]]:
    with rolled_back_database(db.url) as plan_user:
        yield plan_user


@pytest.fixture
def plan_user(shared_database: tuple[Database, Clock]) -> Iterator[PlanUser]:
    db, clock = shared_database
    with db.connection.transaction(force_rollback=True):
        yield PlanUser(db, clock)
