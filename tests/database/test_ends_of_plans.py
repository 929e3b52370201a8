"""The end of a plan, and an unpaid next month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .world import APRIL, BEGIN, World, shared, world

__all__ = ["shared", "world"]

RESET = "select credits_reset_at from users where id = %s"


def test_a_free_month_that_was_used_up_before_the_plan_is_not_given_twice(world: World) -> None:
    world.use(500)
    plan = world.subscribed()
    world.use(2990)
    world.clock.go_on(days=1)
    world.end(plan)
    assert world.balance == 0


def test_a_free_month_that_begins_after_the_plan_ended_is_given_in_full(world: World) -> None:
    plan = world.subscribed()
    world.use(3000)
    world.clock.set(APRIL + timedelta(days=1))
    world.shop.sync({**plan, "status": "canceled", "ended_at": APRIL - timedelta(days=1)})
    assert world.balance == 500


def test_no_month_is_due_while_a_renewal_is_unpaid(world: World) -> None:
    plan = world.subscribed()
    assert world.db.value(RESET, world.user) == APRIL
    world.clock.set(APRIL)
    world.db.value("select ensure_due_credits(%s)", world.user)
    assert world.db.value(RESET, world.user) is None
    may = APRIL + timedelta(days=30)
    renewal = world.shop.invoice(world.shop.line(plan["price_id"], APRIL, may))
    world.shop.sync({**plan, "invoices": [*plan["invoices"], renewal]})
    assert world.db.value(RESET, world.user) == APRIL + timedelta(days=30)


def test_the_month_of_a_trial_ends_with_the_trial(world: World) -> None:
    end = BEGIN + timedelta(days=7)
    invoice = world.shop.invoice(world.shop.line(world.shop.price("pro"), BEGIN, end, 0))
    trial: dict[str, Any] = {"status": "trialing", "trial_start": BEGIN, "trial_end": end, "invoices": [invoice]}
    world.subscribed("pro", end, **trial)
    assert world.db.value(RESET, world.user) == end
