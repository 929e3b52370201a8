"""The next month that the pages show is the one that is then booked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from .invoices import months_after
from .told import told
from .world import APRIL, BEGIN, YEAR_LATER, World, shared, world

__all__ = ["shared", "world"]

TEN_DAYS = BEGIN + timedelta(days=10)


def yearly(world: World) -> dict[str, Any]:
    return world.subscribed("pro", YEAR_LATER, price_id=world.shop.price("pro", "year"))


def renewed(world: World, plan: dict[str, Any], plan_name: str = "pro") -> None:
    """Start the next period; it is paid."""
    start = plan["current_period_end"]
    end = months_after(start, 1)
    price = world.shop.price(plan_name)
    invoice = world.shop.invoice(world.shop.line(price, start, end))
    period = {"current_period_start": start, "current_period_end": end, "status": "active", "price_id": price}
    world.shop.sync({**plan, **period, "next_price_id": None, "invoices": [*plan["invoices"], invoice]})


def nothing(world: World) -> Callable[[], None]:
    return lambda: None


def used(world: World) -> Callable[[], None]:
    world.use(300)
    return lambda: None


def a_year(world: World) -> Callable[[], None]:
    yearly(world)
    world.use(1000)
    return lambda: None


def half_a_year_refunded(world: World) -> Callable[[], None]:
    world.settle(yearly(world), refunded=1450)
    return lambda: None


def half_a_year_refunded_after_it_was_used(world: World) -> Callable[[], None]:
    plan = yearly(world)
    world.use(3000)
    world.settle(plan, refunded=1450)
    return lambda: None


def a_month(world: World) -> Callable[[], None]:
    plan = world.subscribed()
    return lambda: renewed(world, plan)


def a_used_month_refunded_in_part(world: World) -> Callable[[], None]:
    plan = world.subscribed()
    world.use(3000)
    world.settle(plan, refunded=2320)
    return lambda: renewed(world, plan)


def a_used_month_refunded_and_over(world: World) -> Callable[[], None]:
    plan = world.subscribed()
    world.use(3000)
    world.settle(plan, refunded=2900)
    world.end(plan)
    return lambda: None


def a_month_refunded_in_full(world: World) -> Callable[[], None]:
    """The free months go on until the renewal."""
    world.clock.set(TEN_DAYS)
    plan = world.subscribed(end=months_after(TEN_DAYS, 1))
    world.use(3000)
    world.settle(plan, refunded=2900)
    world.next_month(25)
    return lambda: renewed(world, plan)


def a_downgrade_that_is_planned(world: World) -> Callable[[], None]:
    plan = world.subscribed("business", next_price_id=world.shop.price("pro"))
    return lambda: renewed(world, plan)


def a_trial(world: World) -> Callable[[], None]:
    invoice = world.shop.invoice(world.shop.line(world.shop.price("pro"), BEGIN, TEN_DAYS, 0))
    trial: dict[str, Any] = {"status": "trialing", "trial_start": BEGIN, "trial_end": TEN_DAYS, "invoices": [invoice]}
    plan = world.subscribed("pro", TEN_DAYS, **trial)
    return lambda: renewed(world, plan)


def a_plan_that_ends(world: World) -> Callable[[], None]:
    plan = world.subscribed(cancel_at_period_end=True)
    return lambda: world.end(plan)


def a_plan_that_ends_seconds_after_its_month(world: World) -> Callable[[], None]:
    later = timedelta(seconds=2)
    plan = world.subscribed(end=APRIL + later, current_period_start=BEGIN + later, cancel_at_period_end=True)
    return lambda: world.end(plan)


def a_plan_that_ends_within_a_free_month(world: World) -> Callable[[], None]:
    world.use(200)
    plan = world.subscribed("pro", TEN_DAYS, cancel_at=TEN_DAYS)
    return lambda: world.end(plan)


def a_used_plan_refunded_in_part_that_ends(world: World) -> Callable[[], None]:
    plan = world.subscribed(cancel_at_period_end=True)
    world.use(3000)
    world.settle(plan, refunded=1450)
    return lambda: world.end(plan)


def a_year_that_ends(world: World) -> Callable[[], None]:
    world.shop.sync({**yearly(world), "cancel_at_period_end": True})
    return lambda: None


@pytest.mark.parametrize(
    ("situation", "begins_at", "credits_", "full", "words"),
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
    world: World,
    situation: Callable[[World], Callable[[], None]],
    begins_at: datetime,
    credits_: int,
    full: int,
    words: set[str],
) -> None:
    happens = situation(world)
    assert told(world.db, world.user) == (begins_at, credits_, full, words)
    world.clock.set(begins_at)
    happens()
    world.db.value("select ensure_due_credits(%s)", world.user)
    assert world.balance == credits_


@pytest.mark.parametrize(
    ("status", "words"), [("past_due", {"payment_due"}), ("unpaid", {"payment_due"}), ("paused", set())]
)
def test_next_month_is_not_shown_before_a_payment(world: World, status: str, words: set[str]) -> None:
    plan = world.subscribed()
    world.clock.set(APRIL)
    end = months_after(APRIL, 1)
    period = {"current_period_start": APRIL, "current_period_end": end}
    unpaid = world.shop.invoice(world.shop.line(world.shop.price("pro"), APRIL, end), status="open")
    world.shop.sync({**plan, **period, "status": status, "invoices": [*plan["invoices"], unpaid]})
    assert told(world.db, world.user) == (None, None, None, words)


def test_visitor_and_banned_user_read_nothing(world: World) -> None:
    world.db.run("update auth.users set banned_until = 'infinity' where id = %s", world.user)
    claims = f'{{"sub": "{world.user}", "role": "authenticated"}}'
    for who in (claims, ""):
        world.db.run("select set_config('request.jwt.claims', %s, true)", who)
        assert world.db.rows("select * from next_month()") == []
