"""What a page reads about an account's free months."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from .clock import rolled_back_database
from .conftest import Database
from .mailbox_users import BEGIN, MailboxUsers

FULL = {"credits": 500, "held_elsewhere": False, "unused": 500}
NONE = {"credits": 0, "held_elsewhere": True, "unused": 0}


@pytest.fixture(scope="module")
def users(db: Database) -> Iterator[MailboxUsers]:
    with rolled_back_database(db.url) as (database, clock):
        clock.set(BEGIN)
        yield MailboxUsers(database, clock)


def free_months(users: MailboxUsers, user: UUID | None) -> list[dict[str, Any]]:
    """The row that the user reads."""
    claims = f'{{"sub": "{user}", "role": "authenticated"}}' if user else ""
    users.db.run("select set_config('request.jwt.claims', %s, false)", claims)
    return users.db.rows("select * from free_months()")


def test_account_reads_that_another_account_has_its_free_months(users: MailboxUsers) -> None:
    first, second = users.sign_up("hears@example.com"), users.sign_up("Hears+2@example.com")
    assert free_months(users, first) == [FULL]
    assert free_months(users, second) == [NONE]
    users.delete(first)
    assert free_months(users, second) == [FULL | {"unused": 0}]


def test_an_account_without_an_address_has_months_of_its_own(users: MailboxUsers) -> None:
    assert free_months(users, users.sign_up(None)) == [FULL]


def test_an_account_reads_how_much_of_the_month_is_unused(users: MailboxUsers) -> None:
    user = users.sign_up("spends@example.com")
    users.db.run("select deduct_credits(%s, 120, 'Spent', 'spent')", user)
    assert free_months(users, user) == [FULL | {"unused": 380}]


def test_a_visitor_reads_nothing(users: MailboxUsers) -> None:
    assert free_months(users, None) == []


def test_a_banned_user_reads_nothing(users: MailboxUsers) -> None:
    user = users.sign_up("banned@example.com")
    users.db.run("update auth.users set banned_until = 'infinity' where id = %s", user)
    assert free_months(users, user) == []
