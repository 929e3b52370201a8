"""Malformed requests: Auth refuses them with the errors of the real one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Sql
from tests.local.auth import PASSWORD, new_address, post
from tests.running import RunningStack
from tests.search import sample

POSTS = [
    "/signup",
    "/token?grant_type=password",
    "/token?grant_type=refresh_token",
    "/token?grant_type=pkce",
    "/otp",
    "/magiclink",
    "/recover",
    "/resend",
    "/verify",
]
BROKEN = {
    "no JSON": b"{",
    "not an object": b"[1]",
    "a number": b"1",
    "not UTF-8": b'{"email":"\xff"}',
    "NaN": b'{"email":"a@b.example","data":{"a":NaN}}',
    "an endless number": b'{"email":"a@b.example","data":{"a":1e999}}',
    "a very long number": b'{"email":"a@b.example","data":{"a":' + b"9" * 5000 + b"}}",
    "too deep": b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("broken", BROKEN)
def test_an_invalid_body_is_refused(stack: RunningStack, path: str, broken: str) -> None:
    answer = post(stack, path, content=BROKEN[broken])
    assert (answer.status_code, answer.json()["error_code"]) == (400, "bad_json")


FIELDS = ["email", "password", "token", "token_hash", "type", "refresh_token", "auth_code", "code_verifier", "data"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@sample(25)
@given(path=st.sampled_from(POSTS), body=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5))
def test_random_values_of_fields_are_refused(stack: RunningStack, path: str, body: dict[str, Any]) -> None:
    sent = json.dumps(body)
    answer = post(stack, path, content=sent.encode())
    highest = 500 if "\\u0000" in sent else 499
    assert 400 <= answer.status_code <= highest, (path, body, answer.text)
    assert answer.json()["error_code"]


def test_a_trigger_has_no_more_rights_than_in_a_hosted_project(stack: RunningStack, sql: Sql) -> None:
    """Without security definer, a function may not write to other schemas, and its search path is auth only."""
    sql("create table public.signups_test (id uuid)")
    sql("create function public.note_test() returns trigger language plpgsql as $$ begin insert into public.signups_test values (new.id); return new; end $$")  # fmt: skip
    sql("create trigger note_test after insert on auth.users for each row execute function public.note_test()")
    try:
        answer = post(stack, "/signup", {"email": new_address(), "password": PASSWORD})
    finally:
        sql("drop trigger note_test on auth.users")
        sql("drop function public.note_test()")
        sql("drop table public.signups_test")
    assert (answer.status_code, answer.json()["error_code"]) == (500, "unexpected_failure")
