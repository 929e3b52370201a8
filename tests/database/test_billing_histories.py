"""Random histories of billing, with events in any order, duplicated and late.

The steps are plans, trials, packs, coupons, refunds, disputes, generations, time, and accounts that are deleted and
sign up again. After every step each balance is the sum of its lines; every order of the same events ends in the same
state; and no history grants more credits than the money pays for that was not refunded or lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.search import sample

from . import credit_bound
from .clock import Clock, rolled_back_database
from .conftest import Database, Row
from .shop import FREE, Shop
from .stripe_model import Account, Call
from .subscription import Subscription
from .test_generation_histories import refusals_pass

PLANS, INTERVALS = ("pro", "business"), ("month", "year")
SHARES = (0.001, 1 / 3, 0.5, 1.0)
SOME = (0, 1, 2)
YES_OR_NO = (False, True)
# The possible steps and their arguments.
SUBSCRIBE = ("subscribe", PLANS, INTERVALS, (False, False, True), (0, 0, 0, 50, 100))
SWITCH = ("switch", PLANS, INTERVALS)
MOVE = ("move", PLANS, INTERVALS, YES_OR_NO)
WAIT = ("wait", (0, 1, 9, 20, 29, 31, 45, 100), (0, 50, 1400))
REFUND = ("refund", SOME, SHARES)
DISPUTE = ("dispute", SOME, SHARES, ("inquiry", "open", "won", "lost"))
USE = ("use", (1, 400, 2900, 6000))
# The possible steps and their arguments. The most important ones are listed twice.
STEPS: list[tuple[str, *tuple[tuple[Any, ...], ...]]] = [
    *(SUBSCRIBE, SWITCH, MOVE, WAIT, REFUND, DISPUTE, USE),
    *(SWITCH, SWITCH, MOVE, WAIT, WAIT, REFUND, USE),
    ("subscribe_again", PLANS, INTERVALS),
    ("cancel",),
    ("keep",),
    ("end_trial",),
    ("end", YES_OR_NO),
    ("card", YES_OR_NO),
    ("pay_all_open",),
    ("void",),
    ("buy", (70, 1000)),
    ("refund_fails", SOME),
    ("credit", SOME, SHARES),
    ("generate",),
    ("fail",),
    ("seem_ended",),
    ("seem_ended_for", (0, 1, 9, 20), (0, 300), YES_OR_NO),
    ("come_back",),
    ("refund_before", SOME, SHARES),
    ("dispute_before", SOME, SHARES, ("open", "won", "lost")),
]


def any_of(steps: list[tuple[str, *tuple[tuple[Any, ...], ...]]]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of([st.tuples(st.just(name), *map(st.sampled_from, options)) for name, *options in steps])


BEGIN = datetime(2028, 1, 31, 23, 30, tzinfo=UTC)  # a day that not every month has, in a leap year
ORDERS = 3

Cause = tuple[str, datetime | None]  # a month of a plan, a free month, or a pack


@dataclass
class Deleted:
    """A deleted account: what it had used, in how many lines, and its data at Stripe."""

    account: Account
    used: int
    lines: int
    at: datetime


class PersonHistory:
    """One person, their account at Stripe, and its events. `written` calls may be repeated; `late` calls have fetched
    their object but not written it yet."""

    def __init__(self, db: Database, shop: Shop, clock: Clock, chance: Random) -> None:
        self.db, self.clock, self.chance = db, clock, chance
        clock.set(BEGIN)
        self.name, self.signed_up = uuid4().hex, BEGIN - timedelta(days=3)
        self.deleted: list[Deleted] = []
        self.sign_up(shop, self.signed_up)

    def sign_up(self, shop: Shop, at: datetime) -> None:
        self.user, self.generation = uuid4(), uuid4()
        self.db.run(
            "insert into auth.users (id, created_at, email, email_confirmed_at) values (%s, %s, %s, %s)",
            *(self.user, at, f"{self.name}+{len(self.deleted)}@example.com", at),
        )
        self.account = Account(shop, self.clock, self.user)
        self.written: list[Call] = []
        self.late: list[Call] = []

    def come_back(self) -> None:
        """Delete the account, which ends its plans, and sign up again with the same address."""
        self.arrive()
        for each in self.account.subscriptions.values():
            if each.live:
                each.end(self.clock.now, prorate=False)
        granted = self.causes()
        self.deleted.append(
            Deleted(self.account, self.used(), sum(row["lines"] for row in granted.values()), self.clock.now)
        )
        self.db.run("delete from auth.users where id = %s", self.user)
        self.sign_up(self.account.shop, self.clock.now)

    def used(self) -> int:
        used: int = self.db.value(
            "select -coalesce(sum(amount), 0)::int from credit_usage where user_id = %s", self.user
        )
        return used

    def refund_before(self, number: int, share: float) -> None:
        """Refund a part of a payment of the account that was deleted last."""
        for each in self.deleted[-1:]:
            each.account.refund(number, share)
            self.settle(each.account)

    def dispute_before(self, number: int, share: float, state: str) -> None:
        """Dispute a payment of the account that was deleted last."""
        for each in self.deleted[-1:]:
            each.account.dispute(number, share, state)
            self.settle(each.account)

    def settle(self, account: Account) -> None:
        """Sync every payment, also those synced before."""
        for payment in account.payments():
            money = sum(payment.refunds), payment.disputed, payment.withdrawn
            account.shop.settle(payment.id, payment.amount, *money, invoice_id=payment.invoice_id)

    def perform(self, step: tuple[Any, ...]) -> None:
        """Perform a step. Its events arrive at once, or later with those of other steps."""
        name, *arguments = step
        with refusals_pass(), self.db.connection.transaction():
            (getattr(self, name, None) or getattr(self.account, name))(*arguments)
        self.late += [
            self.account.call_for_event(about) for about in self.account.changed_objects() if self.chance.random() < 0.3
        ]
        if self.chance.random() < 0.6:
            self.arrive()
        self.check()

    def use(self, credits_: int) -> int:
        """Spend up to this amount; returns the amount spent."""
        amount = max(0, min(credits_, sum(self.db.balances(self.user))))
        if amount:
            self.db.value("select deduct_credits(%s, %s, 'x', %s)", self.user, amount, str(uuid4()))
        return amount

    def generate(self) -> None:
        self.generation = uuid4()
        self.db.start(self.user, self.generation, "wan-first-last-frame")

    def fail(self) -> None:
        self.db.fail(self.generation)

    def refresh(self) -> None:
        self.db.run("select ensure_due_credits(%s)", self.user)

    def seem_ended(self) -> None:
        """Let every subscription seem to have ended until its true state arrives."""
        for about in self.account.subscriptions:
            self.account.seemingly_ended(about)()
            self.account.undelivered.append(about)

    def seem_ended_for(self, days: int, spent: int, fails: bool = False) -> None:
        """Check that plans that seem to have ended for some days, and then turn out to be live, leave the same balance.

        In between, an amount is spent, and the last generation may fail.
        """
        self.arrive()
        month = self.open_month()
        spent = min(spent, sum(self.db.balances(self.user)))
        if month and month["subscription_id"] and month["month_end"] > self.clock.now + timedelta(days=days):
            wrong_ends = [self.account.seemingly_ended(about) for about in self.account.subscriptions]
            spent, state = self.after(wrong_ends, days, spent, fails)
            assert (spent, state) == self.after([], days, spent, fails)

    def after(self, calls: list[Call], days: int, spent: int, fails: bool) -> tuple[int, Row]:
        """The amounts that can be spent after this action, some days, and the true state."""
        kept, now = self.account.copy(), self.clock.now
        try:
            with self.db.connection.transaction(force_rollback=True):
                for call in calls:
                    call()
                    self.check()
                spent = self.use(spent)
                if fails:
                    self.fail()
                self.account.wait(days)
                for about in sorted({*self.account.changed_objects(), *self.account.subscriptions}):
                    self.account.call_for_event(about)()
                    self.check()
                self.refresh()
                # The amount spent meanwhile may have come from the other balance.
                return spent, {**self.state(), "balances": sum(self.db.balances(self.user))}
        finally:
            self.account, self.clock.now = kept, now
            self.clock.set(now)

    def arrive(self) -> None:
        """Deliver every event, some twice and some old ones again; any order must end in the same state."""
        changed = self.account.changed_objects()
        calls = [self.account.call_for_event(about) for about in self.shuffled(changed + changed[:2])]
        again = self.shuffled(self.written)[:2]
        ends = [self.state_after(self.shuffled(calls + again)) for _ in range(ORDERS)]
        for call in calls:
            call()
        self.refresh()  # a repeated event books a due month, as this does
        for end in ends:
            assert end == self.state()
        for call in self.late:
            call()
        assert ends[0] == self.state()
        self.written += calls
        self.late = []
        self.account.mark_all_delivered()
        self.check_bound()

    def state_after(self, calls: list[Call]) -> Row:
        """The state after these calls, which are rolled back."""
        with self.db.connection.transaction(force_rollback=True):
            for call in calls:
                call()
                self.check()
            self.refresh()
            return self.state()

    def shuffled(self, some: list[Any]) -> list[Any]:
        return self.chance.sample(some, len(some))

    def check(self) -> None:
        """Check that the balances are the sum of their lines and each line has one cause."""
        assert self.db.balances(self.user) == self.db.history(self.user)
        assert self.db.rows("select * from private.check_ledger(array[%s::uuid])", self.user) == []

    def check_bound(self) -> None:
        """Check that no month or pack granted more credits, used or left, than its money pays for.

        Money that was refunded or lost in a dispute does not count. A line may be rounded up by one credit.
        """
        bounds, granted = self.bounds(), self.causes()
        for cause in granted:
            self.compare({cause}, bounds, granted)
        self.compare(set(granted), bounds, granted)
        self.check_person(bounds, granted)

    def check_person(self, bounds: dict[Cause, Fraction], granted: dict[Cause, Row]) -> None:
        """Check that the credits used and left of all accounts together are no more than their money pays for, plus
        one free month each month and one trial."""
        owed = self.db.value(
            "select coalesce(sum(taken_back - least(carried, 0)), 0)::int from private.mailboxes"
            " where hash = private.mailbox_hash(%s)",
            f"{self.name}@example.com",
        )
        received = sum(row["credits"] for row in granted.values()) + sum(each.used for each in self.deleted) - owed
        lines = sum(row["lines"] for row in granted.values()) + sum(each.lines + 1 for each in self.deleted)
        allowed = sum(bounds.values(), Fraction(lines))
        for each in self.deleted:
            allowed += sum(self.bought(each.account, each.at).values(), Fraction(0))
        for trial in self.trials()[1:]:
            allowed -= sum(
                (credit_bound.plan_month(trial, month) for month in credit_bound.trial_months(trial, self.clock.now)),
                Fraction(0),
            )
        assert received <= allowed, (received, float(allowed))

    def compare(self, causes: set[Cause], bounds: dict[Cause, Fraction], granted: dict[Cause, Row]) -> None:
        """Check that these causes together granted no more than allowed."""
        credits_ = sum(granted[each]["credits"] for each in causes)
        allowed = sum((bounds[each] + granted[each]["lines"] for each in causes), Fraction(0))
        assert credits_ <= allowed, (causes, credits_, float(allowed))

    def bounds(self) -> dict[Cause, Fraction]:
        """The most that each month and pack may grant."""
        now = self.clock.now
        found: dict[Cause, Fraction] = {
            ("free", start): Fraction(FREE) for start, _ in credit_bound.months(self.signed_up, now)
        }
        return found | self.bought(self.account, now)

    def trials(self) -> list[Subscription]:
        """The trials of the person, oldest first."""
        accounts = [*(each.account for each in self.deleted), self.account]
        return [each for account in accounts for each in account.subscriptions.values() if each.trial_end]

    def bought(self, account: Account, until: datetime) -> dict[Cause, Fraction]:
        """The most that the paid months and packs of an account may grant."""
        found: dict[Cause, Fraction] = {}
        for each in account.subscriptions.values():
            found |= {
                (each.id, month[0]): credit_bound.plan_month(each, month)
                for month in credit_bound.plan_months(each, until)
            }
        return found | {(payment.id, None): credit_bound.pack(payment) for payment in account.packs.values()}

    def check_months(self) -> None:
        """Check that each month was granted once."""
        months = self.db.rows(
            "select subscription_id, month_start, count(*) from credit_grants"
            " where user_id = %s and kind in ('plan_month', 'free_month') group by 1, 2",
            self.user,
        )
        assert {row["count"] for row in months} <= {1}

    def causes(self) -> dict[Cause, Row]:
        """The credits granted by each cause and the number of lines, without take-backs and expiry."""
        rows = self.db.rows(
            "select coalesce(subscription_id, 'free') as id, month_start, sum(amount)::int as credits, count(*) as lines"
            " from credit_grants where user_id = %s group by 1, 2"
            " union all select payment_id, null, sum(amount)::int, count(*)"
            " from credit_purchases where user_id = %s group by 1",
            self.user,
            self.user,
        )
        return {(row["id"], row["month_start"]): row for row in rows}

    def state(self) -> Row:
        subscriptions = self.db.rows("select * from subscriptions where user_id = %s order by id", self.user)
        return {
            "balances": self.db.balances(self.user),
            "subscriptions": [{**row, "synced_ticket": 0} for row in subscriptions],
            "month": self.open_month(),
        }

    def open_month(self) -> Row | None:
        """The month that was opened last."""
        months = self.db.rows(
            "select subscription_id, month_start, month_end from credit_grants"
            " where user_id = %s and kind in ('free_month', 'plan_month', 'reopened') order by line desc limit 1",
            self.user,
        )
        return months[0] if months else None


@pytest.fixture(scope="module")
def billing_database(db: Database) -> Iterator[tuple[Database, Shop, Clock]]:
    with rolled_back_database(db.url) as (database, clock):
        clock.set(BEGIN)
        yield database, Shop.opened(database), clock


PRO = ("subscribe", "pro", "month", False, 0)


@example(first=PRO, steps=[("wait", 20, 0), ("switch", "business", "month")], seed=1)
@example(first=PRO, steps=[("use", 2900), ("refund", 0, 1.0), ("wait", 31, 0)], seed=1)
@example(first=PRO, steps=[("use", 400), ("seem_ended_for", 9, 300)], seed=1)
@example(first=("generate",), steps=[PRO, ("seem_ended_for", 9, 300, True)], seed=1)
@example(
    first=PRO, steps=[("wait", 0, 0), ("use", 2900), ("come_back",), ("refund_before", 0, 1.0), ("wait", 31, 0)], seed=1
)
@example(first=PRO, steps=[("use", 400), ("wait", 0, 0), ("come_back",), ("use", 400), ("come_back",)], seed=1)
@example(
    first=("subscribe", "business", "year", False, 50),
    steps=[
        *(("generate",), ("move", "pro", "month", False), ("use", 400), ("come_back",), ("generate",)),
        *(("refund_before", 0, 0.5), ("come_back",), ("wait", 0, 0)),
    ],
    seed=50036,
)
@example(first=("subscribe", "pro", "month", True, 0), steps=[("end_trial",), ("wait", 9, 0)], seed=1)
@example(
    first=("subscribe", "pro", "month", True, 50),
    steps=[("generate",), ("subscribe_again", "pro", "year"), ("seem_ended",), ("pay_all_open",), ("fail",)],
    seed=165,
)
@example(
    first=("subscribe", "pro", "month", False, 0),
    steps=[
        *(("cancel",), ("switch", "pro", "month"), ("refund", 1, 0.001), ("switch", "pro", "month"), ("wait", 45, 0)),
        *(("refund", 0, 1.0), ("use", 2900), ("wait", 0, 0), ("wait", 0, 0)),
    ],
    seed=1,
)
@sample(4)
@given(
    first=any_of([SUBSCRIBE, ("generate",)]),
    steps=st.lists(any_of(STEPS), min_size=4, max_size=12),
    seed=st.integers(0, 2**16),
)
def test_no_history_grants_more_than_was_paid_in_any_event_order(
    billing_database: tuple[Database, Shop, Clock], first: tuple[Any, ...], steps: list[tuple[Any, ...]], seed: int
) -> None:
    run_history(billing_database, [first, *steps], seed)


def run_history(billing_database: tuple[Database, Shop, Clock], steps: list[tuple[Any, ...]], seed: int) -> None:
    """Run a history with all checks."""
    db, shop, clock = billing_database
    with db.connection.transaction(force_rollback=True):
        history = PersonHistory(db, shop, clock, Random(seed))
        for step in steps:
            history.perform(step)
        history.arrive()
        history.check_months()
