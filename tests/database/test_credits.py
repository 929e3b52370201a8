"""Credits: the month, the debit, the refund, the sign-up."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from psycopg import DatabaseError
from psycopg.errors import CheckViolation
from psycopg.types.json import Jsonb

from .conftest import Database


def refusal(error: pytest.ExceptionInfo[DatabaseError]) -> tuple[str | None, str | None]:
    """The HTTP status that PostgREST answers with, and the stable code."""
    return error.value.sqlstate, error.value.diag.message_primary


def test_sign_up_starts_with_500_credits_and_a_ledger_line(db: Database) -> None:
    user = db.new_user()
    assert db.balances(user) == (500, 0)
    assert db.history(user) == (500, 0)


def test_sign_up_metadata_never_stops_a_sign_up(db: Database) -> None:
    user = uuid4()
    hostile = {
        "full_name": "\u2028 \u200b" + "x" * 500,
        "avatar_url": "javascript:alert(1)",
        "subscription_credits": 10**9,
    }
    db.run(
        "insert into auth.users (id, email, email_confirmed_at, raw_user_meta_data, created_at) values (%s, %s, now(), %s, now())",
        user,
        f"{user}@example.com",
        Jsonb(hostile),
    )
    (row,) = db.rows("select * from users where id = %s", user)
    assert (row["full_name"], row["avatar_url"], row["subscription_credits"]) == ("x" * 100, None, 500)


@pytest.mark.parametrize("name", ["   ", "\u200d\u200d", " \u200b"])
def test_a_name_of_which_nothing_is_visible_is_stored_as_null(db: Database, name: str) -> None:
    user = uuid4()
    db.run(
        "insert into auth.users (id, email, email_confirmed_at, raw_user_meta_data, created_at) values (%s, %s, now(), %s, now())",
        user,
        f"{user}@example.com",
        Jsonb({"full_name": name}),
    )
    assert db.value("select full_name from users where id = %s", user) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Ann\tLee", "Ann Lee"),
        (" Ann \r\n\u2028 Lee\n", "Ann Lee"),
        ("Ann\u200b\x85Lee", "Ann Lee"),
        ("Ann\u00a0 Lee", "Ann\u00a0 Lee"),
        ("Ann\u200bLee", "AnnLee"),
        ("Lee\U000e0067 \U0001f3f4\U000e0067", "Lee \U0001f3f4"),
    ],
)
def test_a_break_or_tab_in_the_name_of_a_sign_up_becomes_one_blank(db: Database, typed: str, stored: str) -> None:
    assert db.value("select private.cleaned_name(%s)", typed) == stored


def test_a_month_is_counted_from_the_day_of_sign_up(db: Database) -> None:
    for anchor, at, start, end in [
        ("2026-01-31", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("2026-01-31", "2026-02-27", "2026-01-31", "2026-02-28"),
        ("2026-01-31", "2026-02-28", "2026-02-28", "2026-03-31"),
        ("2026-01-31", "2026-03-30", "2026-02-28", "2026-03-31"),
        ("2024-02-29", "2025-02-28", "2025-02-28", "2025-03-29"),
        ("2026-05-10", "2027-05-09", "2027-04-10", "2027-05-10"),
        ("2026-05-10", "2026-05-01", "2026-05-10", "2026-06-10"),
    ]:
        (window,) = db.rows(
            "select * from private.monthly_window(%s::timestamptz, %s::timestamptz)", f"{anchor}Z", f"{at}Z"
        )
        assert [window["window_start"], window["window_end"]] == [
            datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (start, end)
        ], anchor


def month_later(db: Database, user: object) -> None:
    """Move the user's sign-up and open month into the past, so that a new month is due."""
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    db.run("update users set credits_reset_at = now() where id = %s", user)


def test_a_new_month_sets_the_balance_and_nothing_rolls_over(db: Database) -> None:
    user = db.new_user(monthly=120, purchased=40)
    month_later(db, user)
    db.run("select ensure_due_credits(%s)", user)
    assert db.balances(user) == (500, 40) == db.history(user)


def test_month_is_granted_once_despite_repeated_calls(db: Database) -> None:
    user = db.new_user()
    db.start(user)
    for _ in range(3):
        db.run("update users set credits_reset_at = now() where id = %s", user)
        db.run("select ensure_due_credits(%s)", user)
    assert db.balances(user) == (490, 0) == db.history(user)


def deduct(db: Database, user: object, amount: int | None, key: str | None) -> dict[str, object]:
    answer: dict[str, object] = db.value("select deduct_credits(%s, %s, 'An export', %s)", user, amount, key)
    return answer


def deduct_ten(db: Database, user: UUID) -> object:
    return deduct(db, user, 10, "ten")


Spend = Callable[[Database, UUID], object]
# A generation costs 10 credits too.
in_both_ways = pytest.mark.parametrize("spend", [Database.start, deduct_ten])


@in_both_ways
def test_debit_books_the_due_month_first(db: Database, spend: Spend) -> None:
    user = db.new_user(monthly=20)
    month_later(db, user)
    spend(db, user)
    assert db.balances(user) == (490, 0)


def test_schedule_books_all_due_users_in_batches(db: Database) -> None:
    users = [db.new_user(monthly=0) for _ in range(3)]
    for user in users:
        month_later(db, user)
    while db.value("select refresh_due_credits(2)"):
        pass
    assert [db.balances(user) for user in users] == [(500, 0)] * 3


def test_schedule_skips_users_whose_month_is_open(db: Database) -> None:
    user = db.new_user()
    db.run("update users set credits_reset_at = now() + interval '1 hour' where id = %s", user)
    with db.connection.transaction(force_rollback=True):
        db.value("select refresh_due_credits(1000)")
        assert db.value("select credits_reset_at < now() + interval '2 hours' from users where id = %s", user)


def test_the_next_reset_lies_within_a_month(db: Database) -> None:
    user = db.new_user()
    assert db.value(
        "select credits_reset_at > now() and credits_reset_at <= now() + interval '1 month' from users where id = %s",
        user,
    )


def test_the_monthly_amount_comes_from_the_free_product(db: Database) -> None:
    set_credits = "update products set metadata = metadata || %s where id = 'free'"
    try:
        db.run(set_credits, Jsonb({"credits": "750"}))
        assert db.balances(db.new_user()) == (750, 0)
    finally:
        db.run(set_credits, Jsonb({"credits": "500"}))


@in_both_ways
def test_the_monthly_credits_are_spent_first(db: Database, spend: Spend) -> None:
    user = db.new_user(monthly=6, purchased=20)
    spend(db, user)
    assert db.balances(user) == (0, 16) == db.history(user)


def test_a_refund_restores_both_balances(db: Database) -> None:
    user = db.new_user(monthly=6, purchased=20)
    db.fail(db.started(user))
    assert db.balances(user) == (6, 20) == db.history(user)


def test_generation_is_refunded_once_despite_repeated_calls(db: Database) -> None:
    user = db.new_user()
    generation = db.started(user)
    db.fail(generation)
    db.run("select private.refund_generation(%s)", generation)
    assert db.balances(user) == (500, 0) == db.history(user)


def test_a_negative_balance_counts_against_the_other_one(db: Database) -> None:
    user = db.new_user(monthly=12, purchased=-5)
    with pytest.raises(DatabaseError) as error:
        db.start(user)
    assert refusal(error) == ("PT402", "insufficient_credits")
    assert error.value.diag.message_detail == '{"required": 10, "available": 7}'


def test_a_start_without_enough_credits_changes_nothing(db: Database) -> None:
    user, generation = db.new_user(monthly=9), uuid4()
    with pytest.raises(DatabaseError, match="insufficient_credits"):
        db.start(user, generation)
    assert db.balances(user) == (9, 0)
    assert db.rows("select from generated_media where id = %s", generation) == []
    assert db.rows("select from credit_usage where user_id = %s", user) == []


def test_other_sales_are_deducted_once_per_key(db: Database) -> None:
    user = db.new_user(monthly=100)
    assert deduct(db, user, 30, "export-1") == {"charged": True, "subscription_credits": 70, "purchased_credits": 0}
    assert deduct(db, user, 30, "export-1") == {"charged": False, "subscription_credits": 70, "purchased_credits": 0}
    assert db.history(user) == (70, 0)


def test_idempotency_key_is_refused_for_another_purpose(db: Database) -> None:
    user = db.new_user(monthly=100)
    deduct(db, user, 30, "export-1")
    with pytest.raises(DatabaseError) as error:
        db.value("select deduct_credits(%s, 30, 'A poster', 'export-1')", user)
    assert refusal(error) == ("PT409", "key_reused")


def test_idempotency_key_is_refused_for_another_user(db: Database) -> None:
    users = [db.new_user(monthly=100), db.new_user(monthly=100)]
    assert [deduct(db, user, 30, "export-1")["charged"] for user in users] == [True, True]


def test_a_wrong_deduction_is_refused(db: Database) -> None:
    for amount, key, expected in [
        (0, "k", ("PT422", "invalid_input")),
        (-5, "k", ("PT422", "invalid_input")),
        (None, "k", ("PT422", "invalid_input")),
        (5, "", ("PT422", "invalid_input")),
        (5, None, ("PT422", "invalid_input")),
        (5000, "k", ("PT402", "insufficient_credits")),
        (31, "used", ("PT409", "key_reused")),
    ]:
        user = db.new_user(monthly=100)
        deduct(db, user, 30, "used")
        with pytest.raises(DatabaseError) as error:
            deduct(db, user, amount, key)
        assert refusal(error) == expected, amount
        assert db.balances(user) == (70, 0), amount


def test_an_unknown_user_is_refused(db: Database) -> None:
    with pytest.raises(DatabaseError) as error:
        deduct(db, uuid4(), 1, "k")
    assert refusal(error) == ("PT404", "unknown_user")


@in_both_ways
@pytest.mark.parametrize(
    ("column", "expected"),
    [("banned_until", ("PT403", "user_banned")), ("deleted_at", ("PT404", "unknown_user"))],
)
def test_an_account_that_is_banned_or_softly_deleted_spends_nothing(
    db: Database, spend: Spend, column: str, expected: tuple[str, str]
) -> None:
    user = db.new_user(monthly=100)
    db.run(f"update auth.users set {column} = 'tomorrow' where id = %s", user)
    with pytest.raises(DatabaseError) as error:
        spend(db, user)
    assert refusal(error) == expected
    assert db.balances(user) == (100, 0)


def test_a_deleted_account_takes_its_rows_with_it(db: Database) -> None:
    user = db.new_user(purchased=10)
    db.started(user)
    db.run("delete from auth.users where id = %s", user)
    for table in ("credit_grants", "credit_purchases", "credit_usage", "generated_media"):
        assert db.value(f"select count(*) from {table} where user_id = %s", user) == 0


def test_user_inserted_without_created_at_gets_a_month(db: Database) -> None:
    user = uuid4()
    db.run("insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())", user, f"{user}@example.com")
    assert db.balances(user) == (500, 0)
    assert db.value(
        "select credits_reset_at = date_trunc('month', now(), 'UTC') + interval '1 month' from users where id = %s",
        user,
    )
    db.run("delete from auth.users where id = %s", user)


@in_both_ways
def test_the_last_credit_can_be_spent(db: Database, spend: Spend) -> None:
    user = db.new_user(monthly=4, purchased=6)
    spend(db, user)
    assert db.balances(user) == (0, 0) == db.history(user)


@in_both_ways
def test_a_negative_monthly_balance_is_not_spent_further(db: Database, spend: Spend) -> None:
    user = db.new_user()
    deduct(db, user, 500, "all")
    db.grant(user, -5)
    db.purchase(user, 20)
    spend(db, user)
    assert db.balances(user) == (-5, 10) == db.history(user)


GRANT = {"description": "x", "subscription_id": "sub", "month_start": "now", "month_end": "now", "level": 5}
PURCHASE = {"description": "x", "price_id": "price", "session_id": None, "payment_id": "pi", "key": None}
USAGE = {
    "generation_id": "00000000-0000-4000-8000-000000000001",
    "key": None,
    "subscription_amount": 0,
    "purchased_amount": 0,
}


def test_a_line_has_the_sign_and_the_cause_of_its_kind(db: Database) -> None:
    for table, line in [
        *(
            ("credit_grants", GRANT | line)
            for line in (
                {"kind": "free_month", "amount": 5},
                {"kind": "free_month", "amount": 6, "subscription_id": None},
                {"kind": "plan_month", "amount": 5, "subscription_id": None},
                {"kind": "plan_month", "amount": 6},
                {"kind": "plan_month", "amount": -1, "level": -1},
                {"kind": "upgrade", "amount": -5},
                {"kind": "upgrade", "amount": 5, "subscription_id": None},
                {"kind": "duplicate", "amount": 5},
                {"kind": "duplicate", "amount": -5, "subscription_id": None},
                {"kind": "restored", "amount": -5},
                {"kind": "taken_back", "amount": 5},
                {"kind": "expired", "amount": 5},
                {"kind": "reopened", "amount": -5},
                {"kind": "pack", "amount": 5},
            )
        ),
        *(
            ("credit_purchases", PURCHASE | line)
            for line in (
                {"kind": "pack", "amount": -5, "session_id": "cs"},
                {"kind": "pack", "amount": 5},
                {"kind": "taken_back", "amount": 5},
                {"kind": "taken_back", "amount": -5, "payment_id": None},
                {"kind": "restored", "amount": -5},
                {"kind": "adjustment", "amount": 0, "key": "k", "payment_id": None},
                {"kind": "adjustment", "amount": 5, "payment_id": None},
                {"kind": "generation", "amount": 5},
            )
        ),
        *(
            ("credit_usage", USAGE | line)
            for line in (
                {"kind": "generation", "amount": 5, "subscription_amount": 5},
                {"kind": "generation", "amount": 5, "purchased_amount": 5},
                {"kind": "generation", "amount": -5, "subscription_amount": -5, "generation_id": None},
                {"kind": "generation", "amount": -5, "subscription_amount": -4},
                {"kind": "refund", "amount": -5, "subscription_amount": -5},
                {"kind": "refund", "amount": -5, "purchased_amount": -5},
                {"kind": "refund", "amount": 5, "subscription_amount": 5, "generation_id": None},
                {"kind": "deduction", "amount": 5, "subscription_amount": 5, "generation_id": None, "key": "k"},
                {"kind": "deduction", "amount": -5, "subscription_amount": -5, "generation_id": None},
                {"kind": "pack", "amount": 5, "purchased_amount": 5},
            )
        ),
    ]:
        names = ", ".join(line)
        values = ", ".join(["%s"] * len(line))
        with pytest.raises(CheckViolation):
            db.run(f"insert into {table} (user_id, {names}) values (%s, {values})", db.new_user(), *line.values())
