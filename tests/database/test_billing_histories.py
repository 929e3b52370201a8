"""Random histories of plans, packs, refunds, disputes, generations and months, and news of them in any order, doubled,
late: the balances are what their history says after every step, no month is granted twice, and every order of the
same news ends in the same state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .account import Account, Call
from .clock import Clock, another_world
from .conftest import Database, Row
from .shop import Shop
from .test_histories import refusals_pass

PLANS = st.sampled_from(["pro", "business"])
INTERVALS = st.sampled_from(["month", "year"])
CENTS = st.sampled_from([1, 333, 500, 1000])
SOME = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("subscribe"), PLANS, INTERVALS, st.sampled_from(["active", "active", "trialing"])),
    st.tuples(st.just("subscribe_again"), PLANS, INTERVALS),
    st.tuples(st.just("switch"), PLANS, INTERVALS),
    st.tuples(st.sampled_from(["cancel", "keep", "end"])),
    st.tuples(st.just("card"), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from([1, 20, 31, 45, 100])),
    st.tuples(st.just("buy"), st.sampled_from([70, 1000])),
    st.tuples(st.just("refund"), SOME, CENTS),
    st.tuples(st.just("refund_fails"), SOME),
    st.tuples(st.just("dispute"), SOME, CENTS, st.sampled_from(["asked", "open", "won", "lost"])),
    st.tuples(st.just("use"), st.integers(1, 4000)),
    st.tuples(st.just("generate")),
    st.tuples(st.just("fail")),
    st.tuples(st.just("refresh")),
)
BEGIN = datetime(2028, 1, 31, 23, 30, tzinfo=UTC)  # a day that few months have, in a leap year
ORDERS = 3


class World:
    """One user, his account at Stripe, and the events about it. Calls that are `written` may come again; those that
    are `late` have fetched their object and not written it yet."""

    def __init__(self, db: Database, shop: Shop, clock: Clock, chance: Random) -> None:
        self.db, self.chance = db, chance
        clock.set(BEGIN)
        self.user, self.media = uuid4(), uuid4()
        db.run("insert into auth.users (id, created_at) values (%s, %s)", self.user, BEGIN - timedelta(days=3))
        self.account = Account(shop, clock, self.user)
        self.written: list[Call] = []
        self.late: list[Call] = []

    def take(self, step: tuple[Any, ...]) -> None:
        """A step. Its events arrive at once, or later with those of other steps."""
        name, *arguments = step
        with refusals_pass(), self.db.connection.transaction():
            (getattr(self, name, None) or getattr(self.account, name))(*arguments)
        self.late += [
            self.account.fetched(about) for about in sorted(set(self.account.news)) if self.chance.random() < 0.3
        ]
        if self.chance.random() < 0.6:
            self.arrive()
        self.check()

    def use(self, credits_: int) -> None:
        self.db.value("select deduct_credits(%s, %s, 'x', %s)", self.user, credits_, str(uuid4()))

    def generate(self) -> None:
        self.media = uuid4()
        self.db.start(self.user, self.media, "wan-first-last-frame")

    def fail(self) -> None:
        self.db.fail(self.media)

    def refresh(self) -> None:
        self.db.run("select ensure_allotment(%s)", self.user)

    def arrive(self) -> None:
        """Every event arrives, some twice, and some from before once more: any order of them ends in the same."""
        news = sorted(set(self.account.news))
        calls = [self.account.fetched(about) for about in self.shuffled(news + news[:2])]
        again = self.shuffled(self.written)[:2]
        ends = [self.tried(self.shuffled(calls + again)) for _ in range(ORDERS)]
        for call in calls:
            call()
        self.refresh()  # news that is repeated books a month that is due, and what books it is no matter
        for end in ends:
            assert end == self.state()
        for call in self.late:
            call()
        assert ends[0] == self.state()
        self.written += calls
        self.account.news, self.late = [], []

    def tried(self, calls: list[Call]) -> Row:
        """How it would end if this were done."""
        with self.db.connection.transaction(force_rollback=True):
            for call in calls:
                call()
                self.check()
            self.refresh()
            return self.state()

    def shuffled(self, some: list[Any]) -> list[Any]:
        return self.chance.sample(some, len(some))

    def check(self) -> None:
        """Whatever has happened, the balances are what their history says."""
        assert self.db.balances(self.user) == self.db.history(self.user)

    def state(self) -> Row:
        subscriptions = self.db.rows("select * from subscriptions where user_id = %s order by id", self.user)
        return {
            "balances": self.db.balances(self.user),
            "subscriptions": [{**row, "synced_ticket": 0} for row in subscriptions],
            "month": self.month_under_way(),
        }

    def month_under_way(self) -> Row | None:
        """The last month granted for the plan that counts, and up to which level."""
        months = self.db.rows(
            "select g.subscription_id, g.window_start, g.window_end, max(g.level) as level from credit_grants g"
            " join subscriptions s on s.id = g.subscription_id and not s.duplicate"
            " where g.user_id = %s and private.is_live(s.status) group by 1, 2, 3 order by 2 desc",
            self.user,
        )
        return months[0] if months else None

    def windows(self) -> list[Row]:
        """The months granted: of what, from when to when, up to which levels, and what was added after the first."""
        return self.db.rows(
            "select subscription_id, window_start, window_end, count(*) as grants, array_agg(level order by level) as levels,"
            " sum(amount) filter (where source like '%%Z:%%') as added"
            " from credit_grants where user_id = %s and window_start is not null"
            " group by 1, 2, 3 order by 1, 2",
            self.user,
        )


@pytest.fixture(scope="module")
def world(db: Database) -> Iterator[tuple[Database, Shop, Clock]]:
    with another_world(db.url) as (unseen, clock):
        clock.set(BEGIN)
        yield unseen, Shop.opened(unseen), clock


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=14), seed=st.integers(0, 2**16))
def test_any_history_and_any_order_of_its_news_adds_up(
    world: tuple[Database, Shop, Clock], steps: list[tuple[Any, ...]], seed: int
) -> None:
    db, shop, clock = world
    with db.connection.transaction(force_rollback=True):
        lived = World(db, shop, clock, Random(seed))
        for step in steps:
            lived.take(step)
        lived.arrive()
        for month, following in pairwise(lived.windows()):
            if month["subscription_id"] == following["subscription_id"]:
                assert month["window_end"] <= following["window_start"]
        for month in lived.windows():
            levels = month["levels"]
            assert len(set(levels)) == month["grants"]
            assert (month["added"] or 0) == (levels[-1] or 0) - (levels[0] or 0)
