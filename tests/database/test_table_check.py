"""`make check` refuses a table in `public` without row level security, or without a grant or a comment."""

from __future__ import annotations

import psycopg
import pytest

from tests.generated.tables import table_problems

from .conftest import Database

DOCUMENTED = """
    create table reports (id bigint primary key);
    alter table reports enable row level security;
    grant select on reports to authenticated"""


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        (DOCUMENTED, None),
        ("create table reports (id bigint primary key); comment on table reports is 'For the service.'", None),
        (DOCUMENTED.replace("alter table reports enable row level security;", ""), "without row level security"),
        (
            "create table reports (id bigint primary key, a int); grant update (a) on reports to anon",
            "without row level",
        ),
        ("create table reports (id bigint primary key)", "neither a grant nor a comment"),
    ],
)
def test_a_table_is_checked(db: Database, statements: str, problem: str | None) -> None:
    with psycopg.connect(db.url) as connection, connection.transaction(force_rollback=True):
        connection.execute(statements.encode())
        problems = table_problems(connection)
        assert [each for each in problems if "public.reports" not in each] == []
        assert [problem in each for each in problems] == [True] if problem else problems == []
