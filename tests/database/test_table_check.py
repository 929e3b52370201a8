"""`make check` refuses a table in `public` without row level security, or without a grant or a comment; and what makes
queries slow."""

from __future__ import annotations

import psycopg
import pytest

from tests.generated.costs import cost_problems
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


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("create index on shares (user_id, id)", "shares_user_id_idx is not needed: shares_user_id_id_idx begins"),
        ("create index on private.mailbox_queue (hash)", "is not needed"),
        ("create index on shares (show_prompt)", None),
        ("create table slow (user_id uuid references users)", "the foreign key slow_user_id_fkey has no index"),
        ("create table fast (user_id uuid primary key references users)", None),
        ("create table fast (u uuid references users, v int, primary key (v, u)); create index on fast (u, v)", None),
        (
            "create policy p on shares for select to anon using (user_id = auth.uid())",
            'The policy "p" on public.shares',
        ),
        (
            "create policy p on storage.objects for select to authenticated using (is_active_user())",
            "on storage.objects calls a",
        ),
        ("create policy p on shares for select to anon using (user_id = (select auth.uid()))", None),
    ],
)
def test_what_makes_queries_slow_is_found(db: Database, statement: str, problem: str | None) -> None:
    with psycopg.connect(db.url) as connection, connection.transaction(force_rollback=True):
        assert cost_problems(connection) == []
        connection.execute(statement.encode())
        problems = cost_problems(connection)
        assert [problem in each for each in problems] == [True] if problem else problems == []
