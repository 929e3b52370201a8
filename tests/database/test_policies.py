"""Policies evaluate functions about the caller once per statement, not per row."""

import json
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest

from .conftest import Database

ROWS = 100
CALLS = """
    select funcname as name, calls from pg_stat_xact_user_functions
    where funcname in ('open_tiers', 'is_active_user', 'account_state')"""


def make_content(db: Database, user: UUID) -> None:
    db.run("insert into premium_content (title, body, tier) select 'T', 'b', 'free' from generate_series(1, %s)", ROWS)


def make_media(db: Database, user: UUID) -> None:
    db.run(
        "insert into generated_media (user_id, prompt, media_type, credits_used, model_id) "
        "select %s, 'p', 'image', 0, 'krea-flux' from generate_series(1, %s)",
        user,
        ROWS,
    )


def make_lines(db: Database, user: UUID) -> None:
    for _ in range(ROWS):
        db.value("select adjust_credits(%s, 1, 'Test')", user)


@pytest.mark.superuser
@pytest.mark.parametrize(
    ("table", "make_rows", "called"),
    [
        ("premium_content", make_content, {"open_tiers", "is_active_user", "account_state"}),
        ("generated_media", make_media, {"is_active_user", "account_state"}),
        ("credit_purchases", make_lines, {"is_active_user", "account_state"}),
    ],
)
def test_policy_calls_its_functions_once_per_statement(
    db: Database, table: str, make_rows: Callable[[Database, UUID], None], called: set[str]
) -> None:
    user = db.new_user()
    with db.connection.transaction(force_rollback=True):
        make_rows(db, user)
        db.value("select set_config('request.jwt.claims', %s, true)", json.dumps({"sub": str(user)}))
        before = calls(db)
        db.run("set local track_functions to 'all'")
        db.run("set local role authenticated")
        assert db.value(f"select count(*) from {table}") >= ROWS
        db.run("reset role")
        db.run("set local track_functions to 'none'")
        assert calls(db) - before == dict.fromkeys(called, 1)


def calls(db: Database) -> Counter[str]:
    """The number of calls of the functions about the caller, by name."""
    return Counter({row["name"]: row["calls"] for row in db.rows(CALLS)})
