"""An account whose month cannot be booked stops no other account, and no value from Stripe fails a booking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .conftest import Database
from .shop import Shop

BILLION = 1_000_000_000
BOUND = 1_000_000_000_000_000


def due(db: Database, user: UUID, days: int = 1) -> UUID:
    """Let the user's month have ended this many days ago."""
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    db.run("update users set credits_reset_at = now() - %s * interval '1 day' where id = %s", days, user)
    return user


def overflow(db: Database, user: UUID, kind: str = "restored", amount: int = 2**31 - 1) -> UUID:
    """Add lines as an operator that make the sum of the month overflow, or undo that."""
    db.run(
        "insert into credit_grants (user_id, kind, amount, description, month_start, month_end, level) "
        "select user_id, %s, %s, 'By hand', month_start, month_end, 0 from credit_grants, generate_series(1, 2) "
        "where user_id = %s and kind = 'free_month'",
        kind,
        amount,
        user,
    )
    return user


def failures(db: Database, *users: UUID) -> list[dict[str, Any]]:
    statement = "select user_id, error, attempts from credit_grant_failures where user_id = any(%s) order by attempts"
    return db.rows(statement, list(users))


def book_all(db: Database) -> None:
    """Run the scheduled function, in batches of two."""
    for _ in range(1000):
        if db.value("select refresh_due_credits(2)") == 0:
            return
    raise AssertionError("the batches never end")


@pytest.fixture
def new_failing_user(db: Database) -> Iterator[Callable[[], UUID]]:
    """Create a user whose due month cannot be booked; deleted afterwards, because the lines are wrong."""
    made: list[UUID] = []

    def make() -> UUID:
        made.append(db.new_user())
        return due(db, overflow(db, made[-1]), days=9)

    yield make
    db.run("delete from auth.users where id = any(%s)", made)
    assert failures(db, *made) == []


def test_failing_accounts_are_recorded_and_others_are_booked(
    db: Database, new_failing_user: Callable[[], UUID]
) -> None:
    failing = [new_failing_user() for _ in range(3)]
    others = [due(db, db.new_user(monthly=7)) for _ in range(3)]
    book_all(db)
    assert [db.balances(user)[0] for user in (*failing, *others)] == [500] * 6
    assert sorted(failures(db, *failing, *others), key=lambda row: failing.index(row["user_id"])) == [
        {"user_id": user, "error": "22003", "attempts": 1} for user in failing
    ]
    assert db.value("select count(*) from credit_grants where user_id = any(%s) and kind = 'expired'", failing) == 0


def test_a_failed_account_is_retried_after_an_hour_and_removed_on_success(
    db: Database, new_failing_user: Callable[[], UUID]
) -> None:
    user = new_failing_user()
    book_all(db)
    book_all(db)
    (row,) = failures(db, user)
    assert row["attempts"] == 1
    an_hour_later = "update credit_grant_failures set failed_at = failed_at - interval '61 minutes' where user_id = %s"
    db.run(an_hour_later, user)
    book_all(db)
    (row,) = failures(db, user)
    assert row["attempts"] == 2
    overflow(db, user, "taken_back", 1 - 2**31)
    db.run(an_hour_later, user)
    book_all(db)
    assert failures(db, user) == []
    assert db.value("select credits_reset_at > now() from users where id = %s", user)


TEXTS = [None, "", "   ", "x" * 100_000, "\x01\x1b[31m\u202e\u2028\U0010ffff", "'; drop table users; --", "%s %I {0}"]


def test_no_text_from_stripe_makes_a_booking_fail(db: Database) -> None:
    for text in TEXTS:
        shop = Shop.opened(db)
        for plan in ("pro", "business"):
            product: dict[str, Any] = {"id": f"prod_{plan}_{shop.mark}", "active": True, "name": text}
            product |= {
                "description": text,
                "image": text,
                "metadata": {"tier": plan, "credits": "3000", "features": text},
            }
            db.value("select sync_product(%s, %s)", Jsonb(product), shop.ticket())
            price = {"id": shop.price(plan), "product_id": product["id"], "description": text, "metadata": {"x": text}}
            db.value("select sync_price(%s, %s)", Jsonb(price), shop.ticket())
        user = db.new_user()
        plan_of = shop.subscription(user, metadata={"x": text}, next_price_id=text, quantity=3_000_000_000)
        assert shop.sync(plan_of) == "synced", text
        assert db.balances(user) == (3000, 0) == db.history(user), text
        assert shop.sync({**plan_of, "status": "canceled", "metadata": None}) == "synced", text
        assert db.balances(user) == (500, 0) == db.history(user), text
        descriptions = db.rows("select description from credit_grants where user_id = %s", user)
        assert all(row["description"].strip() == row["description"] != "" for row in descriptions), text
        assert max(len(row["description"]) for row in descriptions) < 200, text


def refusal(db: Database, statement: str, *parameters: Any) -> str:
    with pytest.raises(psycopg.DatabaseError) as error:
        db.value(statement, *parameters)
    return f"{error.value.sqlstate} {error.value.diag.message_primary} {error.value.diag.message_detail}"


def test_an_adjustment_out_of_range_is_refused_with_its_field(db: Database) -> None:
    for amount in [None, 0, BILLION + 1, -BILLION - 1, 2**31, 2**63 - 1, -(2**63)]:
        user = db.new_user()
        refused = refusal(db, "select adjust_credits(%s, %s::bigint, 'Sorry')", user, amount)
        assert refused == 'PT422 invalid_input {"field": "p_amount"}', amount
        assert db.balances(user) == (500, 0), amount


def test_adjustments_bound_the_balance(db: Database) -> None:
    user = db.new_user()
    adjust = "select adjust_credits(%s, %s, 'Plenty')"
    assert db.value(adjust, user, BILLION) == BILLION
    for sign in (1, -1):
        db.run("update users set purchased_credits = %s where id = %s", sign * (BOUND - 5), user)
        assert '"p_amount"' in refusal(db, adjust, user, sign * 6)
        assert db.value(adjust, user, sign * 5) == sign * BOUND
        assert db.value(adjust, user, -sign) == sign * (BOUND - 1)
    db.run("update users set purchased_credits = %s where id = %s", BILLION, user)


def test_a_pack_out_of_range_is_refused_with_its_field(db: Database) -> None:
    for credits_ in [None, 0, -5, 100_000_000, 2**31 - 1]:
        user = db.new_user()
        fulfil = "select fulfil_purchase(%s, %s, 'price_x', %s, %s)"
        refused = refusal(db, fulfil, user, f"cs_{uuid4()}", credits_, f"pi_{uuid4()}")
        assert refused == 'PT422 invalid_input {"field": "p_credits"}', credits_
        assert db.balances(user) == (500, 0), credits_
