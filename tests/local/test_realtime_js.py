"""Realtime with supabase-js: the promises of `js/realtime.mjs`, each a test."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from tests.conftest import NewUser, Sql
from tests.local import browser_client
from tests.local.realtime import published_table

COLUMNS = "note text, amount numeric, tags text[], facts jsonb, at timestamptz default now()"


@pytest.fixture(scope="module")
def kept(stack: Any, new_user: NewUser, sql: Sql) -> dict[str, str | None]:
    owner, stranger = new_user(), new_user()
    with published_table(sql, COLUMNS) as table:
        sql(f"grant insert, update, delete on public.{table} to service_role")
        wait_until_served(stack, table)
        env = {
            "SUPABASE_URL": stack.supabase_url,
            "SUPABASE_KEY": stack.publishable_key,
            "SECRET_KEY": stack.secret_key,
            "ACCESS_TOKEN": owner.access_token,
            "OTHER_TOKEN": stranger.access_token,
            "USER_ID": owner.id,
            "OTHER_ID": stranger.id,
            "TABLE": table,
        }
        return browser_client.run("realtime.mjs", env)


def wait_until_served(stack: Any, table: str) -> None:
    """PostgREST learns of a new table a moment after it is made. It reads from one it does not know, but writes not."""
    url, headers = f"{stack.supabase_url}/rest/v1/{table}", {"apikey": stack.secret_key}
    deadline = time.monotonic() + 10
    while httpx.options(url, headers=headers).status_code != 200:
        assert time.monotonic() < deadline, "PostgREST does not know the table"
        time.sleep(0.02)


@pytest.mark.parametrize("promise", browser_client.promises_of("realtime.mjs"))
def test_supabase_js(kept: dict[str, str | None], promise: str) -> None:
    assert kept[promise] is None, kept[promise]
