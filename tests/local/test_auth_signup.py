"""Signing up: by mail, without telling strangers who is known here."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import bcrypt
import jwt
import pytest
from supabase import Client
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

from tests.conftest import NewUser, Sql
from tests.local.auth import (
    OTHER_PASSWORD,
    PASSWORD,
    account,
    allow_the_next_mail,
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


def sign_up(anon: Client, address: str, password: str = PASSWORD, full_name: str = "Ada Lovelace") -> str:
    """The id of the user that the answer tells of; nobody is signed in yet."""
    answer = anon.auth.sign_up({"email": address, "password": password, "options": {"data": {"full_name": full_name}}})
    assert answer.session is None
    assert answer.user is not None
    return answer.user.id


def test_a_sign_up_is_confirmed_by_the_token_in_its_mail(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    user_id = sign_up(anon, address)

    answer = anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "email"})

    assert answer.session is not None
    assert answer.user is not None
    assert (answer.user.id, answer.user.email, answer.user.role) == (user_id, address, "authenticated")
    assert answer.user.email_confirmed_at is not None
    assert answer.user.user_metadata["full_name"] == "Ada Lovelace"
    assert answer.user.user_metadata["email_verified"] is True
    assert account(stack, answer.session.access_token)["id"] == user_id


def test_a_sign_up_is_confirmed_by_following_the_link(stack: RunningStack) -> None:
    address = new_address()
    answer = post(stack, "/signup", {"email": address, "password": PASSWORD})
    assert answer.status_code == 200

    landed = follow(stack, token_hash(mail_to(stack, address)), "signup")

    assert landed.startswith(f"{stack.site_url}#")
    session = fragment(landed)
    assert (session["type"], session["token_type"]) == ("signup", "bearer")
    assert account(stack, session["access_token"])["email"] == address


def test_before_the_confirmation_nobody_gets_in(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    sign_up(anon, address)
    with refused("email_not_confirmed", 400):
        anon.auth.sign_in_with_password({"email": address, "password": PASSWORD})


def test_an_address_is_the_same_in_any_case(stack: RunningStack, anon: Client, new_user: NewUser) -> None:
    user = new_user()
    session = anon.auth.sign_in_with_password({"email": user.email.upper(), "password": user.password}).session
    assert session is not None
    assert session.user.id == user.id


def test_a_sign_up_with_a_known_address_answers_as_if_it_were_new(
    stack: RunningStack, anon: Client, new_user: NewUser, sql: Sql
) -> None:
    user = new_user()
    before = len(mails_to(stack, user.email))

    answered_id = sign_up(anon, user.email, OTHER_PASSWORD, "Mallory")

    assert answered_id != user.id
    assert len(mails_to(stack, user.email)) == before
    assert sql("select count(*) as n from auth.users where email = %s", [user.email]) == [{"n": 1}]
    anon.auth.sign_in_with_password({"email": user.email, "password": user.password})
    with refused("invalid_credentials", 400):
        anon.auth.sign_in_with_password({"email": user.email, "password": OTHER_PASSWORD})


def test_both_answers_to_a_sign_up_have_the_same_members(stack: RunningStack, new_user: NewUser) -> None:
    known, unknown = new_user().email, new_address()
    answers = [post(stack, "/signup", {"email": address, "password": PASSWORD}) for address in (known, unknown)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert set(answers[0].json()) == set(answers[1].json())
    assert set(answers[0].json()["user_metadata"]) == set(answers[1].json()["user_metadata"])


def test_signing_up_again_before_the_confirmation_keeps_the_first_password(
    stack: RunningStack, anon: Client, sql: Sql
) -> None:
    address = new_address()
    sign_up(anon, address)
    allow_the_next_mail(sql, address)
    sign_up(anon, address, OTHER_PASSWORD, "Mallory")
    anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "email"})

    anon.auth.sign_in_with_password({"email": address, "password": PASSWORD})
    with refused("invalid_credentials", 400):
        anon.auth.sign_in_with_password({"email": address, "password": OTHER_PASSWORD})


def test_a_newer_mail_makes_the_older_token_worthless(stack: RunningStack, anon: Client, sql: Sql) -> None:
    address = new_address()
    sign_up(anon, address)
    older = token_hash(mail_to(stack, address))
    allow_the_next_mail(sql, address)
    sign_up(anon, address)
    with refused("otp_expired", 403):
        anon.auth.verify_otp({"token_hash": older, "type": "email"})


def test_a_second_mail_within_the_second_is_refused(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    sign_up(anon, address)
    with refused("over_email_send_rate_limit", 429):
        sign_up(anon, address)


def test_a_confirmation_can_be_sent_again(stack: RunningStack, anon: Client, sql: Sql) -> None:
    address = new_address()
    sign_up(anon, address)
    allow_the_next_mail(sql, address)
    anon.auth.resend({"type": "signup", "email": address})
    assert len(mails_to(stack, address)) == 2
    anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "email"})


def test_asking_again_tells_nothing_of_an_address(stack: RunningStack, anon: Client, new_user: NewUser) -> None:
    confirmed, unknown = new_user().email, new_address()
    for address in (confirmed, unknown):
        answer = post(stack, "/resend", {"type": "signup", "email": address})
        assert (answer.status_code, answer.json()) == (200, {})
        assert mails_to(stack, address) == []


def test_a_token_works_once(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    sign_up(anon, address)
    token = token_hash(mail_to(stack, address))
    anon.auth.verify_otp({"token_hash": token, "type": "signup"})
    with refused("otp_expired", 403):
        anon.auth.verify_otp({"token_hash": token, "type": "signup"})


def test_of_two_who_use_a_token_at_once_one_gets_in(stack: RunningStack) -> None:
    address = new_address()
    post(stack, "/signup", {"email": address, "password": PASSWORD})
    body = {"token_hash": token_hash(mail_to(stack, address)), "type": "signup"}
    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status_code for answer in pool.map(lambda _: post(stack, "/verify", body), range(8))]
    assert sorted(statuses) == [200] + [403] * 7


def test_of_many_sign_ups_at_once_one_account_comes(stack: RunningStack, sql: Sql) -> None:
    address = new_address()
    body = {"email": address, "password": PASSWORD}
    with ThreadPoolExecutor(8) as pool:
        statuses = {answer.status_code for answer in pool.map(lambda _: post(stack, "/signup", body), range(8))}
    assert statuses <= {200, 429}
    assert sql("select count(*) as n from auth.users where email = %s", [address]) == [{"n": 1}]


def test_an_old_token_is_refused(stack: RunningStack, anon: Client, sql: Sql) -> None:
    address = new_address()
    sign_up(anon, address)
    sql("update auth.users set confirmation_sent_at = now() - interval '61 minutes' where email = %s", [address])
    with refused("otp_expired", 403):
        anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "signup"})


def test_a_short_password_is_refused_with_the_reason(anon: Client) -> None:
    with pytest.raises(AuthWeakPasswordError) as refusal:
        anon.auth.sign_up({"email": new_address(), "password": "ninechars"})
    assert (refusal.value.status, refusal.value.reasons) == (422, ["length"])
    assert "at least 10 characters" in refusal.value.message


def test_a_password_that_bcrypt_would_cut_off_is_refused(anon: Client) -> None:
    with refused("validation_failed", 400):
        anon.auth.sign_up({"email": new_address(), "password": "x" * 73})


@pytest.mark.parametrize(
    "address", ["plain", "a@", "@b.example", "a b@c.example", "a@b..c", "a@-b.example", "a@b.example\r\nBcc: x@y.z"]
)
def test_what_is_no_address_is_refused(anon: Client, address: str) -> None:
    with pytest.raises(AuthApiError) as refusal:
        anon.auth.sign_up({"email": address, "password": PASSWORD})
    assert (refusal.value.status, refusal.value.code) == (400, "validation_failed")


def test_a_sign_up_cannot_say_that_its_address_is_verified(stack: RunningStack) -> None:
    address = new_address()
    claims = {"email_verified": True, "sub": "somebody", "email": "other@example.com", "role": "service_role"}
    user = post(stack, "/signup", {"email": address, "password": PASSWORD, "data": claims}).json()
    assert (
        user["user_metadata"] | {"email_verified": False, "sub": user["id"], "email": address} == user["user_metadata"]
    )
    assert user["role"] == "authenticated"


def test_nobody_signs_up_without_an_address_or_by_phone(stack: RunningStack, anon: Client) -> None:
    with refused("anonymous_provider_disabled", 422):
        anon.auth.sign_in_anonymously()
    with refused("phone_provider_disabled", 400):
        anon.auth.sign_up({"phone": "+41790000000", "password": PASSWORD})


def test_passwords_are_kept_as_bcrypt(stack: RunningStack, anon: Client, sql: Sql) -> None:
    address = new_address()
    sign_up(anon, address)
    (row,) = sql("select encrypted_password from auth.users where email = %s", [address])
    assert row["encrypted_password"].startswith("$2")
    assert bcrypt.checkpw(PASSWORD.encode(), row["encrypted_password"].encode())


def test_the_mail_says_whom_it_is_for_and_leads_to_the_site(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    sign_up(anon, address)
    mail = mail_to(stack, address)
    assert mail["to"] == address
    assert mail["subject"] == "Confirm your e-mail address"
    assert mail["links"][0].startswith(f"{stack.site_url}/auth/confirm?")


def test_the_access_token_carries_the_claims_of_a_hosted_project(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    user_id = sign_up(anon, address)
    answer = anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "email"})
    assert answer.session is not None
    keys = jwt.PyJWKClient(f"{stack.supabase_url}/auth/v1/.well-known/jwks.json")
    token = answer.session.access_token

    claims = jwt.decode(token, keys.get_signing_key_from_jwt(token), algorithms=["ES256"], audience="authenticated")

    assert claims["iss"] == f"{stack.supabase_url}/auth/v1"
    assert (claims["sub"], claims["email"], claims["role"], claims["aal"]) == (
        user_id,
        address,
        "authenticated",
        "aal1",
    )
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 60
    assert [entry["method"] for entry in claims["amr"]] == ["otp"]
    assert claims["app_metadata"] == {"provider": "email", "providers": ["email"]}
    assert claims["user_metadata"]["full_name"] == "Ada Lovelace"
    assert claims["is_anonymous"] is False
    assert len(claims["session_id"]) == 36


def test_the_code_in_a_mail_signs_up_too(stack: RunningStack, anon: Client, admin: Client) -> None:
    address = new_address()
    link = admin.auth.admin.generate_link({"type": "signup", "email": address, "password": PASSWORD})
    answer = anon.auth.verify_otp({"email": address, "token": link.properties.email_otp, "type": "signup"})
    assert answer.session is not None


def test_a_code_of_somebody_else_is_refused(stack: RunningStack, anon: Client, admin: Client) -> None:
    mine, other = new_address(), new_address()
    link = admin.auth.admin.generate_link({"type": "signup", "email": mine, "password": PASSWORD})
    admin.auth.admin.generate_link({"type": "signup", "email": other, "password": PASSWORD})
    with refused("otp_expired", 403):
        anon.auth.verify_otp({"email": other, "token": link.properties.email_otp, "type": "signup"})


def test_an_account_without_a_password_signs_in_by_mail_only(stack: RunningStack, anon: Client) -> None:
    address = new_address()
    anon.auth.sign_in_with_otp({"email": address})
    answer = anon.auth.verify_otp({"token_hash": token_hash(mail_to(stack, address)), "type": "email"})
    assert answer.session is not None
    for password in ("", PASSWORD):
        refusal = post(stack, "/token?grant_type=password", {"email": address, "password": password})
        assert (refusal.status_code, refusal.json()["error_code"]) == (400, "invalid_credentials")
