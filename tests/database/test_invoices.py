"""The mirror of invoices: their value, their tickets, and the rows that they require."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from .plan_user import APRIL, BEGIN, PlanUser, plan_user, shared_database

__all__ = ["plan_user", "shared_database"]

SYNC = "select sync_subscription(%s, %s, p_invoices => %s)"


def test_a_credit_note_takes_back_its_share(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    (invoice,) = plan["invoices"]
    assert plan_user.shop.sync_invoice({**invoice, "credited": 725}, plan, plan_user.shop.ticket()) == "synced"
    assert plan_user.balance == 2250
    plan_user.settle(plan, refunded=725)  # the refund that the credit note announced
    assert plan_user.balance == 2250


def test_lost_payment_counts_once_despite_repeated_events(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    for _ in range(2):
        plan_user.settle(plan, refunded=725)
    assert plan_user.balance == 2250


def test_an_older_state_of_an_invoice_never_overwrites_a_newer_one(plan_user: PlanUser) -> None:
    plan = plan_user.subscribe()
    (invoice,) = plan["invoices"]
    older, newer = plan_user.shop.ticket(), plan_user.shop.ticket()
    assert plan_user.shop.sync_invoice({**invoice, "credited": 2900}, plan, newer) == "synced"
    assert plan_user.shop.sync_invoice(invoice, plan, older) == "stale"
    assert plan_user.balance == 500


def test_plan_change_takes_back_exactly_what_the_plan_granted(plan_user: PlanUser) -> None:
    """The operator changed the credits of the old plan in between."""
    plan = plan_user.subscribe()
    product = plan_user.db.value("select product_id from prices where id = %s", plan["price_id"])
    plan_user.db.run("""update products set metadata = metadata || '{"credits": "10"}' where id = %s""", product)
    plan_user.clock.advance(days=15, hours=12)
    plan_user.shop.sync(plan_user.shop.upgraded(plan, "business", plan_user.clock.now))
    assert plan_user.balance == 4500


def test_a_subscription_is_written_once_its_first_invoice_is_known(plan_user: PlanUser) -> None:
    plan = plan_user.shop.subscription(
        plan_user.user, created=BEGIN, current_period_start=BEGIN, current_period_end=APRIL
    )
    (invoice,) = plan["invoices"]
    state = Jsonb(plan_user.shop.as_json(plan))

    def sync(**changes: Any) -> str:
        invoices = Jsonb([plan_user.shop.as_json({**invoice, **changes})])
        outcome: str = plan_user.db.value(SYNC, state, plan_user.shop.ticket(), invoices)
        return outcome

    assert sync(billing_reason="subscription_cycle") == "invoices_missing"
    assert plan_user.db.rows("select from subscriptions where id = %s", plan["id"]) == []
    assert sync(billing_reason="subscription_create") == "synced"
    assert sync(billing_reason="subscription_cycle") == "synced"
    assert plan_user.balance == 3000


def test_past_months_of_the_newer_of_two_plans_keep_their_used_credits(plan_user: PlanUser) -> None:
    plan_user.clock.advance(hours=1)
    price = plan_user.shop.price("pro", "year")
    plan_user.subscribe("pro", plan_user.clock.now + timedelta(days=366), price_id=price)
    plan_user.use(1000)
    plan_user.next_month()
    plan_user.use(100)
    period: dict[str, Any] = {
        "created": BEGIN,
        "current_period_start": APRIL,
        "current_period_end": APRIL + timedelta(days=30),
    }
    plan_user.shop.sync(plan_user.shop.subscription(plan_user.user, **period))
    assert plan_user.balance == 2900


def test_an_invoice_line_is_stored_once_its_invoice_is_paid(plan_user: PlanUser) -> None:
    """Before that it may change."""
    plan = plan_user.subscribe()
    half = plan_user.shop.line(plan["price_id"], BEGIN, BEGIN + timedelta(days=15, hours=12))
    draft = plan_user.shop.invoice(half, status="draft")
    for state in (draft, {**draft, "status": "open"}):
        plan_user.shop.sync_invoice(state, plan, plan_user.shop.ticket())
    assert plan_user.db.rows("select from stripe_invoice_lines where invoice_id = %s", draft["id"]) == []
    paid = {**draft, "status": "paid", "amount_paid": 2900}
    plan_user.shop.sync_invoice(paid, plan, plan_user.shop.ticket())
    assert plan_user.balance == 4500


@pytest.mark.parametrize(("used", "left"), [(0, 1500), (1000, 1500), (2000, 1000), (3000, 0)])
def test_a_refund_takes_back_no_expired_credits(plan_user: PlanUser, used: int, left: int) -> None:
    """Half of a year is refunded in its second month: of the first one, only what was used beyond its half is owed."""
    plan = plan_user.subscribe("pro", BEGIN.replace(year=BEGIN.year + 1), price_id=plan_user.shop.price("pro", "year"))
    if used:
        plan_user.use(used)
    plan_user.next_month()
    plan_user.settle(plan, refunded=1450)
    assert plan_user.balance == left
