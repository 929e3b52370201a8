"""The end of a plan, and an unpaid next month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from .plan_user import APRIL, BEGIN, PlanUser, plan_user, shared_database

__all__ = ["plan_user", "shared_database"]

RESET = "select credits_reset_at from users where id = %s"


def test_a_free_month_used_before_the_plan_is_not_granted_twice(plan_user: PlanUser) -> None:
    plan_user.use(500)
    plan = plan_user.subscribe()
    plan_user.use(2990)
    plan_user.clock.advance(days=1)
    plan_user.end(plan)
    assert plan_user.balance == 0


def test_a_free_month_after_the_end_of_a_plan_is_granted_in_full(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.use(3000)
    plan_user.clock.set(APRIL + timedelta(days=1))
    plan_user.shop.sync({**plan, "status": "canceled", "ended_at": APRIL - timedelta(days=1)})
    assert plan_user.balance == 500


def test_no_month_is_due_while_a_renewal_is_unpaid(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    assert plan_user.db.value(RESET, plan_user.user) == APRIL
    plan_user.clock.set(APRIL)
    plan_user.db.value("select ensure_due_credits(%s)", plan_user.user)
    assert plan_user.db.value(RESET, plan_user.user) is None
    may = APRIL + timedelta(days=30)
    renewal = plan_user.shop.invoice(plan_user.shop.line(plan["price_id"], APRIL, may))
    plan_user.shop.sync({**plan, "invoices": [*plan["invoices"], renewal]})
    assert plan_user.db.value(RESET, plan_user.user) == APRIL + timedelta(days=30)


def test_the_month_of_a_trial_ends_with_the_trial(plan_user: PlanUser) -> None:
    end = BEGIN + timedelta(days=7)
    invoice = plan_user.shop.invoice(plan_user.shop.line(plan_user.shop.price("pro"), BEGIN, end, 0))
    trial: dict[str, Any] = {"status": "trialing", "trial_start": BEGIN, "trial_end": end, "invoices": [invoice]}
    plan_user.subscribe("pro", end, **trial)
    assert plan_user.db.value(RESET, plan_user.user) == end
