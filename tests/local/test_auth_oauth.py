"""Sign-in with another provider, for which a local page stands in: whose account it is, and what attackers cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest

from tests.conftest import NewUser, Sql, sign_in
from tests.local.auth import (
    PASSWORD,
    account,
    auth_with_providers,
    new_address,
    post,
    query,
    refused,
)
from tests.running import RunningStack

VERIFIER = "a" * 43
CHALLENGE = {"code_challenge": VERIFIER, "code_challenge_method": "plain"}


@dataclass(frozen=True)
class Provider:
    """A browser at the provider's page."""

    http: httpx.Client
    back: str

    def page(self, provider: str = "github", **parameters: str) -> httpx.Response:
        """Open the page that asks for an address."""
        query = {"provider": provider, "redirect_to": self.back, **CHALLENGE, **parameters}
        return self.http.get("/auth/v1/authorize", params=query)

    def press(self, page: httpx.Response, **form: str) -> httpx.Response:
        """Send the page's form with these fields."""
        return self.http.get("/auth/v1/callback", params={**hidden_fields(page), **form})

    def sign_in(self, email: str, provider: str = "github") -> dict[str, str]:
        """Sign in with this address; return the session."""
        code = query(location(self.press(self.page(provider), email=email)))["code"]
        body = {"auth_code": code, "code_verifier": VERIFIER}
        session: dict[str, str] = self.http.post("/auth/v1/token?grant_type=pkce", json=body).json()
        return session


def hidden_fields(page: httpx.Response) -> dict[str, str]:
    assert page.status_code == 200, page.text
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page.text))


def location(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.fixture(scope="module")
def provider(stack: RunningStack) -> Iterator[Provider]:
    key = {"apikey": stack.publishable_key}
    with auth_with_providers(stack) as url, httpx.Client(base_url=url, headers=key) as http:
        yield Provider(http, f"{stack.site_url}/auth/callback")


def test_a_new_user_gets_a_confirmed_account_with_one_identity(provider: Provider, stack: RunningStack) -> None:
    address = new_address()
    user = account(stack, provider.sign_in(f"Ada.Lovelace{address}")["access_token"])
    (identity,) = user["identities"]
    assert (user["email"], bool(user["email_confirmed_at"])) == (f"ada.lovelace{address}", True)
    assert user["app_metadata"] == {"provider": "github", "providers": ["github"]}
    assert identity["provider"] == "github"
    assert user["user_metadata"]["full_name"].startswith("Ada Lovelace")


def test_sign_ins_with_one_address_share_one_account(
    provider: Provider, stack: RunningStack, new_user: NewUser
) -> None:
    ada = new_user()
    for name in ("github", "google") * 2:
        user = account(stack, provider.sign_in(ada.email, name)["access_token"])
        assert user["id"] == ada.id
    assert sign_in(stack, ada.email, ada.password).id == ada.id


def test_the_owner_of_an_address_takes_over_its_unconfirmed_account(
    provider: Provider, stack: RunningStack, sql: Sql
) -> None:
    address = new_address()
    planted = {"email": address, "password": PASSWORD, "data": {"full_name": "Mallory"}}
    post(stack, "/signup", planted)
    user = account(stack, provider.sign_in(address)["access_token"])
    assert "Mallory" not in str(user["user_metadata"])
    assert sql("select count(*) as n from auth.one_time_tokens where user_id = %s", [user["id"]]) == [{"n": 0}]
    with refused("invalid_credentials", 400):
        sign_in(stack, address, PASSWORD)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "http://localhost:3000@evil.example/", "javascript:alert(1)", "//evil.example", ""],
)
def test_other_sites_are_no_target_of_the_redirect(provider: Provider, stack: RunningStack, elsewhere: str) -> None:
    page = provider.page(redirect_to=elsewhere)
    assert location(provider.press(page, email=new_address())).startswith(f"{stack.site_url}?code=")
    forged = provider.press(provider.page(), email=new_address(), redirect_to=elsewhere)
    assert location(forged).startswith(f"{stack.site_url}?code=")


def test_an_unknown_or_expired_state_redirects_to_the_site_with_an_error(
    provider: Provider, stack: RunningStack, sql: Sql
) -> None:
    expired = hidden_fields(provider.page())["state"]
    sql("update auth.flow_state set created_at = now() - interval '6 minutes' where id::text = %s", [expired])
    for state in ("", "nonsense", str(uuid4()), "%00", expired):
        answer = provider.http.get("/auth/v1/callback", params={"state": state, "email": new_address()})
        landed = location(answer)
        assert landed.startswith(f"{stack.site_url}?")
        assert query(landed)["error_code"] == ("bad_oauth_state" if state else "bad_oauth_callback")


def test_without_pkce_a_provider_is_refused(provider: Provider) -> None:
    assert provider.page(code_challenge="", code_challenge_method="").json()["error_code"] == "validation_failed"


def test_a_state_can_be_used_for_one_code_only(provider: Provider) -> None:
    page = provider.page()
    first, second = (query(location(provider.press(page, email=new_address()))) for _ in range(2))
    assert first["code"]
    assert second["error_code"] == "flow_state_not_found"


def test_closed_sign_ups_let_only_existing_users_sign_in(stack: RunningStack, new_user: NewUser, sql: Sql) -> None:
    ada, banned = new_user(), new_user()
    sql("update auth.users set banned_until = now() + interval '1 day' where id = %s", [banned.id])
    key = {"apikey": stack.publishable_key}
    with auth_with_providers(stack, signup_enabled=False) as url, httpx.Client(base_url=url, headers=key) as http:
        provider = Provider(http, f"{stack.site_url}/auth/callback")
        assert account(stack, provider.sign_in(ada.email)["access_token"])["id"] == ada.id
        for address, code in ((new_address(), "signup_disabled"), (banned.email, "user_banned")):
            assert query(location(provider.press(provider.page(), email=address)))["error_code"] == code
