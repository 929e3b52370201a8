"""Random histories of one mailbox: accounts are deleted and sign up again, plans and packs are paid, payments are taken
back before and after a deletion, months pass. All its accounts together never get more than their money pays for
(without what was refunded or lost) and one free month each month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

from hypothesis import example, given
from hypothesis import strategies as st

from tests.search import sample

from .invoices import months_after
from .mailbox_users import BEGIN, MailboxUsers, users
from .shop import Shop

__all__ = ["users"]

FREE, PLAN, PACK = 500, 3000, 1000
STEPS = st.one_of(
    st.tuples(st.just("sign_up")),
    st.tuples(st.just("delete"), st.integers(0, 2)),
    st.tuples(st.just("spend"), st.integers(0, 2), st.sampled_from([1, 200, 500, 700, 3000])),
    st.tuples(st.just("subscribe"), st.integers(0, 2)),
    st.tuples(st.just("end"), st.integers(0, 2)),
    st.tuples(st.just("lose"), st.integers(0, 4), st.sampled_from([0, 400, 500, 1000])),
    st.tuples(st.just("upgrade"), st.integers(0, 2)),
    st.tuples(st.just("buy"), st.integers(0, 2)),
    st.tuples(st.just("wait"), st.sampled_from([1, 14, 31, 62])),
)


@dataclass
class Payment:
    """A payment of 1,000 cents for a pack, or for an invoice of a plan."""

    id: str
    invoice: str | None
    credits: Fraction
    lost: int = 0

    @property
    def bought(self) -> Fraction:
        """The credits that its money pays for, without what was lost. Each rounding may add one credit."""
        return self.credits * Fraction(1000 - self.lost, 1000) + 1


class Mailbox:
    """The accounts of one mailbox, their payments, and the credits they spent."""

    def __init__(self, users: MailboxUsers) -> None:
        self.users, self.shop = users, Shop.opened(users.db)
        self.name = uuid4().hex
        self.living: list[UUID] = []
        self.plans: dict[UUID, dict[str, Any]] = {}
        self.first: datetime | None = None
        self.payments: list[Payment] = []
        self.spent = 0

    def perform(self, name: str, *arguments: Any) -> None:
        getattr(self, name)(*arguments)
        had = self.spent + sum(map(self.users.balance_of, self.living)) - self.owed
        assert had <= sum((each.bought for each in self.payments), Fraction(FREE * self.months))

    @property
    def owed(self) -> int:
        """The amount that will be deducted from the next free month."""
        owed: int = self.users.db.value(
            "select coalesce(sum(taken_back - least(carried, 0)), 0)::int from private.mailboxes"
            " where hash = private.mailbox_hash(%s)",
            f"{self.name}@example.com",
        )
        return owed

    def lose(self, number: int, lost: int) -> None:
        """Set the refunded or lost amount of a payment; it decreases if a dispute is won."""
        for payment in self.payments[number : number + 1]:
            payment.lost = lost
            self.shop.settle(payment.id, 1000, disputed=lost, invoice_id=payment.invoice)

    @property
    def months(self) -> int:
        """The number of free months begun since the first sign-up."""
        begun = 0
        while self.first and months_after(self.first, begun) <= self.users.clock.now:
            begun += 1
        return begun

    def sign_up(self) -> None:
        spelled = f"{self.name}+{uuid4().hex[:8]}" if self.living else self.name.upper()
        user = self.users.sign_up(f"{spelled}@example.com")
        self.first = self.first or self.users.clock.now
        self.living.append(user)

    def delete(self, number: int) -> None:
        for user in self.living[number : number + 1]:
            self.plans.pop(user, None)
            self.living.remove(user)
            self.users.delete(user)

    def spend(self, number: int, credits_: int) -> None:
        for user in self.living[number : number + 1]:
            credits_ = min(credits_, self.users.balance_of(user))
            if credits_ > 0:
                self.users.spend(user, credits_)
                self.spent += credits_

    def subscribe(self, number: int) -> None:
        for user in self.living[number : number + 1]:
            if user not in self.plans:
                now = self.users.clock.now
                period: dict[str, Any] = {
                    "created": now,
                    "current_period_start": now,
                    "current_period_end": months_after(now, 1),
                }
                plan = self.shop.subscription(user, **period)
                self.bill(user, plan, plan["invoices"], Fraction(PLAN))

    def upgrade(self, number: int) -> None:
        for user in self.living[number : number + 1]:
            if (plan := self.plans.get(user)) and plan["price_id"] == self.shop.price("pro"):
                now = self.users.clock.now
                part = Fraction(
                    int((plan["current_period_end"] - now).total_seconds()),
                    int((plan["current_period_end"] - plan["created"]).total_seconds()),
                )
                plan = self.shop.upgraded(plan, "business", now)
                self.bill(user, plan, plan["invoices"][-1:], PLAN * part)

    def bill(self, user: UUID, plan: dict[str, Any], invoices: list[dict[str, Any]], bought: Fraction) -> None:
        """Create invoices of 1,000 cents that paid for this many credits."""
        for invoice in invoices:
            invoice["amount_paid"] = 1000
            self.payments.append(Payment(f"pi_{uuid4().hex}", invoice["id"], bought))
        self.plans[user] = plan
        self.shop.sync(plan)

    def end(self, number: int) -> None:
        for user in self.living[number : number + 1]:
            if plan := self.plans.pop(user, None):
                self.shop.sync({**plan, "status": "canceled", "ended_at": self.users.clock.now})

    def buy(self, number: int) -> None:
        for user in self.living[number : number + 1]:
            self.payments.append(Payment(self.shop.pack(user, PACK), None, Fraction(PACK)))

    def wait(self, days: int) -> None:
        for _ in range(days):
            self.users.clock.advance(days=1)
            for user, plan in list(self.plans.items()):
                if plan["current_period_end"] <= self.users.clock.now:
                    self.end(self.living.index(user))
        self.users.wait(seconds=1)


@example([("sign_up",), ("spend", 0, 500), ("delete", 0), ("sign_up",), ("spend", 0, 500)])
@example([("sign_up",), ("subscribe", 0), ("spend", 0, 700), ("delete", 0), ("sign_up",)])
@example(
    [("sign_up",), ("buy", 0), ("spend", 0, 1500), ("delete", 0), ("lose", 0, 500), ("sign_up",), ("lose", 0, 1000)]
)
@example([("sign_up",), ("spend", 0, 500), ("subscribe", 0), ("delete", 0), ("lose", 0, 1000), ("sign_up",)])
@example(
    [("sign_up",), ("subscribe", 0), ("spend", 0, 3000), ("delete", 0), ("lose", 0, 1000), ("wait", 31), ("sign_up",)]
)
@sample(10)
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_a_mailbox_never_gets_more_than_was_paid_and_one_free_month_a_month(
    users: MailboxUsers, steps: list[tuple[Any, ...]]
) -> None:
    with users.db.connection.transaction(force_rollback=True):
        users.clock.set(BEGIN)
        mailbox = Mailbox(users)
        mailbox.perform("sign_up")
        for step in steps:
            mailbox.perform(*step)
