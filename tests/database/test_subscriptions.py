"""Which subscription counts, in any order of events."""

from datetime import timedelta
from itertools import permutations

import pytest
from psycopg.errors import InsufficientPrivilege, UniqueViolation
from psycopg.types.json import Jsonb

from tests.docs.documents import blocks

from .conftest import Database
from .shop import Shop
from .test_races import at_once

# Two events, in both orders.
EITHER_WAY = pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["in order", "reversed"])


@pytest.fixture(scope="module")
def shop(db: Database) -> Shop:
    return Shop.opened(db)


def test_a_second_plan_after_the_first_ended_is_granted_in_full(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 2990, 'x', 'k')", user)
    shop.sync({**plan, "status": "canceled"})
    shop.sync(shop.subscription(user))
    assert db.balances(user) == (3000, 0)


def test_a_late_deletion_of_the_old_plan_does_not_end_the_new_one(db: Database, shop: Shop) -> None:
    user = db.new_user()
    old, new = shop.subscription(user), shop.subscription(user, "business")
    shop.sync(old)
    assert shop.sync(new) == "duplicate"
    assert db.balances(user) == (3000, 0)
    shop.sync({**old, "status": "canceled"})
    assert db.balances(user) == (6000, 0) == db.history(user)


@EITHER_WAY
def test_older_of_two_plans_counts_in_any_event_order(db: Database, shop: Shop, order: slice) -> None:
    user = db.new_user()
    plans = [shop.subscription(user), shop.subscription(user, "business")]
    for plan in plans[order]:
        shop.sync(plan)
    assert db.balances(user) == (3000, 0) == db.history(user)
    shop.sync({**plans[0], "status": "canceled"})
    assert db.balances(user) == (6000, 0) == db.history(user)


@EITHER_WAY
def test_months_are_counted_from_the_start_of_the_plan_in_any_event_order(
    db: Database, shop: Shop, order: slice
) -> None:
    """A plan that takes over and whose billing period has moved meanwhile: only its latest state counts."""
    user = db.new_user()
    older = shop.subscription(user)
    younger = shop.subscription(user)
    shop.sync(older)
    shop.sync(younger)
    moved = younger["created"] + timedelta(seconds=2)
    states = [
        {**older, "status": "canceled"},
        {**younger, "current_period_start": moved, "current_period_end": moved + timedelta(days=365)},
    ]
    for state in states[order]:
        shop.sync(state)
    months = db.rows("select distinct month_start from credit_grants where subscription_id = %s", younger["id"])
    assert months == [{"month_start": younger["created"]}]


@EITHER_WAY
def test_unpaid_plan_does_not_extend_an_earlier_one_in_any_event_order(db: Database, shop: Shop, order: slice) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 100, 'x', 'k')", user)
    states = [{**plan, "status": "canceled"}, shop.subscription(user, status="past_due", invoices=[])]
    for state in states[order]:
        shop.sync(state)
    assert db.balances(user) == (500, 0) == db.history(user)


def test_latest_state_of_stripe_determines_what_is_paid(db: Database, shop: Shop) -> None:
    """A paid invoice may be voided later."""
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    (invoice,) = plan["invoices"]
    shop.sync({**plan, "invoices": [invoice | {"status": "void", "amount_paid": 0}]})
    assert db.balances(user) == (500, 0) == db.history(user)


def test_one_live_subscription_per_user_counts(db: Database, shop: Shop) -> None:
    user = db.new_user()
    for _ in range(3):
        shop.sync(shop.subscription(user))
    counting = db.rows("select from subscriptions where user_id = %s and not duplicate", user)
    assert len(counting) == 1
    assert db.balances(user) == (3000, 0)


def test_one_of_two_plans_synced_at_once_counts(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plans = [shop.subscription(user) for _ in range(8)]
    sync = "select sync_subscription(%s, %s, p_invoices => %s, p_all_invoices => true)"
    calls = [(sync, (Jsonb(plan), shop.ticket(), Jsonb(plan["invoices"]))) for plan in map(shop.as_json, plans)]
    answers = at_once(db, calls)
    assert set(answers) <= {"synced", "duplicate"}
    assert [plan["id"] for plan in plans[:1]] == [
        row["id"] for row in db.rows("select id from subscriptions where user_id = %s and not duplicate", user)
    ]
    assert db.balances(user) == (3000, 0) == db.history(user)


def test_constraint_refuses_two_counting_subscriptions(db: Database, shop: Shop) -> None:
    user = db.new_user()
    for _ in range(2):
        shop.sync(shop.subscription(user))
    with pytest.raises(UniqueViolation):
        db.run("update subscriptions set duplicate = false where user_id = %s", user)


def test_an_older_state_never_overwrites_a_newer_one(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    older, newer = shop.ticket(), shop.ticket()
    assert shop.sync({**plan, "status": "canceled"}, newer) == "synced"
    assert shop.sync(plan, older) == "stale"
    assert db.balances(user) == (500, 0)


def test_subscription_of_a_foreign_product_is_ignored(db: Database, shop: Shop) -> None:
    user = db.new_user()
    db.run("insert into products (id, name, metadata) values (%s, 'Support', '{}')", f"prod_x_{user}")
    db.run("insert into prices (id, product_id) values (%s, %s)", f"price_x_{user}", f"prod_x_{user}")
    assert shop.sync(shop.subscription(user, price_id=f"price_x_{user}")) == "foreign"
    assert db.rows("select from subscriptions where user_id = %s", user) == []


def test_every_order_of_the_same_events_ends_in_the_same_state(db: Database, shop: Shop) -> None:
    outcomes = set()
    for order in permutations(range(4)):
        user = db.new_user()
        plan = shop.subscription(user)
        upgraded = shop.upgraded(plan, "business")
        states = [
            {**plan, "status": "incomplete", "invoices": []},
            plan,
            upgraded,
            {**upgraded, "cancel_at": plan["current_period_end"]},
        ]
        tickets = [shop.ticket() for _ in states]
        for index in order:
            # Each event fetches the object again: its latest state with the event's own ticket.
            shop.sync(states[-1], tickets[index])
            shop.sync(states[-1], tickets[index])
        outcomes.add(db.balances(user))
        assert db.balances(user) == db.history(user)
    assert outcomes == {(6000, 0)}


def test_the_tier_gates_the_data(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)

    def readable() -> set[str]:
        with db.acting_as("authenticated", user) as connection:
            return {row["tier"] for row in connection.execute("select tier from premium_content").fetchall()}

    with_rows = db.rows(
        "insert into premium_content (title, body, tier) values ('P', 'b', 'pro'), ('B', 'b', 'business') returning id"
    )
    assert readable() == set()
    shop.sync(plan)
    assert readable() == {"pro"}
    shop.sync({**plan, "price_id": shop.price("business")})
    assert readable() == {"pro", "business"}
    shop.sync({**plan, "status": "past_due"})
    assert readable() == {"pro"}
    shop.sync({**plan, "status": "canceled"})
    assert readable() == set()
    for row in with_rows:
        db.run("delete from premium_content where id = %s", row["id"])


def test_the_table_of_the_documents_is_open_to_subscribers_only(db: Database, shop: Shop) -> None:
    if db.value("select to_regclass('public.lessons')::text"):
        pytest.skip("this product has the table already")
    (documented,) = [code.text for code in blocks("sql") if "create table public.lessons" in code.text]
    user, banned = db.new_user(), db.new_user()
    for each in (user, banned):
        shop.sync(shop.subscription(each))
    db.run("update auth.users set banned_until = now() + interval '1 day' where id = %s", banned)
    db.run(documented)
    try:
        db.run("insert into lessons (title, body) values ('One', 'Text')")
        for reader, count in ((user, 1), (db.new_user(), 0), (banned, 0)):
            with db.acting_as("authenticated", reader) as connection:
                assert len(connection.execute("select title from lessons").fetchall()) == count
        with db.acting_as("anon") as connection, pytest.raises(InsufficientPrivilege):
            connection.execute("select title from lessons")
    finally:
        db.run("drop table lessons")


@pytest.mark.parametrize(
    ("status", "opened"), [("active", True), ("past_due", True), ("unpaid", False), ("paused", False)]
)
def test_an_unpaid_plan_opens_no_tier(db: Database, shop: Shop, status: str, opened: bool) -> None:
    user = db.new_user()
    shop.sync(shop.subscription(user, status=status))
    with db.acting_as("authenticated", user) as connection:
        assert connection.execute("select has_tier('pro') as opened").fetchall() == [{"opened": opened}]
