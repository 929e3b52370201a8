"""Refused mail domains: Auth's hook checks sign-ups, a trigger checks changed addresses."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.types.json import Jsonb

from .conftest import Database

DOMAIN = "refused-mail.example"


@pytest.fixture(scope="module", autouse=True)
def refused_domain(db: Database) -> Iterator[None]:
    db.run("insert into refused_mail_domains (domain) values (%s)", DOMAIN)
    yield
    db.run("delete from refused_mail_domains where domain = %s", DOMAIN)


def test_a_refused_domain_and_its_subdomains_are_refused(db: Database) -> None:
    for address in [
        f"a@{DOMAIN}",
        f"A@{DOMAIN.upper()}",
        f"a@mail.{DOMAIN}",
        f"a@b.c.{DOMAIN}",
        f"a@{DOMAIN}.",
        f'"a@b"@{DOMAIN}',
    ]:
        event = Jsonb({"user": {"email": address}})
        assert db.value("select before_user_created(%s)", event)["error"]["http_code"] == 422, address


def test_other_domains_pass(db: Database) -> None:
    for address in [f"a@x{DOMAIN}", f"{DOMAIN}@example.com", "a@example", "a", "", None]:
        assert db.value("select before_user_created(%s)", Jsonb({"user": {"email": address}})) == {}, address


def test_the_hook_never_fails(db: Database) -> None:
    for event in [{}, {"user": None}, {"user": []}, [], None, 1]:
        assert db.value("select before_user_created(%s)", Jsonb(event)) == {}, event


def test_a_change_to_a_refused_domain_is_refused(db: Database) -> None:
    user = db.new_user()
    with pytest.raises(psycopg.Error) as refusal:
        db.run("update auth.users set email_change = %s where id = %s", f"new@{DOMAIN}", user)
    assert refusal.value.sqlstate == "PT422"
    assert str(refusal.value).startswith("email_domain_refused: ")
    assert db.run("update auth.users set email_change = %s where id = %s", "new@example.com", user) == 1
    assert db.run("update auth.users set email_change = '' where id = %s", user) == 1


def test_operators_may_set_any_address(db: Database) -> None:
    user = db.new_user()
    assert db.run("update auth.users set email = %s where id = %s", f"{user}@{DOMAIN}", user) == 1


def test_invalid_domain_is_refused_in_the_list(db: Database) -> None:
    for domain in ["@mail.example", "Mail.Example", "mail.example.", "mail..example", "a b", ""]:
        with pytest.raises(psycopg.errors.CheckViolation):
            db.run("insert into refused_mail_domains (domain) values (%s)", domain)


def test_auth_may_call_the_hook_and_nobody_else(db: Database) -> None:
    callers = [
        role
        for role in ("anon", "authenticated", "service_role", "supabase_auth_admin")
        if db.value("select has_function_privilege(%s, 'before_user_created(jsonb)', 'execute')", role)
    ]
    assert callers == ["supabase_auth_admin"]


@pytest.mark.parametrize(
    "mistake",
    [
        "drop function before_user_created(jsonb)",
        "revoke execute on function before_user_created(jsonb) from supabase_auth_admin",
        (
            "create or replace function before_user_created(event jsonb) returns jsonb language plpgsql as "
            "$$ begin raise exception 'x'; end $$"
        ),
    ],
)
def test_check_finds_a_hook_that_auth_cannot_call(db: Database, mistake: str) -> None:
    assert db.value("select sign_up_hook_works()") is True
    with db.connection.transaction(force_rollback=True):
        db.run(mistake)
        assert db.value("select sign_up_hook_works()") is False
