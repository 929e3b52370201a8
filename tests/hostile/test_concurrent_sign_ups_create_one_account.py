"""Concurrent sign-ups with one address create one account, and each gets a response."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.conftest import Sql
from tests.local.auth import PASSWORD, api, new_address
from tests.running import RunningStack

BURST = 40
AT_ONCE = 20
LONGEST = 30.0

Answers = list[httpx.Response]


@pytest.fixture(scope="module")
def address() -> str:
    return new_address()


@pytest.fixture(scope="module")
def seconds() -> list[float]:
    """The duration of each request."""
    return []


@pytest.fixture(scope="module")
def burst(stack: RunningStack, address: str, seconds: list[float]) -> Answers:
    """Concurrent sign-ups from a page and creations by an operator, with one address in several spellings."""
    name, _, host = address.partition("@")
    spellings = (address, address.upper(), f"{name}@{host.upper()}", f"{name.upper()}@{host}")

    def ask(number: int) -> httpx.Response:
        as_operator = number % 4 == 3
        body = {"email": spellings[number // 4 % 4], "password": PASSWORD}
        key = stack.service_role_key if as_operator else stack.publishable_key
        headers = {"Authorization": f"Bearer {key}"} if as_operator else {}
        began = time.monotonic()
        with api(stack, key) as http:
            answer = http.post(
                "/admin/users" if as_operator else "/signup", json=body, headers=headers, timeout=LONGEST
            )
        seconds.append(time.monotonic() - began)
        return answer

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, range(BURST)))


def test_one_account_with_one_identity_and_one_profile_exists(burst: Answers, address: str, sql: Sql) -> None:
    users = sql("select id, email from auth.users where lower(email) = %s", [address])
    assert [user["email"] for user in users] == [address]
    for table, column in (("auth.identities", "user_id"), ("public.users", "id")):
        rows = sql(f"select count(*) as n from {table} where {column} = %s", [users[0]["id"]])
        assert (table, rows) == (table, [{"n": 1}])


def test_each_sign_up_gets_success_or_a_named_refusal(burst: Answers) -> None:
    """Auth checks the address before it inserts: of two concurrent sign-ups, the later one may violate the unique index
    (500)."""
    named = {"over_email_send_rate_limit", "email_exists", "user_already_exists", "unexpected_failure"}
    others = [
        (answer.status_code, answer.text)
        for answer in burst
        if answer.status_code != 200 and answer.json().get("error_code") not in named
    ]
    assert others == []


def test_no_sign_up_waits_long(burst: Answers, seconds: list[float]) -> None:
    assert max(seconds) < LONGEST


def test_the_address_can_be_used_afterwards_and_has_one_free_month(
    burst: Answers, stack: RunningStack, address: str, sql: Sql
) -> None:
    sql("update auth.users set email_confirmed_at = now() where email = %s", [address])
    grants = "select kind, amount from credit_grants where user_id = (select id from auth.users where email = %s)"
    assert sql(grants, [address]) == [{"kind": "free_month", "amount": 500}]
    with api(stack) as http:
        answer = http.post("/token?grant_type=password", json={"email": address, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
