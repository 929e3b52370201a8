"""The hook before a user is created: when Auth calls it, and what its result does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from local.auth.settings import SettingError, load_settings
from tests.conftest import NewUser, Sql
from tests.local.auth import PASSWORD, auth_with, new_address, post, query
from tests.local.test_auth_oauth import Provider, location
from tests.local.test_auth_settings import project
from tests.running import RunningStack

REFUSED = "refused-by-hook.example"
WORDS = "email_domain_refused: Addresses of this mail domain are not accepted. Use another one."


@pytest.fixture(scope="module", autouse=True)
def refused_domain(sql: Sql) -> Iterator[None]:
    sql("insert into refused_mail_domains (domain) values (%s)", [REFUSED])
    yield
    sql("delete from refused_mail_domains where domain = %s", [REFUSED])


def refused_address() -> str:
    return new_address().replace("example.com", REFUSED)


def accounts(sql: Sql, address: str) -> int:
    (row,) = sql("select count(*)::int as n from auth.users where email = %s", [address])
    return int(row["n"])


def test_the_hook_is_not_called_for_existing_users(stack: RunningStack, new_user: NewUser) -> None:
    user = new_user(email=refused_address())
    for path in ("/signup", "/otp"):
        answer = post(stack, path, {"email": user.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text


def test_a_refused_sign_in_with_a_provider_shows_the_error_on_the_site(stack: RunningStack, sql: Sql) -> None:
    settings = replace(load_settings(), external=frozenset({"github"}))
    address = refused_address()
    with auth_with(stack, settings) as url, httpx.Client(base_url=url, verify=False) as http:
        provider = Provider(http, f"{stack.site_url}/auth/callback")
        back = query(location(provider.press(provider.page(), email=address)))
    assert (back["error"], back["error_description"]) == ("server_error", WORDS)
    assert accounts(sql, address) == 0


@pytest.mark.parametrize("uri", ["https://example.com/hook", "pg-functions://postgres/public", ""])
def test_an_unsupported_hook_is_named_in_the_error(tmp_path: Path, uri: str) -> None:
    config = f'[auth.hook.before_user_created]\nenabled = true\nuri = "{uri}"'
    with pytest.raises(SettingError, match=r"auth\.hook\.before_user_created\.uri must be"):
        load_settings(project(tmp_path, config))
