"""The schema auth: what migrations may do with it, and that browsers reach none of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import errors

from tests.conftest import Sql, User, sign_in
from tests.running import RunningStack

TABLES: list[LiteralString] = [
    "users", "identities", "sessions", "mfa_amr_claims", "refresh_tokens", "one_time_tokens", "flow_state",
]  # fmt: skip
ROLES = ["anon", "authenticated", "service_role"]
PRIVILEGES = ["select", "insert", "update", "delete", "truncate", "references", "trigger"]


@pytest.fixture
def migration(stack: RunningStack) -> Iterator[psycopg.Connection[Any]]:
    """A transaction as the role that migrations run as; nothing of it stays."""
    address = urlsplit(stack.db_url)
    url = address._replace(netloc=f"postgres:postgres@{address.hostname}:{address.port}").geturl()
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", TABLES)
def test_no_role_of_the_api_has_any_right_on_a_table(sql: Sql, table: str) -> None:
    query = """select role, privilege from unnest(%s::text[]) as role, unnest(%s::text[]) as privilege
               where has_table_privilege(role, %s, privilege)"""
    assert sql(query, [ROLES, PRIVILEGES, f"auth.{table}"]) == []
    assert len(sql(query, [["postgres"], PRIVILEGES, f"auth.{table}"])) == len(PRIVILEGES)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_row_level_security_and_belongs_to_auth(sql: Sql, table: str) -> None:
    (row,) = sql(
        "select relrowsecurity, pg_get_userbyid(relowner) as owner from pg_class where oid = %s::regclass",
        [f"auth.{table}"],
    )
    assert row == {"relrowsecurity": True, "owner": "supabase_auth_admin"}


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
def test_a_migration_may(migration: psycopg.Connection[Any], statement: LiteralString) -> None:
    migration.execute(statement)


def test_a_migration_may_not_let_anybody_into_it(migration: psycopg.Connection[Any]) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        migration.execute("create policy p on auth.users for select using (auth.uid() = id)")


def test_a_user_of_a_seed_signs_in(stack: RunningStack) -> None:
    assert sign_in(stack, "demo@example.com", "demo-password").email == "demo@example.com"


def test_confirmed_at_follows_the_address(sql: Sql, user: User) -> None:
    (row,) = sql("select confirmed_at = email_confirmed_at as same from auth.users where id = %s", [user.id])
    assert row["same"]


def test_one_address_has_one_account(sql: Sql, user: User) -> None:
    with pytest.raises(errors.UniqueViolation):
        sql("insert into auth.users (id, email) values (gen_random_uuid(), %s)", [user.email])
