"""A refund belongs to the month that its debit was taken from: once that month is closed, it expires at once."""

from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from .plan_user import APRIL, PlanUser, plan_user, shared_database

__all__ = ["plan_user", "shared_database"]


def started(user: PlanUser, count: int = 1) -> list[UUID]:
    """Start videos of 100 credits each."""
    ids = [uuid4() for _ in range(count)]
    user.db.start_set(user.user, ids, "wan-first-last-frame")
    return ids


def fail(user: PlanUser, ids: list[UUID], reason: str = "cancelled") -> None:
    assert {user.db.fail(each, reason) for each in ids} == {True}


def renew(user: PlanUser, plan: dict[str, Any]) -> None:
    """Pay the plan for April."""
    user.clock.set(APRIL)
    may = APRIL + timedelta(days=30)
    renewal = user.shop.invoice(user.shop.line(plan["price_id"], APRIL, may))
    period = {"current_period_start": APRIL, "current_period_end": may}
    user.shop.sync({**plan, **period, "invoices": [*plan["invoices"], renewal]})


def lines_of(user: PlanUser, generation: UUID) -> list[tuple[str, int, int]]:
    """What the statement shows about a generation."""
    rows = user.db.rows(
        "select kind, subscription_amount, purchased_amount from credit_history where generation_id = %s order by line",
        generation,
    )
    return [(row["kind"], row["subscription_amount"], row["purchased_amount"]) for row in rows]


@pytest.mark.parametrize("reason", ["cancelled", "failed", "refused", "not_started", "timed_out", "invalid_output"])
def test_no_end_of_a_generation_carries_monthly_credits_over(plan_user: PlanUser, reason: str) -> None:
    ids = started(plan_user, 4)
    plan_user.next_month()
    fail(plan_user, ids, reason)
    assert plan_user.balance == 500
    assert lines_of(plan_user, ids[0]) == [("generation", -100, 0), ("refund", 100, 0), ("expired", -100, 0)]


def test_five_months_of_waiting_leave_the_credits_of_one(plan_user: PlanUser) -> None:
    ids: list[UUID] = []
    for _ in range(5):
        ids += started(plan_user, 4)
        plan_user.next_month()
    fail(plan_user, ids)
    assert plan_user.balance == 500


def test_the_renewal_of_a_plan_ends_its_month(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    early, late = started(plan_user), started(plan_user)
    plan_user.clock.advance(days=20)
    fail(plan_user, early)
    assert plan_user.balance == 2900
    renew(plan_user, plan)
    fail(plan_user, late)
    assert plan_user.balance == 3000


def test_purchased_credits_come_back_whole(plan_user: PlanUser) -> None:
    plan_user.use(460)
    plan_user.db.purchase(plan_user.user, 1000)
    (generation,) = started(plan_user)
    plan_user.next_month()
    fail(plan_user, [generation])
    assert plan_user.db.balances(plan_user.user) == (500, 1000)
    assert lines_of(plan_user, generation) == [("generation", -40, -60), ("refund", 40, 60), ("expired", -40, 0)]


def test_a_month_that_goes_on_has_what_was_refunded_meanwhile(plan_user: PlanUser) -> None:
    """The free month goes on after the plan, and the plan after an end that was a mistake."""
    free = started(plan_user)
    plan = plan_user.subscribe()
    paid = started(plan_user, 2)
    fail(plan_user, free)
    assert plan_user.balance == 2800
    plan_user.end(plan)
    assert plan_user.balance == 500
    fail(plan_user, paid[:1])
    assert plan_user.balance == 500
    plan_user.shop.sync(plan)
    assert plan_user.balance == 2900
    fail(plan_user, paid[1:])
    assert plan_user.balance == 3000


def test_what_expired_of_an_older_month_stays_expired_when_a_plan_goes_on(plan_user: PlanUser) -> None:
    free = started(plan_user)
    plan_user.clock.advance(days=20)
    plan = plan_user.subscribe(end=plan_user.clock.now + timedelta(days=31))
    plan_user.clock.advance(days=15)
    plan_user.end(plan)
    fail(plan_user, free)
    assert plan_user.balance == 500
    plan_user.shop.sync(plan)
    assert plan_user.balance == 3000


def test_a_free_month_between_keeps_no_refund_of_itself_when_the_plan_goes_on(plan_user: PlanUser) -> None:
    generation = started(plan_user)
    plan = plan_user.subscribe()
    plan_user.end(plan)
    assert plan_user.balance == 400
    fail(plan_user, generation)
    assert plan_user.balance == 500
    plan_user.shop.sync(plan)
    assert plan_user.balance == 3000


@pytest.mark.parametrize("failed_in", ["its month", "the next"])
def test_two_free_months_between_keep_no_refund_when_the_plan_goes_on(plan_user: PlanUser, failed_in: str) -> None:
    generation = started(plan_user)
    plan_user.clock.advance(days=20)
    plan = plan_user.subscribe(end=plan_user.clock.now + timedelta(days=31))
    plan_user.end(plan)
    if failed_in == "its month":
        fail(plan_user, generation)
    plan_user.next_month(15)
    if failed_in == "the next":
        fail(plan_user, generation)
    assert plan_user.balance == 500
    plan_user.shop.sync(plan)
    assert plan_user.balance == 3000


def test_a_refund_of_credits_used_while_a_plan_seemed_ended_comes_back_to_the_plan(plan_user: PlanUser) -> None:
    """Two such times: what was debited in the first is refunded in the second."""
    free = started(plan_user)
    plan = plan_user.subscribe()
    plan_user.end(plan)
    meanwhile = started(plan_user)
    plan_user.shop.sync(plan)
    assert plan_user.balance == 2900
    plan_user.end(plan)
    fail(plan_user, meanwhile)
    plan_user.shop.sync(plan)
    assert plan_user.balance == 3000
    fail(plan_user, free)
    assert plan_user.balance == 3000


def test_what_was_used_while_a_plan_seemed_ended_keeps_no_refund_of_the_free_month(plan_user: PlanUser) -> None:
    """It counts against the plan, so nothing more of the free month is used than its own generation."""
    generation = started(plan_user)
    plan = plan_user.subscribe()
    plan_user.end(plan)
    plan_user.use(70)
    plan_user.shop.sync(plan)
    assert plan_user.balance == 2930
    fail(plan_user, generation)
    assert plan_user.balance == 2930


def test_a_refund_of_what_counts_against_the_plan_expires_with_the_month_of_the_plan(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.end(plan)
    first, second = started(plan_user), started(plan_user)
    plan_user.shop.sync(plan)
    fail(plan_user, first)
    assert plan_user.balance == 2900
    renew(plan_user, plan)
    fail(plan_user, second)
    assert plan_user.balance == 3000


def test_a_refund_between_two_free_months_that_are_undone_comes_back_to_the_plan(plan_user: PlanUser) -> None:
    plan_user.clock.advance(days=20)
    plan = plan_user.subscribe(end=plan_user.clock.now + timedelta(days=31))
    plan_user.end(plan)
    meanwhile = started(plan_user)
    plan_user.next_month(15)
    fail(plan_user, meanwhile)
    assert plan_user.balance == 500
    plan_user.shop.sync(plan)
    assert plan_user.balance == 3000


@pytest.mark.parametrize("order", [*permutations(["renewal", "loss", "end"])], ids=" ".join)
def test_a_renewal_a_lost_payment_and_the_end_of_generations_leave_the_same_in_any_order(
    plan_user: PlanUser, order: tuple[str, ...]
) -> None:
    """In the end, 500 of the 1,500 credits of March that were paid for are used."""
    plan = plan_user.subscribe()
    plan_user.use(500)
    ids = [each for _ in range(4) for each in started(plan_user, 4)]
    for step in order:
        if step == "renewal":
            renew(plan_user, plan)
        elif step == "loss":
            plan_user.settle(plan, refunded=1450)
        else:
            fail(plan_user, ids)
    assert plan_user.balance == 3000


def test_a_refund_first_reduces_what_its_month_owes(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    plan_user.use(1300)
    ids = started(plan_user, 4)
    plan_user.settle(plan, refunded=1450)  # 1,700 of 1,500 credits are used
    renew(plan_user, plan)
    assert plan_user.balance == 2800
    fail(plan_user, ids[:3])
    assert plan_user.balance == 3000
    fail(plan_user, ids[3:])
    assert plan_user.balance == 3000
