"""What the holder of the secret key does with accounts, and that nobody else does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import bcrypt
import httpx
import pytest
from supabase import Client

from tests.conftest import NewUser, Sql, User, client_of, sign_in
from tests.local.auth import (
    OTHER_PASSWORD,
    PASSWORD,
    PLAIN_HTTP,
    api,
    bearer,
    fragment,
    mail_to,
    mails_to,
    new_address,
    post,
    refused,
    token_hash,
)
from tests.running import RunningStack


def test_an_account_made_confirmed_can_sign_in_at_once(stack: RunningStack, admin: Client) -> None:
    address = new_address()
    made = admin.auth.admin.create_user(
        {
            "email": address,
            "password": PASSWORD,
            "email_confirm": True,
            "user_metadata": {"full_name": "Ada"},
            "app_metadata": {"plan": "pro"},
        }
    ).user
    assert made.user_metadata == {"full_name": "Ada", "email_verified": True}
    assert made.app_metadata == {"plan": "pro", "provider": "email", "providers": ["email"]}
    assert sign_in(stack, address, PASSWORD).id == made.id
    assert mails_to(stack, address) == []


def test_an_account_made_unconfirmed_cannot(stack: RunningStack, admin: Client, anon: Client) -> None:
    address = new_address()
    admin.auth.admin.create_user({"email": address, "password": PASSWORD})
    with refused("email_not_confirmed", 400):
        anon.auth.sign_in_with_password({"email": address, "password": PASSWORD})


def test_an_account_moves_in_with_its_id_and_its_hash(stack: RunningStack, admin: Client) -> None:
    address, user_id = new_address(), str(uuid4())
    encrypted = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    admin.auth.admin.create_user({"id": user_id, "email": address, "password_hash": encrypted, "email_confirm": True})
    assert sign_in(stack, address, PASSWORD).id == user_id


def test_a_taken_address_or_id_is_refused(admin: Client, user: User) -> None:
    with refused("email_exists", 422):
        admin.auth.admin.create_user({"email": user.email})
    with refused("user_already_exists", 422):
        admin.auth.admin.create_user({"id": user.id, "email": new_address()})


def test_an_account_is_found_by_its_id(admin: Client, user: User) -> None:
    assert admin.auth.admin.get_user_by_id(user.id).user.email == user.email
    with refused("user_not_found", 404):
        admin.auth.admin.get_user_by_id(str(uuid4()))


def test_accounts_are_listed_by_pages_newest_first(admin: Client, new_user: NewUser) -> None:
    made = [new_user().id for _ in range(3)]
    pages = [admin.auth.admin.list_users(page=page, per_page=2) for page in (1, 2)]
    assert [user.id for page in pages for user in page][:3] == made[::-1]


def test_a_page_says_how_many_there_are_and_where_the_next_is(stack: RunningStack, user: User, sql: Sql) -> None:
    with api(stack, stack.secret_key) as client:
        answer = client.get("/admin/users?page=1&per_page=1")
    assert answer.headers["x-total-count"] == str(sql("select count(*) as n from auth.users")[0]["n"])
    assert answer.links["next"]["url"].endswith("?page=2&per_page=1")
    assert answer.links["last"]["url"].endswith(f"?page={answer.headers['x-total-count']}&per_page=1")


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "99999999999999999999"])
def test_a_page_that_cannot_be_is_refused(stack: RunningStack, page: str) -> None:
    with api(stack, stack.secret_key) as client:
        answer = client.get(f"/admin/users?page={page}")
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_failed")


def test_everything_of_an_account_can_be_changed_at_once(stack: RunningStack, admin: Client, user: User) -> None:
    address = new_address()
    admin.auth.admin.update_user_by_id(
        user.id,
        {
            "email": address,
            "password": OTHER_PASSWORD,
            "user_metadata": {"full_name": "Grace"},
            "app_metadata": {"plan": "pro"},
        },
    )
    changed = sign_in(stack, address, OTHER_PASSWORD)
    found = changed.client.auth.get_user()
    assert found is not None
    assert found.user.id == user.id
    assert found.user.user_metadata["full_name"] == "Grace"
    assert found.user.app_metadata["plan"] == "pro"
    assert found.user.identities is not None
    assert found.user.identities[0].identity_data["email"] == address
    assert mails_to(stack, address) == []


def test_an_address_cannot_be_moved_to_a_taken_one(admin: Client, user: User, new_user: NewUser) -> None:
    with refused("email_exists", 422):
        admin.auth.admin.update_user_by_id(user.id, {"email": new_user().email})


def test_deleting_an_account_takes_everything_with_it(admin: Client, user: User, sql: Sql) -> None:
    admin.auth.admin.delete_user(user.id)
    for table in ("users where id", "identities where user_id", "sessions where user_id"):
        assert sql(f"select 1 from auth.{table} = %s", [user.id]) == []
    assert sql("select 1 from auth.refresh_tokens where user_id = %s", [user.id]) == []
    with refused("user_not_found", 404):
        admin.auth.admin.delete_user(user.id)


def test_deleting_softly_keeps_the_row_and_forgets_whose_it_was(
    stack: RunningStack, admin: Client, user: User, sql: Sql
) -> None:
    post(stack, "/recover", {"email": user.email})
    admin.auth.admin.delete_user(user.id, should_soft_delete=True)
    (row,) = sql("select to_jsonb(users)::text as everything, deleted_at from auth.users where id = %s", [user.id])
    assert row["deleted_at"] is not None
    assert user.email not in row["everything"]
    for table in ("identities", "sessions", "one_time_tokens"):
        assert sql(f"select 1 from auth.{table} where user_id = %s", [user.id]) == []
    assert admin.auth.admin.create_user({"email": user.email}).user.id != user.id


def test_an_invitation_is_a_mail_that_opens_a_new_account(stack: RunningStack, admin: Client, anon: Client) -> None:
    address = new_address()
    invited = admin.auth.admin.invite_user_by_email(address, {"data": {"full_name": "Ada"}}).user
    assert invited.invited_at is not None
    answer = anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "invite"})
    assert answer.user is not None
    assert (answer.user.id, answer.user.user_metadata["full_name"]) == (invited.id, "Ada")
    with refused("email_exists", 422):
        admin.auth.admin.invite_user_by_email(address)


@pytest.mark.parametrize("kind", ["signup", "invite", "magiclink", "recovery"])
def test_a_generated_link_does_what_the_mail_would(stack: RunningStack, admin: Client, kind: Any) -> None:
    address = new_address()
    page = f"{stack.site_url}/auth/callback"
    if kind == "recovery":
        admin.auth.admin.create_user({"email": address})
    link = admin.auth.admin.generate_link(
        {"type": kind, "email": address, "password": PASSWORD, "options": {"redirect_to": page}}
    )
    assert mails_to(stack, address) == []
    assert link.properties.redirect_to == page
    landed = httpx.get(link.properties.action_link, verify=PLAIN_HTTP).headers["location"]
    assert landed.startswith(f"{page}#access_token=")
    assert fragment(landed)["type"] == kind


def test_a_link_for_nobody_is_refused(admin: Client) -> None:
    with refused("user_not_found", 404):
        admin.auth.admin.generate_link({"type": "recovery", "email": new_address()})


def test_an_operator_can_sign_a_user_out(stack: RunningStack, admin: Client, user: User) -> None:
    admin.auth.admin.sign_out(user.access_token, "global")
    with refused("session_not_found", 403):
        client_of(stack, stack.publishable_key).auth.get_user(user.access_token)


CALLS = [
    ("GET", "/admin/users"),
    ("POST", "/admin/users"),
    ("GET", "/admin/users/{id}"),
    ("PUT", "/admin/users/{id}"),
    ("DELETE", "/admin/users/{id}"),
    ("POST", "/admin/generate_link"),
    ("POST", "/invite"),
]


@pytest.mark.parametrize("who", ["anon", "legacy anon", "a user", "a user with the secret key"])
def test_only_the_secret_key_opens_it(stack: RunningStack, user: User, who: str) -> None:
    keys = {"legacy anon": stack.anon_key, "a user with the secret key": stack.secret_key}
    headers = bearer(user.access_token) if who.startswith("a user") else {}
    body = {"type": "magiclink", "email": user.email, "role": "service_role"}
    for method, path in CALLS:
        with api(stack, keys.get(who, stack.publishable_key)) as client:
            answer = client.request(method, path.format(id=user.id), json=body, headers=headers)
        assert (answer.status_code, answer.json()["error_code"]) == (403, "not_admin"), (method, path)


def test_the_legacy_service_key_opens_it_too(stack: RunningStack) -> None:
    legacy = client_of(stack, stack.service_role_key)
    assert legacy.auth.admin.list_users(per_page=1)


@pytest.mark.parametrize("until", ["infinity", "20000-01-01"])
def test_an_account_banned_for_ever_is_refused_and_can_be_read(
    stack: RunningStack, admin: Client, user: User, sql: Sql, until: str
) -> None:
    sql("update auth.users set banned_until = %s where id = %s", [until, user.id])
    with api(stack) as client:
        answer = client.get("/user", headers=bearer(user.access_token))
    assert (answer.status_code, answer.json()["error_code"]) == (403, "user_banned")
    assert admin.auth.admin.get_user_by_id(user.id).user.id == user.id
