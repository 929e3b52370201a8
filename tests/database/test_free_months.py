"""What a page reads about an account's free months."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from .clock import another_world
from .conftest import Database
from .town import BEGIN, Town

FULL = {"credits": 500, "held_elsewhere": False}
NONE = {"credits": 0, "held_elsewhere": True}


@pytest.fixture(scope="module")
def town(db: Database) -> Iterator[Town]:
    with another_world(db.url) as (unseen, clock):
        clock.set(BEGIN)
        yield Town(unseen, clock)


def free_months(town: Town, user: UUID | None) -> list[dict[str, Any]]:
    """The row that the user reads."""
    claims = f'{{"sub": "{user}", "role": "authenticated"}}' if user else ""
    town.db.run("select set_config('request.jwt.claims', %s, false)", claims)
    return town.db.rows("select * from free_months()")


def test_account_reads_that_another_account_has_its_free_months(town: Town) -> None:
    first, second = town.sign_up("hears@example.com"), town.sign_up("Hears+2@example.com")
    assert free_months(town, first) == [FULL]
    assert free_months(town, second) == [NONE]
    town.delete(first)
    assert free_months(town, second) == [FULL]


def test_an_account_without_an_address_has_months_of_its_own(town: Town) -> None:
    assert free_months(town, town.sign_up(None)) == [FULL]


def test_a_visitor_reads_nothing(town: Town) -> None:
    assert free_months(town, None) == []


def test_a_banned_user_reads_nothing(town: Town) -> None:
    user = town.sign_up("banned@example.com")
    town.db.run("update auth.users set banned_until = 'infinity' where id = %s", user)
    assert free_months(town, user) == []
