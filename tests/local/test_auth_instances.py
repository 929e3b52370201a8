"""A second Auth with other settings, over the same database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx

from local.auth.settings import Settings, load_settings
from tests.conftest import User
from tests.local.auth import PASSWORD, auth_with, bearer, mail_to, new_address, token_hash
from tests.running import RunningStack

Call = Callable[[httpx.Client], httpx.Response]


def responses_of(stack: RunningStack, settings: Settings, *calls: Call) -> list[httpx.Response]:
    """Send these calls to a new Auth with these settings; return the responses."""
    key = {"apikey": stack.publishable_key}
    with auth_with(stack, settings) as url, httpx.Client(base_url=f"{url}/auth/v1", headers=key, verify=False) as auth:
        return [call(auth) for call in calls]


def test_without_confirmations_a_sign_up_opens_a_session(stack: RunningStack) -> None:
    body = {"email": new_address(), "password": PASSWORD}
    settings = replace(load_settings(), confirmations=False)

    first, second, shown = responses_of(
        stack,
        settings,
        lambda auth: auth.post("/signup", json=body),
        lambda auth: auth.post("/signup", json=body),
        lambda auth: auth.get("/settings"),
    )

    assert first.json()["user"]["email"] == body["email"]
    assert first.json()["access_token"]
    assert (second.status_code, second.json()["error_code"]) == (422, "user_already_exists")
    assert shown.json()["mailer_autoconfirm"] is True


def test_closed_sign_ups_refuse_new_users(stack: RunningStack, user: User) -> None:
    signup, otp, known = responses_of(
        stack,
        replace(load_settings(), signup_enabled=False),
        lambda auth: auth.post("/signup", json={"email": new_address(), "password": PASSWORD}),
        lambda auth: auth.post("/otp", json={"email": new_address()}),
        lambda auth: auth.post("/otp", json={"email": user.email}),
    )
    assert [answer.json().get("error_code") for answer in (signup, otp, known)] == [
        "signup_disabled",
        "signup_disabled",
        None,
    ]


def test_without_double_confirmation_the_new_address_confirms_alone(stack: RunningStack, user: User) -> None:
    address = new_address()
    settings = replace(load_settings(), double_confirm_changes=False)
    responses_of(
        stack, settings, lambda auth: auth.put("/user", json={"email": address}, headers=bearer(user.access_token))
    )
    mailed = {"type": "email_change", "token_hash": token_hash(mail_to(stack, address))}
    (changed,) = responses_of(stack, settings, lambda auth: auth.post("/verify", json=mailed))
    assert changed.json()["user"]["email"] == address
