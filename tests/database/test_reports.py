"""The operators' reports, which only the service role can read."""

from __future__ import annotations

import pytest
from psycopg import errors

from .conftest import Database

REPORTS = (
    "credits_by_day",
    "customers",
    "failed_events",
    "generations_by_day",
    "late_generations",
    "payments_taken_back",
    "top_users",
)


def test_each_report_has_a_description(db: Database) -> None:
    names = db.value("select report_names()")
    assert sorted(names) == sorted(REPORTS)
    assert all(names.values())


def test_only_the_service_role_reads_a_report(db: Database) -> None:
    for report in REPORTS:
        for role in ("anon", "authenticated"):
            with db.acting_as(role) as connection, pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"select * from reports.{report}".encode())
        with db.acting_as("service_role") as connection:
            connection.execute(f"select * from reports.{report}".encode())
            connection.execute("select report(%s)", [report])


def test_each_report_is_read_by_its_name(db: Database) -> None:
    """Every view is listed in the function."""
    for report in REPORTS:
        source = db.value("select prosrc from pg_proc where proname = 'report'")
        assert f"from reports.{report} limit p_limit) r where p_name = '{report}'" in source, report


def test_an_unknown_report_has_no_rows(db: Database) -> None:
    assert db.rows("select report('users; drop table users')") == []


def test_generations_and_credits_are_counted_by_day(db: Database) -> None:
    user = db.new_user(500)
    with db.connection.transaction(force_rollback=True):
        db.run("update generated_media set created_at = created_at - interval '1 year'")  # those of other tests
        done, failed = db.started(user), db.started(user)
        db.complete(done)
        db.fail(failed)
        db.run("update generated_media set started_at = finished_at - interval '30 seconds' where user_id = %s", user)
        rows = db.rows(
            "select model, status, failure_reason, generations, credits, p50_seconds from reports.generations_by_day"
        )
        assert [tuple(row.values()) for row in rows] == [
            ("krea-flux", "completed", "", 1, 10, 30),
            ("krea-flux", "failed", "failed", 1, 10, 30),
        ]
        (mine,) = db.rows("select generations, credits, failed from reports.top_users where user_id = %s", user)
        assert tuple(mine.values()) == (2, 10, 1)
        before = db.rows("select spent, refunded from reports.credits_by_day limit 1")[0]
        db.fail(db.started(user))
        after = db.rows("select spent, refunded from reports.credits_by_day limit 1")[0]
        assert (after["spent"] - before["spent"], after["refunded"] - before["refunded"]) == (10, 10)


def test_a_late_generation_is_listed_until_it_ends(db: Database) -> None:
    user = db.new_user(500)
    generation = db.started(user)
    listed = "select count(*) from reports.late_generations where id = %s"
    assert db.value(listed, generation) == 0
    with db.connection.transaction(force_rollback=True):
        db.run("alter table generated_media disable trigger user")
        db.run("update generated_media set updated_at = now() - interval '6 minutes' where id = %s", generation)
        assert db.value(listed, generation) == 1
        db.fail(generation)
        assert db.value(listed, generation) == 0


def test_a_customer_has_plan_balance_and_last_generation(db: Database) -> None:
    user = db.new_user(500, 20)
    db.started(user)
    (row,) = db.rows(
        "select plan, credits, last_generation_at is not null as ran from reports.customers where user_id = %s", user
    )
    assert tuple(row.values()) == ("Free", 510, True)
