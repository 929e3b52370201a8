"""The check after a storm: the whole ledger is consistent."""

from __future__ import annotations

from tests.conftest import WRONG_IN_LEDGER, Sql


def assert_ledger_is_right(sql: Sql) -> int:
    """Every balance is the sum of its lines, and every line has one cause. Returns the number of users compared."""
    assert sql(WRONG_IN_LEDGER) == []
    return int(sql("select count(*) as users from users")[0]["users"])
