"""The schema auth: migrations may use it, browsers may not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import errors

from tests.conftest import Sql
from tests.running import RunningStack

TABLES: list[LiteralString] = [
    "users", "identities", "sessions", "mfa_amr_claims", "refresh_tokens", "one_time_tokens", "flow_state",
]  # fmt: skip
ROLES = ["anon", "authenticated", "service_role"]
PRIVILEGES = ["select", "insert", "update", "delete", "truncate", "references", "trigger"]


@pytest.fixture
def migration(stack: RunningStack) -> Iterator[psycopg.Connection[Any]]:
    """Yield a transaction with the role of migrations, and roll it back."""
    address = urlsplit(stack.db_url)
    url = address._replace(netloc=f"postgres:postgres@{address.hostname}:{address.port}").geturl()
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", TABLES)
def test_api_roles_have_no_rights_on_auth_tables(sql: Sql, table: str) -> None:
    query = """select role, privilege from unnest(%s::text[]) as role, unnest(%s::text[]) as privilege
               where has_table_privilege(role, %s, privilege)"""
    assert sql(query, [ROLES, PRIVILEGES, f"auth.{table}"]) == []
    assert len(sql(query, [["postgres"], PRIVILEGES, f"auth.{table}"])) == len(PRIVILEGES)


@pytest.mark.parametrize(
    "statement",
    [
        "create table public.t (user_id uuid references auth.users (id) on delete cascade)",
        """create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
           create trigger t after insert on auth.users for each row execute function public.f()""",
        "insert into auth.users (id, email) values (gen_random_uuid(), 'seed@example.com')",
        "update auth.users set raw_app_meta_data = '{}'",
        "delete from auth.users",
        "truncate auth.sessions cascade",
        "create view public.v as select id, email from auth.users",
    ],
)
def test_a_migration_may_use_auth(migration: psycopg.Connection[Any], statement: LiteralString) -> None:
    migration.execute(statement)


def test_a_migration_may_not_add_policies_to_auth(migration: psycopg.Connection[Any]) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        migration.execute("create policy p on auth.users for select using (auth.uid() = id)")
