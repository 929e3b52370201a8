"""Storage with supabase-js: the promises of `js/storage.mjs`, each a test."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import NewUser, Sql
from tests.local import browser_client
from tests.local.storage import private_bucket


@pytest.fixture(scope="module")
def kept(stack: Any, new_user: NewUser, sql: Sql) -> dict[str, str | None]:
    owner, stranger = new_user(), new_user()
    with private_bucket(sql) as bucket:
        env = {
            "SUPABASE_URL": stack.supabase_url,
            "SUPABASE_KEY": stack.publishable_key,
            "SECRET_KEY": stack.secret_key,
            "ACCESS_TOKEN": owner.access_token,
            "OTHER_TOKEN": stranger.access_token,
            "USER_ID": owner.id,
            "BUCKET": bucket,
        }
        return browser_client.run("storage.mjs", env)


@pytest.mark.parametrize("promise", browser_client.promises_of("storage.mjs"))
def test_supabase_js(kept: dict[str, str | None], promise: str) -> None:
    assert kept[promise] is None, kept[promise]
