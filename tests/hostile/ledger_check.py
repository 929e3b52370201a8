"""Check that the whole ledger is consistent."""

from __future__ import annotations

from tests.conftest import LEDGER_PROBLEMS, Sql


def assert_ledger_is_right(sql: Sql) -> int:
    """Assert that each balance is the sum of its lines and each line has one cause. Returns the number of users
    checked."""
    assert sql(LEDGER_PROBLEMS) == []
    return int(sql("select count(*) as users from users")[0]["users"])
