"""Sessions: passwords open them, refresh tokens carry them on, signing out ends them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest
from supabase import Client
from supabase_auth.errors import AuthApiError

from tests.conftest import NewUser, Sql, User, client_of, sign_in
from tests.local.auth import api, bearer, new_address, post, refused
from tests.running import RunningStack


def refresh(stack: RunningStack, token: str) -> httpx.Response:
    return post(stack, "/token?grant_type=refresh_token", {"refresh_token": token})


def open_session(stack: RunningStack, user: User) -> dict[str, Any]:
    answer = post(stack, "/token?grant_type=password", {"email": user.email, "password": user.password})
    session: dict[str, Any] = answer.json()
    return session


def is_signed_in(stack: RunningStack, access_token: str) -> bool:
    """Whether the session behind the token is still there."""
    with api(stack) as client:
        answer = client.get("/user", headers=bearer(access_token))
    if answer.status_code == 200:
        return True
    assert (answer.status_code, answer.json()["error_code"]) == (403, "session_not_found")
    return False


def age_used_tokens(sql: Sql, user: User) -> None:
    """As if every used refresh token had been used eleven seconds ago."""
    sql(
        "update auth.refresh_tokens set updated_at = now() - interval '11 seconds' where user_id = %s and revoked",
        [user.id],
    )


def test_a_password_opens_a_session(stack: RunningStack, user: User) -> None:
    session = open_session(stack, user)
    assert set(session) == {"access_token", "token_type", "expires_in", "expires_at", "refresh_token", "user"}
    assert (session["token_type"], session["expires_in"]) == ("bearer", 3600)
    claims = jwt.decode(session["access_token"], options={"verify_signature": False})
    assert [entry["method"] for entry in claims["amr"]] == ["password"]
    assert session["user"]["last_sign_in_at"] is not None


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address_are_refused_alike(anon: Client, user: User, known: bool) -> None:
    with pytest.raises(AuthApiError, match="Invalid login credentials") as refusal:
        anon.auth.sign_in_with_password({"email": user.email if known else new_address(), "password": "wrong horse"})
    assert (refusal.value.status, refusal.value.code) == (400, "invalid_credentials")


def test_a_refresh_gives_new_tokens_and_keeps_the_session(stack: RunningStack, user: User) -> None:
    first = open_session(stack, user)
    second = refresh(stack, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    sessions = [
        jwt.decode(session["access_token"], options={"verify_signature": False})["session_id"]
        for session in (first, second)
    ]
    assert sessions[0] == sessions[1]


def test_the_client_refreshes_by_itself(user: User) -> None:
    session = user.client.auth.refresh_session().session
    assert session is not None
    assert session.user.id == user.id


def test_a_refresh_shows_what_has_changed_meanwhile(stack: RunningStack, user: User, admin: Client) -> None:
    session = open_session(stack, user)
    admin.auth.admin.update_user_by_id(user.id, {"app_metadata": {"plan": "pro"}})
    claims = jwt.decode(
        refresh(stack, session["refresh_token"]).json()["access_token"], options={"verify_signature": False}
    )
    assert claims["app_metadata"]["plan"] == "pro"


def test_a_token_used_twice_within_ten_seconds_gives_the_same_successor(stack: RunningStack, user: User) -> None:
    first = open_session(stack, user)["refresh_token"]
    second = refresh(stack, first).json()["refresh_token"]
    third = refresh(stack, second).json()["refresh_token"]
    assert refresh(stack, first).json()["refresh_token"] == third
    assert refresh(stack, second).json()["refresh_token"] == third


def test_of_many_refreshes_at_once_all_get_the_same_successor(stack: RunningStack, user: User) -> None:
    first = open_session(stack, user)["refresh_token"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(stack, first), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


def test_a_client_that_lost_the_answer_may_ask_again_any_time(stack: RunningStack, user: User, sql: Sql) -> None:
    first = open_session(stack, user)["refresh_token"]
    second = refresh(stack, first).json()["refresh_token"]
    age_used_tokens(sql, user)
    assert refresh(stack, first).json()["refresh_token"] == second


def test_reuse_of_an_older_token_revokes_the_whole_session(stack: RunningStack, user: User, sql: Sql) -> None:
    first = open_session(stack, user)["refresh_token"]
    third = refresh(stack, refresh(stack, first).json()["refresh_token"]).json()["refresh_token"]
    age_used_tokens(sql, user)

    stolen = refresh(stack, first)

    assert (stolen.status_code, stolen.json()["error_code"]) == (400, "refresh_token_already_used")
    own = refresh(stack, third)
    assert (own.status_code, own.json()["error_code"]) == (400, "refresh_token_already_used")


def test_reuse_touches_no_other_session(stack: RunningStack, user: User, sql: Sql) -> None:
    first, other = open_session(stack, user)["refresh_token"], open_session(stack, user)["refresh_token"]
    refresh(stack, refresh(stack, first).json()["refresh_token"])
    age_used_tokens(sql, user)
    refresh(stack, first)
    assert refresh(stack, other).status_code == 200


@pytest.mark.parametrize("token", ["never-issued", "x" * 4096, "null\u2028", "' or 1=1 --"])
def test_an_unknown_refresh_token_is_refused(stack: RunningStack, token: str) -> None:
    answer = refresh(stack, token)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "refresh_token_not_found")


def test_signing_out_here_leaves_other_sessions(stack: RunningStack, user: User) -> None:
    here, elsewhere = sign_in(stack, user.email, user.password), open_session(stack, user)
    here.client.auth.sign_out({"scope": "local"})
    assert not is_signed_in(stack, here.access_token)
    assert is_signed_in(stack, elsewhere["access_token"])


def test_signing_out_everywhere_ends_all_sessions(stack: RunningStack, user: User) -> None:
    elsewhere = open_session(stack, user)
    user.client.auth.sign_out({"scope": "global"})
    assert not is_signed_in(stack, user.access_token)
    assert not is_signed_in(stack, elsewhere["access_token"])
    answer = refresh(stack, elsewhere["refresh_token"])
    assert (answer.status_code, answer.json()["error_code"]) == (400, "refresh_token_not_found")


def test_signing_out_is_everywhere_unless_said_otherwise(stack: RunningStack, user: User) -> None:
    elsewhere = open_session(stack, user)
    with api(stack) as client:
        assert client.post("/logout", headers=bearer(user.access_token)).status_code == 204
    assert not is_signed_in(stack, elsewhere["access_token"])


def test_signing_out_the_others_keeps_this_session(stack: RunningStack, user: User) -> None:
    elsewhere = open_session(stack, user)
    user.client.auth.sign_out({"scope": "others"})
    assert is_signed_in(stack, user.access_token)
    assert not is_signed_in(stack, elsewhere["access_token"])


def test_signing_out_touches_nobody_else(stack: RunningStack, user: User, new_user: NewUser) -> None:
    other = new_user()
    user.client.auth.sign_out({"scope": "global"})
    assert is_signed_in(stack, other.access_token)


def test_an_unknown_scope_is_refused(stack: RunningStack, user: User) -> None:
    with api(stack) as client:
        answer = client.post("/logout?scope=everything", headers=bearer(user.access_token))
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_failed")
    assert is_signed_in(stack, user.access_token)


def test_a_banned_user_gets_no_session_no_refresh_and_no_answer(
    stack: RunningStack, anon: Client, admin: Client, user: User
) -> None:
    session = open_session(stack, user)
    admin.auth.admin.update_user_by_id(user.id, {"ban_duration": "24h"})
    with refused("user_banned", 400):
        anon.auth.sign_in_with_password({"email": user.email, "password": user.password})
    answer = refresh(stack, session["refresh_token"])
    assert (answer.status_code, answer.json()["error_code"]) == (400, "user_banned")
    assert answer.json()["msg"] == "Invalid Refresh Token: User Banned"
    with api(stack) as client:
        for method, body in (("GET", None), ("PUT", {"data": {"a": 1}})):
            answer = client.request(method, "/user", json=body, headers=bearer(session["access_token"]))
            assert (answer.status_code, answer.json()["error_code"]) == (403, "user_banned")

    admin.auth.admin.update_user_by_id(user.id, {"ban_duration": "none"})
    anon.auth.sign_in_with_password({"email": user.email, "password": user.password})
    assert is_signed_in(stack, session["access_token"])


def test_a_session_of_a_deleted_user_is_gone(stack: RunningStack, admin: Client, user: User) -> None:
    session = open_session(stack, user)
    admin.auth.admin.delete_user(user.id)
    with refused("user_not_found", 403):
        client_of(stack, stack.publishable_key).auth.get_user(session["access_token"])
    assert refresh(stack, session["refresh_token"]).json()["error_code"] == "refresh_token_not_found"


def test_sessions_live_in_the_database_alone(stack: RunningStack, user: User, sql: Sql) -> None:
    sql("delete from auth.sessions where user_id = %s", [user.id])
    assert not is_signed_in(stack, user.access_token)


def test_the_user_is_told_to_whom_the_token_belongs_only(stack: RunningStack, user: User) -> None:
    found = user.client.auth.get_user()
    assert found is not None
    assert (found.user.id, found.user.email) == (user.id, user.email)
    assert found.user.identities is not None
    assert [identity.provider for identity in found.user.identities] == ["email"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "no_authorization"),
        ({"authorization": "Basic abc"}, 401, "no_authorization"),
        ({"authorization": "Bearer nonsense"}, 403, "bad_jwt"),
        ({"authorization": "Bearer {publishable_key}"}, 403, "bad_jwt"),
        ({"authorization": "Bearer {secret_key}"}, 403, "bad_jwt"),
        ({"authorization": "Bearer {service_role_key}"}, 403, "bad_jwt"),
    ],
)
def test_without_a_users_token_there_is_no_user(
    stack: RunningStack, headers: dict[str, str], status: int, code: str
) -> None:
    filled = {name: value.format(**vars(stack)) for name, value in headers.items()}
    with api(stack) as client:
        answer = client.get("/user", headers=filled)
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)
