"""What a plan grants: a function of state and time, whatever order the news comes in."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from .conftest import Database
from .shop import Shop
from .test_races import at_once


@pytest.fixture(scope="module")
def shop(db: Database) -> Shop:
    shop = Shop(db, uuid4().hex)
    shop.open()
    return shop


def test_a_first_subscription_opens_a_month_of_its_own_in_full(db: Database, shop: Shop) -> None:
    user = db.new_user(monthly=120, purchased=7)
    assert shop.sync(shop.subscription(user)) == "synced"
    assert db.balances(user) == (3000, 7) == db.history(user)


@pytest.mark.parametrize("status", ["incomplete", "incomplete_expired", "canceled", "past_due", "unpaid", "paused"])
def test_a_subscription_that_is_not_paid_grants_nothing(db: Database, shop: Shop, status: str) -> None:
    user = db.new_user()
    shop.sync(shop.subscription(user, status=status, paid_until=None))
    assert db.balances(user) == (500, 0)


def test_a_trial_grants_without_a_payment(db: Database, shop: Shop) -> None:
    user = db.new_user()
    shop.sync(shop.subscription(user, status="trialing", paid_until=None))
    assert db.balances(user) == (3000, 0)


def test_while_a_renewal_is_unpaid_no_reset_is_announced(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user, status="past_due", paid_until=None)
    shop.sync(plan)
    assert db.value("select credits_reset_at from users where id = %s", user) is None
    shop.sync({**plan, "status": "active", "paid_until": plan["current_period_end"]})
    assert db.value("select credits_reset_at from users where id = %s", user) is not None


def test_a_renewal_sets_the_month_anew_once_it_is_paid(db: Database, shop: Shop) -> None:
    user = db.new_user()
    first = shop.subscription(user, current_period_start=datetime.now(UTC) - timedelta(days=32))
    first["current_period_end"] = first["paid_until"] = datetime.now(UTC) - timedelta(days=1, hours=1)
    first["status"] = "active"
    shop.sync(first)
    db.value("select deduct_credits(%s, 100, 'x', 'k')", user)
    declined = {
        **first,
        "status": "past_due",
        "current_period_start": first["current_period_end"],
        "current_period_end": first["current_period_end"] + timedelta(days=30),
        "paid_until": None,
    }
    before = db.balances(user)
    shop.sync(declined)
    assert db.balances(user) == before
    shop.sync({**declined, "status": "active", "paid_until": declined["current_period_end"]})
    assert db.balances(user) == (3000, 0) == db.history(user)


def test_a_toggle_and_a_replay_grant_nothing(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    for cancel_at in (plan["current_period_end"], None, plan["current_period_end"], None):
        shop.sync({**plan, "cancel_at": cancel_at})
    assert db.balances(user) == (2000, 0)


def test_an_upgrade_adds_the_difference_once(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    for tier in ("business", "pro", "business", "pro", "business"):
        shop.sync({**plan, "price_id": shop.price(tier)})
    assert db.balances(user) == (5000, 0) == db.history(user)


def test_an_upgrade_that_is_not_paid_adds_nothing_yet(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    shop.sync({**plan, "price_id": shop.price("business"), "status": "past_due"})
    assert db.balances(user) == (3000, 0)
    shop.sync({**plan, "price_id": shop.price("business")})
    assert db.balances(user) == (6000, 0)


def test_a_downgrade_takes_nothing_back_in_its_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user, "business")
    shop.sync(plan)
    shop.sync({**plan, "price_id": shop.price("pro")})
    assert db.balances(user) == (6000, 0)


def test_switching_between_monthly_and_yearly_goes_on_with_the_running_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    start = datetime.now(UTC) - timedelta(days=10)
    plan = shop.subscription(user, current_period_start=start, current_period_end=start + timedelta(days=30))
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    now = datetime.now(UTC)
    yearly = {
        **plan,
        "price_id": shop.price("pro", "year"),
        "current_period_start": now,
        "current_period_end": now + timedelta(days=365),
        "paid_until": now + timedelta(days=365),
    }
    shop.sync(yearly)
    shop.sync({**yearly, "price_id": shop.price("pro"), "current_period_end": now + timedelta(days=30)})
    assert db.balances(user) == (2000, 0)


def test_a_yearly_plan_refills_every_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    start = datetime.now(UTC) - timedelta(days=40)
    plan = shop.subscription(
        user,
        price_id=shop.price("pro", "year"),
        current_period_start=start,
        current_period_end=start + timedelta(days=365),
        paid_until=start + timedelta(days=365),
    )
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    # A month passes: everything that was booked lies a month further back.
    db.run(
        "update credit_grants set window_start = window_start - interval '40 days', "
        "window_end = window_end - interval '40 days' where subscription_id = %s",
        plan["id"],
    )
    db.run("update users set credits_reset_at = now() where id = %s", user)
    assert db.value("select refresh_due_credits(1000)") >= 1
    assert db.balances(user) == (3000, 0) == db.history(user)


def test_when_a_plan_ends_what_is_left_is_capped_at_the_free_month(db: Database, shop: Shop) -> None:
    user = db.new_user(purchased=50)
    plan = shop.subscription(user)
    shop.sync(plan)
    shop.sync({**plan, "status": "canceled"})
    assert db.balances(user) == (500, 50) == db.history(user)


def test_when_a_plan_ends_an_empty_balance_waits_for_the_next_free_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 2990, 'x', 'k')", user)
    shop.sync({**plan, "status": "canceled"})
    db.value("select ensure_allotment(%s)", user)
    assert db.balances(user) == (10, 0) == db.history(user)
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    db.run("update users set credits_reset_at = now() where id = %s", user)
    db.value("select ensure_allotment(%s)", user)
    assert db.balances(user) == (500, 0) == db.history(user)


def test_the_free_month_in_which_a_plan_ends_is_not_granted_beside_it(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 2990, 'x', 'k')", user)
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    shop.sync({**plan, "status": "canceled"})
    assert db.balances(user) == (10, 0) == db.history(user)


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


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_plans_the_older_one_counts_whichever_is_heard_of_first(db: Database, shop: Shop, first: int) -> None:
    user = db.new_user()
    plans = [shop.subscription(user), shop.subscription(user, "business")]
    for plan in (plans[first], plans[1 - first]):
        shop.sync(plan)
    assert db.balances(user) == (3000, 0) == db.history(user)
    shop.sync({**plans[0], "status": "canceled"})
    assert db.balances(user) == (6000, 0) == db.history(user)


def test_what_is_paid_is_what_stripe_says_last(db: Database, shop: Shop) -> None:
    """A year that was paid for and then changed into months is no year that is paid."""
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync({**plan, "paid_until": plan["current_period_start"] + timedelta(days=365)})
    shop.sync(plan)
    found = db.value("select paid_until from subscriptions where id = %s", plan["id"])
    assert found == plan["paid_until"]


def test_one_live_subscription_per_user_counts(db: Database, shop: Shop) -> None:
    user = db.new_user()
    for _ in range(3):
        shop.sync(shop.subscription(user))
    counting = db.rows("select from subscriptions where user_id = %s and not duplicate", user)
    assert len(counting) == 1
    assert db.balances(user) == (3000, 0)


def test_of_plans_that_are_heard_of_at_once_one_counts(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plans = [shop.subscription(user) for _ in range(8)]
    sync = "select sync_subscription(%s, %s)"
    answers = at_once(db, [(sync, (Jsonb(plan), shop.ticket())) for plan in map(shop.written, plans)])
    assert set(answers) <= {"synced", "duplicate"}
    assert [plan["id"] for plan in plans[:1]] == [
        row["id"] for row in db.rows("select id from subscriptions where user_id = %s and not duplicate", user)
    ]
    assert db.balances(user) == (3000, 0) == db.history(user)


def test_two_that_count_are_refused_by_the_database_itself(db: Database, shop: Shop) -> None:
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


def test_a_subscription_of_somebody_else_s_product_is_left_alone(db: Database, shop: Shop) -> None:
    user = db.new_user()
    db.run("insert into products (id, name, metadata) values (%s, 'Support', '{}')", f"prod_x_{user}")
    db.run("insert into prices (id, product_id) values (%s, %s)", f"price_x_{user}", f"prod_x_{user}")
    assert shop.sync(shop.subscription(user, price_id=f"price_x_{user}")) == "foreign"
    assert db.rows("select from subscriptions where user_id = %s", user) == []


def test_every_order_of_the_same_news_ends_in_the_same_state(db: Database, shop: Shop) -> None:
    outcomes = set()
    for order in permutations(range(4)):
        user = db.new_user()
        plan = shop.subscription(user)
        states = [
            {**plan, "status": "incomplete", "paid_until": None},
            plan,
            {**plan, "price_id": shop.price("business")},
            {**plan, "price_id": shop.price("business"), "cancel_at": plan["current_period_end"]},
        ]
        tickets = [shop.ticket() for _ in states]
        for index in order:
            # Whatever news arrives, the object is fetched again: its latest state under the news's own ticket.
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
