"""Many at once: each thread has a connection of its own, and all are let go together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import DatabaseError

from .conftest import Database


def at_once(db: Database, statements: list[tuple[str, tuple[Any, ...]]]) -> list[Any]:
    """Run all statements at the same moment; return each one's value, or its error's code."""
    gate = Barrier(len(statements))

    def run(statement: tuple[str, tuple[Any, ...]]) -> Any:
        with db.connect() as connection:
            gate.wait()
            try:
                (row,) = connection.execute(*statement).fetchall()
                return next(iter(row.values()))
            except DatabaseError as error:
                return error.diag.message_primary

    with ThreadPoolExecutor(len(statements)) as pool:
        return list(pool.map(run, statements))


def start(media: UUID, user: UUID) -> tuple[str, tuple[Any, ...]]:
    return "select start_generation(%s, %s, 'krea-flux', 'p', '{}')", (media, user)


def test_50_parallel_starts_with_credits_for_7_make_exactly_7(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(100)
    user = db.new_user(monthly=35, purchased=39)
    answers = at_once(db, [start(uuid4(), user) for _ in range(50)])
    assert sum(isinstance(answer, dict) for answer in answers) == 7
    assert answers.count("insufficient_credits") == 43
    assert db.balances(user) == (0, 4) == db.history(user)


def test_the_cap_on_runs_holds_under_parallel_starts(db: Database, set_limit: Callable[[int], None]) -> None:
    set_limit(3)
    user = db.new_user()
    answers = at_once(db, [start(uuid4(), user) for _ in range(20)])
    assert answers.count("too_many_running") == 17


def test_one_id_sent_twenty_times_at_once_is_one_generation(db: Database) -> None:
    user, media = db.new_user(), uuid4()
    answers = at_once(db, [start(media, user)] * 20)
    assert sorted(answer["created"] for answer in answers) == [False] * 19 + [True]
    assert db.balances(user) == (490, 0) == db.history(user)


def test_two_users_with_one_id_make_one_generation(db: Database) -> None:
    users, media = [db.new_user(), db.new_user()], uuid4()
    answers = at_once(db, [start(media, user) for user in users])
    assert answers.count("id_taken") == 1
    assert sorted(db.balances(user) for user in users) == [(490, 0), (500, 0)]


@pytest.mark.parametrize("attempt", range(5))
def test_success_and_failure_at_once_leave_one_outcome(db: Database, attempt: int) -> None:
    user = db.new_user()
    media = db.started(user)
    done = ("select complete_generation(%s, 'u', 'p')", (media,))
    failed = ("select fail_generation(%s, 'failed')", (media,))
    answers = at_once(db, [done, failed] * 5)
    assert answers.count(True) == 1
    expected = 490 if db.media(media)["status"] == "completed" else 500
    assert db.balances(user) == (expected, 0) == db.history(user)


def test_a_month_that_is_due_is_granted_once_to_many_at_once(db: Database) -> None:
    user = db.new_user(monthly=0)
    db.run("update auth.users set created_at = created_at - interval '40 days' where id = %s", user)
    db.run("update users set credits_reset_at = now() where id = %s", user)
    at_once(db, [("select ensure_allotment(%s)", (user,))] * 10 + [("select refresh_due_credits(10)", ())] * 5)
    assert db.balances(user) == (500, 0) == db.history(user)
