"""Attacks that no recorded exchange covers: with a known password, an old token or one of two mails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from local.auth.mails import hash_of
from tests.conftest import Sql, User
from tests.local.auth import (
    PASSWORD,
    account,
    allow_the_next_mail,
    mail_to,
    new_address,
    post,
    token_hash,
)
from tests.running import RunningStack


def sign_in(stack: RunningStack, email: str, password: str) -> httpx.Response:
    return post(stack, "/token?grant_type=password", {"email": email, "password": password})


def refresh(stack: RunningStack, token: str) -> httpx.Response:
    return post(stack, "/token?grant_type=refresh_token", {"refresh_token": token})


def agree(stack: RunningStack, address: str) -> dict[str, Any]:
    """Confirm by the newest mail to this address; return the response."""
    body = {"type": "email_change", "token_hash": token_hash(mail_to(stack, address))}
    answer: dict[str, Any] = post(stack, "/verify", body).json()
    return answer


def test_a_sign_up_cannot_set_trusted_claims(stack: RunningStack) -> None:
    address = new_address()
    claims = {"email_verified": True, "sub": "somebody", "email": "other@example.com", "role": "service_role"}
    user = post(stack, "/signup", {"email": address, "password": PASSWORD, "data": claims}).json()
    sure = {"email_verified": False, "sub": user["id"], "email": address}
    assert user["user_metadata"] | sure == user["user_metadata"]
    assert user["identities"][0]["identity_data"] | sure == user["identities"][0]["identity_data"]
    assert user["role"] == "authenticated"


def test_a_code_is_valid_for_its_own_address_only(stack: RunningStack, user: User, sql: Sql) -> None:
    other = new_address()
    for address in (user.email, other):
        post(stack, "/otp", {"email": address})
    sent = token_hash(mail_to(stack, user.email))
    digits = next(code for code in (f"{number:06}" for number in range(10**6)) if hash_of(user.email, code) == sent)
    body = {"type": "email", "email": other, "token": digits}
    assert post(stack, "/verify", body).json()["error_code"] == "otp_expired"


def test_concurrent_refreshes_return_the_same_token(stack: RunningStack, user: User) -> None:
    first = sign_in(stack, user.email, user.password).json()["refresh_token"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(stack, first), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


def test_a_second_change_of_address_discards_earlier_confirmations(stack: RunningStack, user: User, sql: Sql) -> None:
    first, second = new_address(), new_address()
    user.client.auth.update_user({"email": first})
    stale = {"type": "email_change", "token_hash": token_hash(mail_to(stack, first))}
    agree(stack, user.email)
    allow_the_next_mail(sql, user.email)
    user.client.auth.update_user({"email": second})
    assert post(stack, "/verify", stale).json()["error_code"] == "otp_expired"
    assert agree(stack, second)["msg"].startswith("Confirmation link accepted")


def test_resent_mails_do_not_count_one_address_twice(stack: RunningStack, user: User, sql: Sql) -> None:
    user.client.auth.update_user({"email": new_address()})
    agree(stack, user.email)
    allow_the_next_mail(sql, user.email)
    post(stack, "/resend", {"type": "email_change", "email": user.email})
    assert agree(stack, user.email)["msg"].startswith("Confirmation link accepted")
    assert account(stack, user.access_token)["email"] == user.email
