"""Signing in with another provider, for which a page stands in: who one is then, and what strangers cannot do."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import pytest

from local.config import StackConfig
from tests.conftest import NewUser, Sql, sign_in
from tests.local.auth import (
    PASSWORD,
    account,
    auth_with_providers,
    fragment,
    new_address,
    post,
    query,
    refused,
)
from tests.running import RunningStack

CHALLENGE = {"code_challenge": "a" * 43, "code_challenge_method": "s256"}


@dataclass(frozen=True)
class Provider:
    """A browser before the provider's page."""

    http: httpx.Client
    back: str

    def page(self, provider: str = "github", **parameters: str) -> httpx.Response:
        """The page that asks who one is."""
        return self.http.get(
            "/auth/v1/authorize", params={"provider": provider, "redirect_to": self.back, **parameters}
        )

    def press(self, page: httpx.Response, **form: str) -> httpx.Response:
        """Send the page's form with these fields."""
        return self.http.get("/auth/v1/callback", params={"state": state_of(page), **form})

    def sign_in(self, email: str, provider: str = "github") -> dict[str, str]:
        """The tokens of whoever has this address."""
        return fragment(location(self.press(self.page(provider), email=email)))


def state_of(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    found = re.search(r'name="state" value="([^"]+)"', page.text)
    assert found
    return found[1]


def location(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.fixture(scope="module")
def provider(stack: RunningStack) -> Iterator[Provider]:
    with auth_with_providers(stack) as url, httpx.Client(base_url=url) as http:
        yield Provider(http, f"{stack.site_url}/auth/callback")


def test_who_is_new_gets_a_confirmed_account_with_one_identity(provider: Provider, stack: RunningStack) -> None:
    address = new_address()
    user = account(stack, provider.sign_in(f"Ada.Lovelace{address}")["access_token"])
    (identity,) = user["identities"]
    assert (user["email"], bool(user["email_confirmed_at"])) == (f"ada.lovelace{address}", True)
    assert user["app_metadata"] == {"provider": "github", "providers": ["github"]}
    assert (identity["provider"], identity["identity_data"]["email_verified"]) == ("github", True)
    assert user["user_metadata"]["full_name"].startswith("Ada Lovelace")


def test_who_comes_again_by_any_way_has_the_same_account(
    provider: Provider, stack: RunningStack, new_user: NewUser
) -> None:
    ada = new_user()
    for name in ("github", "google") * 2:
        user = account(stack, provider.sign_in(ada.email, name)["access_token"])
        assert user["id"] == ada.id
    assert user["app_metadata"] == {"provider": "email", "providers": ["email", "github", "google"]}
    assert len(user["identities"]) == 3
    assert user["user_metadata"]["full_name"]
    assert sign_in(stack, ada.email, ada.password).id == ada.id


def test_who_signed_up_with_somebody_elses_address_loses_it_to_the_owner(
    provider: Provider, stack: RunningStack, sql: Sql
) -> None:
    address = new_address()
    planted = {"email": address, "password": PASSWORD, "data": {"full_name": "Mallory"}}
    post(stack, "/signup", planted)
    user = account(stack, provider.sign_in(address)["access_token"])
    assert [each["provider"] for each in user["identities"]] == ["github"]
    assert user["app_metadata"] == {"provider": "github", "providers": ["github"]}
    assert "Mallory" not in str(user)
    assert sql("select count(*) as n from auth.one_time_tokens where user_id = %s", [user["id"]]) == [{"n": 0}]
    with refused("invalid_credentials", 400):
        sign_in(stack, address, PASSWORD)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "http://localhost:3000@evil.example/", "javascript:alert(1)", "//evil.example", ""],
)
def test_nobody_is_led_elsewhere(provider: Provider, stack: RunningStack, elsewhere: str) -> None:
    page = provider.page(redirect_to=elsewhere)
    assert location(provider.press(page, email=new_address())).startswith(f"{stack.site_url}#access_token=")


def test_a_state_that_is_not_ours_or_too_old_leads_to_the_site_with_word_of_it(
    provider: Provider, stack: RunningStack
) -> None:
    config = StackConfig.load(stack.data_dir / "config.json")
    claims = {"use": "oauth", "provider": "github", "redirect_to": "https://evil.example/", "flow": None}
    late, soon = int(time.time()) - 1, int(time.time()) + 60
    secret = config.jwt_secret
    states: list[Any] = [
        "",
        "nonsense",
        stack.anon_key,
        jwt.encode({**claims, "exp": soon}, "another secret that is long enough", "HS256"),
        jwt.encode({**claims, "exp": late}, secret, "HS256"),
        jwt.encode({**claims, "exp": soon, "use": "read"}, secret, "HS256"),
        jwt.encode({**claims, "exp": soon, "provider": "gitlab"}, secret, "HS256"),
        jwt.encode(claims, secret, "HS256"),
    ]
    for state in states:
        answer = provider.http.get("/auth/v1/callback", params={"state": state, "email": new_address()})
        landed = location(answer)
        assert landed.startswith(f"{stack.site_url}?")
        assert query(landed)["error_code"] == ("bad_oauth_state" if state else "bad_oauth_callback")


def test_a_state_brings_one_code_only(provider: Provider) -> None:
    page = provider.page(**CHALLENGE)
    first, second = (query(location(provider.press(page, email=new_address()))) for _ in range(2))
    assert first["code"]
    assert second["error_code"] == "flow_state_not_found"


def test_where_sign_ups_are_closed_only_who_is_known_gets_in(stack: RunningStack, new_user: NewUser, sql: Sql) -> None:
    ada, banned = new_user(), new_user()
    sql("update auth.users set banned_until = now() + interval '1 day' where id = %s", [banned.id])
    with auth_with_providers(stack, signup_enabled=False) as url, httpx.Client(base_url=url) as http:
        provider = Provider(http, f"{stack.site_url}/auth/callback")
        assert account(stack, provider.sign_in(ada.email)["access_token"])["id"] == ada.id
        for address, code in ((new_address(), "signup_disabled"), (banned.email, "user_banned")):
            assert query(location(provider.press(provider.page(), email=address)))["error_code"] == code
    assert sql("select count(*) as n from auth.identities where user_id = %s", [banned.id]) == [{"n": 1}]
