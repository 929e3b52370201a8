"""What users read about content that their plan does not include."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from .conftest import Database

TRANSLATIONS = '{"de": {"title": "Licht", "body": "geheim", "picture_alt": "geheim"}, "fr": {"body": "geheim"}}'


@pytest.fixture
def article(db: Database) -> Iterator[str]:
    """An article for Pro, with all its fields set; its id."""
    found = str(
        db.value(
            "insert into premium_content (title, body, tier, picture_path, picture_alt, download_path, translations)"
            " values ('Light', 'secret', 'pro', 'secret.png', 'secret', 'secret.pdf', %s) returning id",
            TRANSLATIONS,
        )
    )
    yield found
    db.run("delete from premium_content where id = %s", found)


def read(db: Database, user: UUID, statement: str) -> list[dict[str, Any]]:
    with db.acting_as("authenticated", user) as connection:
        return [dict(row) for row in connection.execute(statement.encode()).fetchall()]


@pytest.mark.usefixtures("article")
def test_a_user_without_a_plan_reads_the_titles_and_nothing_else(db: Database) -> None:
    user = db.new_user()
    titles = [row for row in read(db, user, "select * from premium_titles()") if row["title"] == "Light"]
    assert titles == [{"tier": "pro", "title": "Light", "translations": {"de": {"title": "Licht"}}}]
    assert [row for row in read(db, user, "select * from premium_content") if row["tier"] == "pro"] == []


@pytest.mark.usefixtures("article")
def test_a_banned_user_reads_no_titles(db: Database) -> None:
    user = db.new_user()
    db.run("update auth.users set banned_until = 'infinity' where id = %s", user)
    assert read(db, user, "select * from premium_titles()") == []
