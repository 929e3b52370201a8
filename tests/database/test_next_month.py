"""The next month that the pages show is the one that is then booked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from .invoices import months_after
from .next_month import summary
from .plan_user import APRIL, BEGIN, YEAR_LATER, PlanUser, plan_user, shared_database

__all__ = ["plan_user", "shared_database"]

TEN_DAYS = BEGIN + timedelta(days=10)


def yearly(plan_user: PlanUser) -> dict[str, Any]:
    return plan_user.subscribe("pro", YEAR_LATER, price_id=plan_user.shop.price("pro", "year"))


def renewed(plan_user: PlanUser, plan: dict[str, Any]) -> None:
    """Start the next period; it is paid."""
    start = plan["current_period_end"]
    end = months_after(start, 1)
    price = plan_user.shop.price("pro")
    invoice = plan_user.shop.invoice(plan_user.shop.line(price, start, end))
    period = {"current_period_start": start, "current_period_end": end, "status": "active", "price_id": price}
    plan_user.shop.sync({**plan, **period, "next_price_id": None, "invoices": [*plan["invoices"], invoice]})


def nothing(plan_user: PlanUser) -> Callable[[], None]:
    return lambda: None


def used(plan_user: PlanUser) -> Callable[[], None]:
    plan_user.use(300)
    return lambda: None


def a_year(plan_user: PlanUser) -> Callable[[], None]:
    yearly(plan_user)
    plan_user.use(1000)
    return lambda: None


def half_a_year_refunded(plan_user: PlanUser) -> Callable[[], None]:
    plan_user.settle(yearly(plan_user), refunded=1450)
    return lambda: None


def half_a_year_refunded_after_it_was_used(plan_user: PlanUser) -> Callable[[], None]:
    plan = yearly(plan_user)
    plan_user.use(3000)
    plan_user.settle(plan, refunded=1450)
    return lambda: None


def a_month(plan_user: PlanUser) -> Callable[[], None]:
    plan = plan_user.subscribe()
    return lambda: renewed(plan_user, plan)


def a_used_month_refunded_in_part(plan_user: PlanUser) -> Callable[[], None]:
    plan = plan_user.subscribe()
    plan_user.use(3000)
    plan_user.settle(plan, refunded=2320)
    return lambda: renewed(plan_user, plan)


def a_used_month_refunded_and_over(plan_user: PlanUser) -> Callable[[], None]:
    plan = plan_user.subscribe()
    plan_user.use(3000)
    plan_user.settle(plan, refunded=2900)
    plan_user.end(plan)
    return lambda: None


def a_month_refunded_in_full(plan_user: PlanUser) -> Callable[[], None]:
    """The free months go on until the renewal."""
    plan_user.clock.set(TEN_DAYS)
    plan = plan_user.subscribe(end=months_after(TEN_DAYS, 1))
    plan_user.use(3000)
    plan_user.settle(plan, refunded=2900)
    plan_user.next_month(25)
    return lambda: renewed(plan_user, plan)


def a_downgrade_that_is_planned(plan_user: PlanUser) -> Callable[[], None]:
    plan = plan_user.subscribe("business", next_price_id=plan_user.shop.price("pro"))
    return lambda: renewed(plan_user, plan)


def a_trial(plan_user: PlanUser) -> Callable[[], None]:
    invoice = plan_user.shop.invoice(plan_user.shop.line(plan_user.shop.price("pro"), BEGIN, TEN_DAYS, 0))
    trial: dict[str, Any] = {"status": "trialing", "trial_start": BEGIN, "trial_end": TEN_DAYS, "invoices": [invoice]}
    plan = plan_user.subscribe("pro", TEN_DAYS, **trial)
    return lambda: renewed(plan_user, plan)


def a_plan_that_ends(plan_user: PlanUser) -> Callable[[], None]:
    plan = plan_user.subscribe(cancel_at_period_end=True)
    return lambda: plan_user.end(plan)


def a_plan_that_ends_seconds_after_its_month(plan_user: PlanUser) -> Callable[[], None]:
    later = timedelta(seconds=2)
    plan = plan_user.subscribe(end=APRIL + later, current_period_start=BEGIN + later, cancel_at_period_end=True)
    return lambda: plan_user.end(plan)


def a_plan_that_ends_within_a_free_month(plan_user: PlanUser) -> Callable[[], None]:
    plan_user.use(200)
    plan = plan_user.subscribe("pro", TEN_DAYS, cancel_at=TEN_DAYS)
    return lambda: plan_user.end(plan)


def a_used_plan_refunded_in_part_that_ends(plan_user: PlanUser) -> Callable[[], None]:
    plan = plan_user.subscribe(cancel_at_period_end=True)
    plan_user.use(3000)
    plan_user.settle(plan, refunded=1450)
    return lambda: plan_user.end(plan)


def a_year_that_ends(plan_user: PlanUser) -> Callable[[], None]:
    plan_user.shop.sync({**yearly(plan_user), "cancel_at_period_end": True})
    return lambda: None


@pytest.mark.parametrize(
    ("situation", "begins_at", "credits_", "full", "remarks"),
    [
        (nothing, APRIL, 500, 500, set()),
        (used, APRIL, 500, 500, set()),
        (a_year, APRIL, 3000, 3000, set()),
        (a_year_that_ends, APRIL, 3000, 3000, set()),
        (half_a_year_refunded, APRIL, 1500, 3000, set()),
        (half_a_year_refunded_after_it_was_used, APRIL, 0, 3000, set()),
        (a_month, APRIL, 3000, 3000, set()),
        (a_used_month_refunded_in_part, APRIL, 3000 - 2400, 3000, set()),
        (a_used_month_refunded_and_over, APRIL, -2000, 500, set()),
        (a_month_refunded_in_full, months_after(TEN_DAYS, 1), 1000, 3000, set()),
        (a_downgrade_that_is_planned, APRIL, 3000, 3000, set()),
        (a_trial, TEN_DAYS, 3000, 3000, set()),
        (a_plan_that_ends, APRIL, 500, 500, {"plan_ends"}),
        (a_plan_that_ends_seconds_after_its_month, APRIL, 500, 500, {"plan_ends"}),
        (a_plan_that_ends_within_a_free_month, TEN_DAYS, 300, 300, {"plan_ends"}),
        (a_used_plan_refunded_in_part_that_ends, APRIL, -1000, 500, {"plan_ends"}),
    ],
)
def test_announced_next_month_is_what_is_booked(
    plan_user: PlanUser,
    situation: Callable[[PlanUser], Callable[[], None]],
    begins_at: datetime,
    credits_: int,
    full: int,
    remarks: set[str],
) -> None:
    happens = situation(plan_user)
    assert summary(plan_user.db, plan_user.user) == (begins_at, credits_, full, remarks)
    plan_user.clock.set(begins_at)
    happens()
    plan_user.db.value("select ensure_due_credits(%s)", plan_user.user)
    assert plan_user.balance == credits_


@pytest.mark.parametrize(
    ("status", "remarks"), [("past_due", {"payment_due"}), ("unpaid", {"payment_due"}), ("paused", set())]
)
def test_next_month_is_not_shown_before_a_payment(plan_user: PlanUser, status: str, remarks: set[str]) -> None:
    plan = plan_user.subscribe()
    plan_user.clock.set(APRIL)
    end = months_after(APRIL, 1)
    period = {"current_period_start": APRIL, "current_period_end": end}
    unpaid = plan_user.shop.invoice(plan_user.shop.line(plan_user.shop.price("pro"), APRIL, end), status="open")
    plan_user.shop.sync({**plan, **period, "status": status, "invoices": [*plan["invoices"], unpaid]})
    assert summary(plan_user.db, plan_user.user) == (None, None, None, remarks)


def test_visitor_and_banned_user_read_nothing(plan_user: PlanUser) -> None:
    plan_user.db.run("update auth.users set banned_until = 'infinity' where id = %s", plan_user.user)
    claims = f'{{"sub": "{plan_user.user}", "role": "authenticated"}}'
    for who in (claims, ""):
        plan_user.db.run("select set_config('request.jwt.claims', %s, true)", who)
        assert plan_user.db.rows("select * from next_month()") == []
