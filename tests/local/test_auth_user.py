"""Changing one's own account: password, metadata, address."""

from __future__ import annotations

import pytest
from supabase import Client
from supabase_auth.errors import AuthWeakPasswordError

from tests.conftest import NewUser, Sql, User, sign_in
from tests.local.auth import (
    OTHER_PASSWORD,
    account,
    allow_the_next_mail,
    api,
    bearer,
    code_hash,
    follow,
    fragment,
    mail_to,
    mails_to,
    new_address,
    post,
    refused,
    token_hash,
)
from tests.running import RunningStack


def test_metadata_is_merged_and_null_takes_away(user: User) -> None:
    user.client.auth.update_user({"data": {"full_name": "Grace", "theme": "dark"}})
    answer = user.client.auth.update_user({"data": {"theme": None}})
    assert answer.user.user_metadata["full_name"] == "Grace"
    assert "theme" not in answer.user.user_metadata


def test_nobody_changes_his_own_app_metadata_or_role(stack: RunningStack, user: User, sql: Sql) -> None:
    body = {"app_metadata": {"plan": "pro"}, "role": "service_role", "email_confirm": True, "ban_duration": "none"}
    with api(stack) as client:
        assert client.put("/user", json=body, headers=bearer(user.access_token)).status_code == 200
    (row,) = sql("select role, raw_app_meta_data from auth.users where id = %s", [user.id])
    assert row == {"role": "authenticated", "raw_app_meta_data": {"provider": "email", "providers": ["email"]}}


def test_a_new_password_replaces_the_old_one(anon: Client, user: User) -> None:
    user.client.auth.update_user({"password": OTHER_PASSWORD})
    anon.auth.sign_in_with_password({"email": user.email, "password": OTHER_PASSWORD})
    with refused("invalid_credentials", 400):
        anon.auth.sign_in_with_password({"email": user.email, "password": user.password})


def test_a_new_password_ends_all_other_sessions(stack: RunningStack, user: User) -> None:
    other = sign_in(stack, user.email, user.password)
    user.client.auth.update_user({"password": OTHER_PASSWORD})
    assert user.client.auth.get_user() is not None
    with api(stack) as client:
        answer = client.get("/user", headers=bearer(other.access_token))
    assert answer.json()["error_code"] == "session_not_found"


def test_the_old_password_is_no_new_one(user: User) -> None:
    with refused("same_password", 422):
        user.client.auth.update_user({"password": user.password})


def test_a_weak_new_password_is_refused(user: User) -> None:
    with pytest.raises(AuthWeakPasswordError):
        user.client.auth.update_user({"password": "short"})


def test_a_new_address_counts_once_both_addresses_agree(stack: RunningStack, user: User) -> None:
    address = new_address()
    pending = user.client.auth.update_user({"email": address}).user
    assert (pending.email, pending.new_email) == (user.email, address)

    first = post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, user.email))})
    assert first.json()["msg"].startswith("Confirmation link accepted")
    assert "access_token" not in first.json()
    second = post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, address))})

    assert second.json()["user"]["email"] == address
    assert "new_email" not in second.json()["user"]
    assert second.json()["user"]["identities"][0]["email"] == address
    assert sign_in(stack, address, user.password).id == user.id


def test_following_both_links_changes_the_address(stack: RunningStack, user: User) -> None:
    address = new_address()
    with api(stack) as client:
        client.put("/user", json={"email": address}, headers=bearer(user.access_token))

    half = follow(stack, token_hash(mail_to(stack, address)), "email_change")
    assert fragment(half)["message"].startswith("Confirmation link accepted")
    landed = follow(stack, token_hash(mail_to(stack, user.email)), "email_change")

    assert account(stack, fragment(landed)["access_token"])["email"] == address


def test_one_address_alone_cannot_confirm_twice(stack: RunningStack, user: User) -> None:
    address = new_address()
    user.client.auth.update_user({"email": address})
    body = {"type": "email_change", "token_hash": token_hash(mail_to(stack, address))}
    assert post(stack, "/verify", body).status_code == 200
    assert post(stack, "/verify", body).json()["error_code"] == "otp_expired"
    assert account(stack, user.access_token)["email"] == user.email


def test_a_second_change_starts_from_nothing(stack: RunningStack, user: User, sql: Sql) -> None:
    first, second = new_address(), new_address()
    user.client.auth.update_user({"email": first})
    post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, user.email))})
    allow_the_next_mail(sql, user.email)
    user.client.auth.update_user({"email": second})

    stale = post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, first))})
    assert stale.json()["error_code"] == "otp_expired"
    half = post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, second))})
    assert half.json()["msg"].startswith("Confirmation link accepted")


def test_the_code_of_a_change_works_with_the_address_it_went_to(stack: RunningStack, admin: Client, user: User) -> None:
    address = new_address()
    generate = admin.auth.admin.generate_link
    links = {
        user.email: generate({"type": "email_change_current", "email": user.email, "new_email": address}),
        address: generate({"type": "email_change_new", "email": user.email, "new_email": address}),
    }
    for email, link in links.items():
        token = link.properties.email_otp
        assert link.properties.hashed_token == code_hash(email, token)
        answer = post(stack, "/verify", {"type": "email_change", "email": email, "token": token})
        assert answer.status_code == 200
    assert answer.json()["user"]["email"] == address


def test_an_address_of_somebody_else_is_refused(user: User, new_user: NewUser) -> None:
    with refused("email_exists", 422):
        user.client.auth.update_user({"email": new_user().email})


def test_an_address_taken_meanwhile_is_refused_and_nothing_changes(
    stack: RunningStack, user: User, new_user: NewUser
) -> None:
    address = new_address()
    user.client.auth.update_user({"email": address})
    new_user(email=address)
    post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, user.email))})

    answer = post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, address))})

    assert (answer.status_code, answer.json()["error_code"]) == (422, "email_exists")
    assert account(stack, user.access_token)["email"] == user.email


def test_the_own_address_is_no_change(stack: RunningStack, user: User) -> None:
    answer = user.client.auth.update_user({"email": user.email})
    assert answer.user.new_email is None
    assert mails_to(stack, user.email) == []


def test_the_mails_of_a_change_can_be_sent_again(stack: RunningStack, anon: Client, user: User, sql: Sql) -> None:
    address = new_address()
    user.client.auth.update_user({"email": address})
    allow_the_next_mail(sql, user.email)
    anon.auth.resend({"type": "email_change", "email": user.email})
    assert len(mails_to(stack, user.email)) == len(mails_to(stack, address)) == 2
    assert token_hash(mails_to(stack, address)[0]) != token_hash(mails_to(stack, address)[1])


def test_asking_for_the_mails_again_lets_no_address_agree_twice(
    stack: RunningStack, anon: Client, user: User, sql: Sql
) -> None:
    address = new_address()
    user.client.auth.update_user({"email": address})
    post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, user.email))})
    allow_the_next_mail(sql, user.email)
    anon.auth.resend({"type": "email_change", "email": user.email})

    again = post(stack, "/verify", {"type": "email_change", "token_hash": token_hash(mail_to(stack, user.email))})

    assert again.json()["msg"].startswith("Confirmation link accepted")
    assert account(stack, user.access_token)["email"] == user.email


def test_two_changes_within_the_second_are_refused(user: User) -> None:
    user.client.auth.update_user({"email": new_address()})
    with refused("over_email_send_rate_limit", 429):
        user.client.auth.update_user({"email": new_address()})
