"""A month grants what was paid for it: late upgrades, refunds, disputes, trials, mistaken ends."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from .plan_user import APRIL, BEGIN, YEAR_LATER, PlanUser, plan_user, shared_database

__all__ = ["plan_user", "shared_database"]


@pytest.mark.parametrize(
    ("later", "gained"),
    [
        ({"seconds": 0}, 3000),
        ({"minutes": 50}, 3000),
        ({"days": 15, "hours": 12}, 1500),
        ({"days": 30, "hours": 12}, 48),
        ({"days": 30, "hours": 23, "minutes": 30}, 0),
    ],
)
def test_an_upgrade_grants_the_rest_of_the_month(plan_user: PlanUser, later: dict[str, int], gained: int) -> None:
    plan = plan_user.subscribe()
    plan_user.clock.advance(**later)
    changed = plan_user.clock.now
    plan_user.clock.advance(minutes=20)  # when the event arrives does not matter
    plan_user.shop.sync(plan_user.shop.upgraded(plan, "business", changed))
    assert plan_user.balance == 3000 + gained


def test_the_month_after_an_upgrade_has_the_new_plans_credits(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.clock.advance(days=30)
    upgraded = plan_user.shop.upgraded(plan, "business", plan_user.clock.now)
    plan_user.shop.sync(upgraded)
    plan_user.clock.set(APRIL)
    may = APRIL + timedelta(days=30)
    renewal = plan_user.shop.invoice(plan_user.shop.line(plan_user.shop.price("business"), APRIL, may))
    period = {"current_period_start": APRIL, "current_period_end": may}
    plan_user.shop.sync({**upgraded, **period, "invoices": [*upgraded["invoices"], renewal]})
    assert plan_user.balance == 6000


def test_a_line_has_the_plans_name_at_its_booking(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.settle(plan, refunded=1450)
    plan_user.settle(plan)
    upgraded = plan_user.shop.upgraded(plan, "business", plan_user.clock.now)
    plan_user.shop.sync(upgraded)
    plan_user.db.run("update products set name = 'Gold' where id like 'prod_business_%%'")
    plan_user.clock.set(APRIL)
    plan_user.end(upgraded)
    lines = plan_user.db.rows("select kind, plan from credit_history where user_id = %s order by line", plan_user.user)
    assert [(line["kind"], line["plan"]) for line in lines] == [
        ("free_month", None),
        ("expired", None),
        ("plan_month", "Pro"),
        ("taken_back", "Pro"),
        ("restored", "Pro"),
        ("upgrade", "Business"),
        ("expired", "Business"),
        ("free_month", None),
    ]


def test_an_upgrade_within_a_year_counts_for_all_its_months(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe("pro", YEAR_LATER, price_id=plan_user.shop.price("pro", "year"))
    plan_user.clock.advance(days=15, hours=12)
    plan_user.shop.sync(plan_user.shop.upgraded(plan, "business", plan_user.clock.now))
    assert plan_user.balance == 4500
    plan_user.next_month()
    assert plan_user.balance == 6000


def test_an_unpaid_upgrade_grants_nothing(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    upgraded = plan_user.shop.upgraded(plan, "business", plan_user.clock.now)
    upgraded["invoices"][1] |= {"status": "open", "amount_paid": 0}
    plan_user.shop.sync(upgraded)
    assert plan_user.balance == 3000


def test_an_edited_plan_changes_no_paid_month(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe("pro", YEAR_LATER, price_id=plan_user.shop.price("pro", "year"))
    product = plan_user.db.value("select product_id from prices where id = %s", plan["price_id"])
    plan_user.db.run("""update products set metadata = metadata || '{"credits": "10"}' where id = %s""", product)
    plan_user.shop.sync(plan)
    assert plan_user.balance == 3000
    plan_user.next_month()
    assert plan_user.balance == 3000


def test_a_lost_dispute_also_takes_back_spent_credits_and_a_won_one_restores_them(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.use(2900)
    assert plan_user.settle(plan, disputed=2900) < 0
    plan_user.end(plan)
    assert plan_user.balance == -2900 + 500  # the free month is open again with its rest
    plan_user.next_month()
    assert plan_user.balance == -2400 + 500  # a new month does not cancel a debt
    plan_user.settle(plan)
    assert plan_user.balance == 1000  # both free months; the first one has paid a part of the debt


@pytest.mark.parametrize("used", [0, 1000, 3000])
def test_a_refund_takes_back_the_same_in_total_in_its_month_or_later(plan_user: PlanUser, used: int) -> None:
    outcomes = []
    for in_time in (True, False):
        with plan_user.db.connection.transaction(force_rollback=True):
            plan_user.clock.set(BEGIN)
            plan = plan_user.subscribe("pro", YEAR_LATER, price_id=plan_user.shop.price("pro", "year"))
            plan_user.use(used) if used else None
            if in_time:
                plan_user.settle(plan, refunded=1450)
            plan_user.next_month()
            if not in_time:
                plan_user.settle(plan, refunded=1450)
            plan_user.next_month()
            outcomes.append(plan_user.balance)
    assert outcomes[0] == outcomes[1]


def test_a_year_that_was_refunded_grants_no_further_month(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe("pro", YEAR_LATER, price_id=plan_user.shop.price("pro", "year"))
    for _ in range(2):
        plan_user.use(1000)
        plan_user.next_month()
    assert plan_user.balance == 3000
    plan_user.settle(plan, refunded=2900)
    assert plan_user.balance == -1500  # the debt, and the free month under way
    plan_user.next_month()
    assert plan_user.balance == -1000


def test_an_upgrade_after_a_refund_is_booked_as_upgrade(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.settle(plan, refunded=1450)
    plan_user.shop.sync(plan_user.shop.upgraded(plan, "business", plan_user.clock.now))
    assert plan_user.kinds[-2:] == [("taken_back", -1500), ("upgrade", 3000)]
    plan_user.settle(plan, refunded=0)
    assert plan_user.kinds[-1] == ("restored", 1500)


def test_a_partial_refund_takes_its_share_of_this_month_and_the_next(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe("pro", YEAR_LATER, price_id=plan_user.shop.price("pro", "year"))
    plan_user.settle(plan, refunded=1450)
    assert plan_user.balance == 1500
    plan_user.next_month()
    assert plan_user.balance == 1500
    plan_user.settle(plan, refunded=0)  # the refund failed
    assert plan_user.balance == 3000


def test_subscription_ended_by_mistake_leaves_no_trace(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.use(900)
    plan_user.end(plan)
    assert plan_user.balance == 500
    plan_user.use(100)
    plan_user.shop.sync(plan)
    assert plan_user.balance == 2000
    plan_user.end(plan)
    plan_user.shop.sync(plan)
    assert plan_user.balance == 2000


def test_grant_of_the_newer_of_two_plans_is_taken_back(plan_user: PlanUser) -> None:
    begin: dict[str, Any] = {"created": BEGIN, "current_period_start": BEGIN}
    plan_user.clock.advance(hours=3)
    younger = plan_user.subscribe("business", APRIL + timedelta(hours=3))
    plan_user.use(1000)
    older = plan_user.subscribe(**begin)
    assert plan_user.balance == 2000
    plan_user.end(older)
    assert plan_user.balance == 5000
    assert ("duplicate", -6000) in plan_user.kinds
    assert plan_user.shop.sync(younger) == "synced"
    assert plan_user.balance == 5000


def test_a_trial_gives_the_plans_credits_and_its_unpaid_end_caps_them(plan_user: PlanUser) -> None:
    trial_end = BEGIN + timedelta(days=7)
    price = plan_user.shop.price("pro")
    invoice = plan_user.shop.invoice(plan_user.shop.line(price, BEGIN, trial_end, 0))
    trial = {"status": "trialing", "trial_start": BEGIN, "trial_end": trial_end, "invoices": [invoice]}
    plan = plan_user.subscribe("pro", trial_end, **trial)
    assert plan_user.balance == 3000
    plan_user.use(1000)
    plan_user.clock.set(trial_end + timedelta(minutes=2))
    plan_user.db.value("select ensure_due_credits(%s)", plan_user.user)  # before Stripe reports the end
    assert plan_user.balance == 2000
    end = trial_end + timedelta(days=31)
    due = {**plan, "status": "past_due", "current_period_start": trial_end, "current_period_end": end}
    plan_user.shop.sync(due)
    assert plan_user.balance == 500
    paid = plan_user.shop.invoice(plan_user.shop.line(price, trial_end, end))
    plan_user.shop.sync({**due, "status": "active", "invoices": [invoice, paid]})
    assert plan_user.balance == 3000
    plan_user.settle({"invoices": [paid]}, refunded=2900)
    assert plan_user.balance <= 500


def test_no_line_is_ever_changed_or_deleted(plan_user: PlanUser) -> None:
    plan_user.use(10)
    plan_user.db.value("select adjust_credits(%s, 10, 'Sorry')", plan_user.user)
    for table in ("credit_grants", "credit_purchases", "credit_usage"):
        for statement in (f"update {table} set description = 'x'", f"delete from {table}"):
            with (
                pytest.raises(Exception, match="a line is never"),
                plan_user.db.connection.transaction(),
            ):
                plan_user.db.run(statement)
    plan_user.db.run("delete from auth.users where id = %s", plan_user.user)
    assert plan_user.db.rows("select from credit_usage where user_id = %s", plan_user.user) == []


RUN = """
    with run as (
      insert into generated_media (user_id, prompt, media_type, credits_used, model_id, status, failure_reason, finished_at)
      values (%s, 'x', 'image', 10, 'krea-flux', 'failed', 'failed', now()) returning id, user_id)
    insert into credit_usage (user_id, kind, amount, generation_id, subscription_amount, purchased_amount)"""


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("update users set subscription_credits = 1 where id = %s", "subscription_credits is 1, its lines sum to 490"),
        ("update users set subscription_credits = 491 where id = %s", "subscription_credits is 491, its lines"),
        ("update users set purchased_credits = 1 where id = %s", "purchased_credits is 1, its lines sum to 10"),
        (
            (
                "insert into credit_purchases (user_id, kind, amount, price_id, payment_id, description)"
                " values (%s, 'restored', 1, 'x', 'pi_x', 'x')"
            ),
            "bought no pack",
        ),
        (
            (
                "insert into credit_usage (user_id, kind, amount, generation_id, subscription_amount, purchased_amount)"
                " values (%s, 'refund', 1, gen_random_uuid(), 1, 0)"
            ),
            "refunds no debit",
        ),
        (
            (
                "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level)"
                " values (%s, 'restored', 1, 'x', now(), now(), 1)"
            ),
            "was opened 0 times",
        ),
        (
            (
                "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level)"
                " select user_id, 'reopened', 1, 'x', month_start, month_end, level from credit_grants where user_id = %s"
            ),
            "got back 1 more than had expired",
        ),
        (
            (
                "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level)"
                " select user_id, 'restored', 1, 'x', month_start, month_end, 501 from credit_grants where user_id = %s"
            ),
            "restores 1 more than was taken back",
        ),
        (
            (
                "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level)"
                " select user_id, 'debt', unnest(array[-5, 6]), 'x', month_start, month_end, level"
                " from credit_grants where user_id = %s"
            ),
            "the debt was paid back by 1 more than was owed",
        ),
        (
            (
                "with pack as (insert into credit_purchases (user_id, kind, amount, price_id, session_id, payment_id, description)"
                " values (%s, 'pack', 10, 'x', 'cs_y', 'pi_y', 'x'))"
                " insert into stripe_payments (id, amount, refunded, disputed, withdrawn, synced_ticket)"
                " values ('pi_y', 100, 50, 0, 0, 1)"
            ),
            "credits has 10 left, but 50 of 100 of its payment are lost",
        ),
        (
            (
                "insert into generated_media (user_id, prompt, media_type, credits_used, model_id)"
                " values (%s, 'x', 'image', 10, 'krea-flux')"
            ),
            "has no debit",
        ),
        (
            (
                "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level)"
                " select user_id, 'restored', 1, 'x', month_start, month_end, level from credit_grants where user_id = %s"
            ),
            "sum to 501, but the level of the last one is 500",
        ),
        (
            (
                "with pack as (insert into credit_purchases (user_id, kind, amount, price_id, session_id, payment_id, description)"
                " values (%s, 'pack', 10, 'x', 'cs_y', 'pi_y', 'x') returning user_id)"
                " insert into credit_purchases (user_id, kind, amount, price_id, payment_id, description)"
                " select user_id, 'taken_back', -11, 'x', 'pi_y', 'x' from pack"
            ),
            "the pack of 10 credits has -1 left",
        ),
        (f"{RUN} select user_id, 'generation', -9, id, -9, 0 from run", "cost 10 and was debited 9"),
        (f"{RUN} select user_id, 'generation', -10, id, -10, 0 from run", "failed and was not refunded"),
        (
            (
                f"{RUN} select user_id, 'generation'::credit_kind, -10, id, -10, 0 from run"
                " union all select user_id, 'refund', 10, id, 0, 10 from run"
            ),
            "refunds no debit",
        ),
    ],
)
def test_the_ledger_check_finds_each_error(plan_user: PlanUser, damage: str, problem: str) -> None:
    plan_user.use(10)
    plan_user.db.value("select adjust_credits(%s, 10, 'Sorry')", plan_user.user)
    assert plan_user.balance == 490
    plan_user.db.run(damage, plan_user.user)
    found = [
        row["problem"]
        for row in plan_user.db.rows("select problem from private.check_ledger(array[%s::uuid])", plan_user.user)
    ]
    assert any(problem in each for each in found), found


def test_ledger_check_returns_its_last_user_and_the_errors(plan_user: PlanUser) -> None:
    plan_user.db.run("update users set purchased_credits = 7 where id = %s", plan_user.user)
    page = plan_user.db.value("select check_next_ledgers(%s, 1)", UUID(int=plan_user.user.int - 1))
    problem = "purchased_credits is 7, its lines sum to 0"
    assert page == {"last": str(plan_user.user), "problems": [{"user_id": str(plan_user.user), "problem": problem}]}


def test_the_ledger_check_finds_a_month_of_a_foreign_subscription(plan_user: PlanUser) -> None:
    plan = plan_user.shop.subscription(plan_user.db.new_user())
    assert plan_user.shop.sync(plan) == "synced"
    plan_user.db.run(
        "insert into credit_grants (user_id, kind, amount, description, subscription_id, month_start, month_end, level)"
        " values (%s, 'plan_month', 0, 'x', %s, now(), now(), 0)",
        plan_user.user,
        plan["id"],
    )
    (found,) = plan_user.db.rows("select problem from private.check_ledger(array[%s::uuid])", plan_user.user)
    assert f"is of the subscription {plan['id']}, which is not this user's" in found["problem"]
