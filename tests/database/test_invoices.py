"""The mirror of invoices: their value, their tickets, and the rows that they require."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from .world import APRIL, BEGIN, World, shared, world

__all__ = ["shared", "world"]

SYNC = "select sync_subscription(%s, %s, p_invoices => %s)"


def test_a_credit_note_takes_back_its_share(world: World) -> None:
    plan = world.subscribed()
    (invoice,) = plan["invoices"]
    assert world.shop.sync_invoice({**invoice, "credited": 725}, plan, world.shop.ticket()) == "synced"
    assert world.balance == 2250
    world.settle(plan, refunded=725)  # the refund that the credit note announced
    assert world.balance == 2250


def test_lost_payment_counts_once_despite_repeated_events(world: World) -> None:
    plan = world.subscribed()
    for _ in range(2):
        world.settle(plan, refunded=725)
    assert world.balance == 2250


def test_an_older_state_of_an_invoice_never_overwrites_a_newer_one(world: World) -> None:
    plan = world.subscribed()
    (invoice,) = plan["invoices"]
    older, newer = world.shop.ticket(), world.shop.ticket()
    assert world.shop.sync_invoice({**invoice, "credited": 2900}, plan, newer) == "synced"
    assert world.shop.sync_invoice(invoice, plan, older) == "stale"
    assert world.balance == 500


def test_plan_change_takes_back_exactly_what_the_plan_granted(world: World) -> None:
    """The operator changed the credits of the old plan in between."""
    plan = world.subscribed()
    product = world.db.value("select product_id from prices where id = %s", plan["price_id"])
    world.db.run("""update products set metadata = metadata || '{"credits": "10"}' where id = %s""", product)
    world.clock.go_on(days=15, hours=12)
    world.shop.sync(world.shop.upgraded(plan, "business", world.clock.now))
    assert world.balance == 4500


def test_a_subscription_is_written_once_its_first_invoice_is_known(world: World) -> None:
    plan = world.shop.subscription(world.user, created=BEGIN, current_period_start=BEGIN, current_period_end=APRIL)
    (invoice,) = plan["invoices"]
    state = Jsonb(world.shop.written(plan))

    def sync(**changes: Any) -> str:
        invoices = Jsonb([world.shop.written({**invoice, **changes})])
        outcome: str = world.db.value(SYNC, state, world.shop.ticket(), invoices)
        return outcome

    assert sync(billing_reason="subscription_cycle") == "invoices_missing"
    assert world.db.rows("select from subscriptions where id = %s", plan["id"]) == []
    assert sync(billing_reason="subscription_create") == "synced"
    assert sync(billing_reason="subscription_cycle") == "synced"
    assert world.balance == 3000


def test_the_past_months_of_the_younger_of_two_plans_keep_what_was_used_of_them(world: World) -> None:
    world.clock.go_on(hours=1)
    price = world.shop.price("pro", "year")
    world.subscribed("pro", world.clock.now + timedelta(days=366), price_id=price)
    world.use(1000)
    world.next_month()
    world.use(100)
    period: dict[str, Any] = {
        "created": BEGIN,
        "current_period_start": APRIL,
        "current_period_end": APRIL + timedelta(days=30),
    }
    world.shop.sync(world.shop.subscription(world.user, **period))
    assert world.balance == 2900


def test_a_line_is_kept_once_its_invoice_is_paid(world: World) -> None:
    """Before that it may change."""
    plan = world.subscribed()
    half = world.shop.line(plan["price_id"], BEGIN, BEGIN + timedelta(days=15, hours=12))
    draft = world.shop.invoice(half, status="draft")
    for state in (draft, {**draft, "status": "open"}):
        world.shop.sync_invoice(state, plan, world.shop.ticket())
    assert world.db.rows("select from stripe_invoice_lines where invoice_id = %s", draft["id"]) == []
    paid = {**draft, "status": "paid", "amount_paid": 2900}
    world.shop.sync_invoice(paid, plan, world.shop.ticket())
    assert world.balance == 4500


@pytest.mark.parametrize(("used", "left"), [(0, 1500), (1000, 1500), (2000, 1000), (3000, 0)])
def test_a_refund_takes_nothing_that_had_expired(world: World, used: int, left: int) -> None:
    """Half of a year is refunded in its second month: of the first one, only what was used beyond its half is owed."""
    plan = world.subscribed("pro", BEGIN.replace(year=BEGIN.year + 1), price_id=world.shop.price("pro", "year"))
    if used:
        world.use(used)
    world.next_month()
    world.settle(plan, refunded=1450)
    assert world.balance == left
