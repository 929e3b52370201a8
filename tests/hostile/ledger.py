"""The check that follows every round of attacks: each balance is the sum of its history."""

from __future__ import annotations

from tests.conftest import Sql


def assert_balances_match_history(sql: Sql) -> int:
    """Compare both balances of every user with the sum of their lines. Returns the number of users compared."""
    rows = sql(
        "select u.id, u.subscription_credits, u.purchased_credits,"
        " coalesce(sum(h.subscription_amount), 0) as subscription_lines,"
        " coalesce(sum(h.purchased_amount), 0) as purchased_lines"
        " from users u left join credit_history h on h.user_id = u.id group by u.id"
    )
    wrong = [
        row
        for row in rows
        if (row["subscription_credits"], row["purchased_credits"])
        != (row["subscription_lines"], row["purchased_lines"])
    ]
    assert wrong == [], "these balances are not the sum of their history"
    return len(rows)
