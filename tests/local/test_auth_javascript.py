"""Signing in with supabase-js: the promises of `js/auth.mjs`, each a test."""

from __future__ import annotations

import pytest

from tests.local import browser_client
from tests.local.auth import auth_with_providers
from tests.running import RunningStack


@pytest.fixture(scope="module")
def kept(stack: RunningStack) -> dict[str, str | None]:
    with auth_with_providers(stack) as url:
        env = {
            "SUPABASE_URL": stack.supabase_url,
            "SUPABASE_KEY": stack.publishable_key,
            "SECRET_KEY": stack.secret_key,
            "SITE_URL": stack.site_url,
            "INBOX_URL": stack.inbox_url,
            "OAUTH_URL": url,
        }
        return browser_client.run("auth.mjs", env)


@pytest.mark.parametrize("promise", browser_client.promises_of("auth.mjs"))
def test_supabase_js(kept: dict[str, str | None], promise: str) -> None:
    assert kept[promise] is None, kept[promise]
