"""Credits of a plan: a function of state and time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from .conftest import Database
from .shop import Shop


@pytest.fixture(scope="module")
def shop(db: Database) -> Shop:
    return Shop.opened(db)


def test_a_first_subscription_opens_a_month_of_its_own_in_full(db: Database, shop: Shop) -> None:
    user = db.new_user(monthly=120, purchased=7)
    assert shop.sync(shop.subscription(user)) == "synced"
    assert db.balances(user) == (3000, 7) == db.history(user)


@pytest.mark.parametrize("status", ["incomplete", "incomplete_expired", "canceled", "past_due", "unpaid", "paused"])
def test_an_unpaid_subscription_grants_nothing(db: Database, shop: Shop, status: str) -> None:
    user = db.new_user()
    shop.sync(shop.subscription(user, status=status, invoices=[]))
    assert db.balances(user) == (500, 0)


def test_a_trial_grants_without_a_payment(db: Database, shop: Shop) -> None:
    user = db.new_user()
    shop.sync(shop.subscription(user, status="trialing", invoices=[]))
    assert db.balances(user) == (3000, 0)


def test_cancelling_keeping_and_replayed_events_grant_nothing(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    for cancel_at in (plan["current_period_end"], None, plan["current_period_end"], None):
        shop.sync({**plan, "cancel_at": cancel_at})
    assert db.balances(user) == (2000, 0)


def test_repeated_upgrade_event_adds_nothing(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user)
    upgraded = shop.upgraded(plan, "business")
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    for state in (upgraded, plan, upgraded):  # the invoice of the upgrade stays, whatever the plan is
        shop.sync(state)
    assert db.balances(user) == (5000, 0) == db.history(user)


def test_an_unsettled_downgrade_takes_nothing_back_in_its_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    plan = shop.subscription(user, "business")
    shop.sync(plan)
    shop.sync({**plan, "price_id": shop.price("pro")})
    assert db.balances(user) == (6000, 0)


def test_a_switch_between_monthly_and_yearly_continues_the_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    start = datetime.now(UTC) - timedelta(days=10)
    plan = shop.subscription(
        user, created=start, current_period_start=start, current_period_end=start + timedelta(days=31)
    )
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    now, price = datetime.now(UTC), shop.price("pro", "year")
    unused = shop.line(plan["price_id"], now, plan["current_period_end"], -1966, proration=True)
    whole = shop.line(price, now, now + timedelta(days=365), 29000)
    period = {"current_period_start": now, "current_period_end": now + timedelta(days=365)}
    invoices = [*plan["invoices"], shop.invoice(unused, whole)]
    shop.sync({**plan, **period, "price_id": price, "invoices": invoices})
    assert db.balances(user) == (2000, 0)


def test_a_period_that_starts_seconds_after_the_plan_pays_for_one_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    month_ago = db.value("select now() - interval '1 month 1 second'")
    period = {
        "current_period_start": month_ago + timedelta(seconds=30),
        "current_period_end": datetime.now(UTC) + timedelta(seconds=29),
    }
    shop.sync(shop.subscription(user, created=month_ago, **period))
    assert db.balances(user) == (500, 0)


def test_a_yearly_plan_refills_every_month(db: Database, shop: Shop) -> None:
    user = db.new_user()
    start = datetime.now(UTC) - timedelta(days=40)
    plan = shop.subscription(
        user,
        price_id=shop.price("pro", "year"),
        created=start,
        current_period_start=start,
        current_period_end=start + timedelta(days=365),
    )
    shop.sync(plan)
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", user)
    # A month passes: the plan began a month earlier.
    db.run("update subscriptions set created = created - interval '35 days' where id = %s", plan["id"])
    db.run("update users set credits_reset_at = now() where id = %s", user)
    assert db.value("select refresh_due_credits(1000)") >= 1
    assert db.balances(user) == (3000, 0) == db.history(user)


def test_end_of_a_plan_expires_its_credits_and_opens_the_free_month(db: Database, shop: Shop) -> None:
    user = db.new_user(purchased=50)
    plan = shop.subscription(user)
    shop.sync(plan)
    shop.sync({**plan, "status": "canceled"})
    assert db.balances(user) == (500, 50) == db.history(user)


def test_an_open_free_month_continues_after_the_plan_with_its_rest(db: Database, shop: Shop) -> None:
    user = db.new_user(monthly=120)
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 10, 'x', 'k')", user)
    shop.sync({**plan, "status": "canceled"})
    db.value("select ensure_due_credits(%s)", user)
    assert db.balances(user) == (120, 0) == db.history(user)
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    db.run("update users set credits_reset_at = now() where id = %s", user)
    db.value("select ensure_due_credits(%s)", user)
    assert db.balances(user) == (500, 0) == db.history(user)


def test_a_never_opened_free_month_is_granted_in_full_when_a_plan_ends(db: Database, shop: Shop) -> None:
    user = db.new_user(monthly=0)
    plan = shop.subscription(user)
    shop.sync(plan)
    db.value("select deduct_credits(%s, 2990, 'x', 'k')", user)
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    shop.sync({**plan, "status": "canceled"})
    assert db.balances(user) == (500, 0) == db.history(user)


def test_a_plan_with_an_invalid_product_keeps_its_last_grant(db: Database, shop: Shop) -> None:
    """Applies to current subscribers, in the next month too, and to users who subscribe meanwhile."""
    old, new, unpaid = db.new_user(), db.new_user(), db.new_user()
    start, end = datetime.now(UTC) - timedelta(days=40), datetime.now(UTC) + timedelta(days=325)
    year: dict[str, Any] = {"created": start, "current_period_start": start, "current_period_end": end}
    plan = shop.subscription(old, price_id=shop.price("pro", "year"), **year)
    shop.sync(plan)
    for metadata in ({"tier": "pro", "credits": "3,000"}, {"tier": "gold", "credits": "9"}, {"credits": "9"}, {}):
        db.run("update products set metadata = %s where id = %s", Jsonb(metadata), f"prod_pro_{shop.mark}")
        db.value("select ensure_due_credits(%s)", old)
        assert db.balances(old) == (3000, 0)
        with db.acting_as("authenticated", old) as connection:
            opened = connection.execute("select * from open_tiers()").fetchall()
        assert {row["open_tiers"] for row in opened} == {"free", "pro"}
    shop.sync(shop.subscription(new))
    shop.sync(shop.subscription(unpaid, status="past_due", invoices=[]))
    assert (db.balances(new), db.balances(unpaid)) == ((3000, 0), (500, 0))
    db.value("select deduct_credits(%s, 1000, 'x', 'k')", old)
    db.run("update subscriptions set created = created - interval '35 days' where id = %s", plan["id"])
    db.run("update users set credits_reset_at = now() where id = %s", old)
    db.value("select ensure_due_credits(%s)", old)
    assert db.balances(old) == (3000, 0) == db.history(old)


def test_change_to_an_invalid_plan_is_booked_by_the_schedule_once_it_is_valid(db: Database, shop: Shop) -> None:
    """A user with too few credits starts no generation, so only the schedule books their month."""
    user, price = db.new_user(), f"price_new_{shop.mark}"
    product = {"id": f"prod_new_{shop.mark}", "active": True, "metadata": {"tier": "gold", "credits": "9000"}}
    db.value("select sync_product(%s, %s)", Jsonb(product), shop.ticket())
    db.value("select sync_price(%s, %s)", Jsonb({"id": price, "product_id": product["id"]}), shop.ticket())
    plan = shop.subscription(user)
    shop.sync(plan)
    start, end = plan["current_period_start"], plan["current_period_end"]
    settled = shop.invoice(
        shop.line(plan["price_id"], start, end, -2900, proration=True),
        shop.line(price, start, end, 9000, proration=True),
    )
    assert shop.sync_invoice(settled, plan) == "synced"
    db.run("update products set metadata = jsonb_set(metadata, '{tier}', '\"business\"') where id = %s", product["id"])
    db.value("select refresh_due_credits()")
    assert db.balances(user) == (9000, 0) == db.history(user)
