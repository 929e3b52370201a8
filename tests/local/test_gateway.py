"""`/rest/v1`: keys and tokens have their roles, and requests are forwarded unchanged."""

from __future__ import annotations

import uuid

import httpx
import pytest

from tests.conftest import Sql
from tests.running import RunningStack


def rest(stack: RunningStack, path: str, key: str | None = None, **headers: str) -> httpx.Response:
    given = {**({"apikey": key} if key else {}), **headers}
    return httpx.get(f"{stack.supabase_url}/rest/v1/{path}", headers=given)


@pytest.mark.parametrize("key", ["publishable_key", "anon_key"])
def test_a_public_key_has_the_role_anon(stack: RunningStack, key: str) -> None:
    value = getattr(stack, key)
    assert rest(stack, "models?select=id", value).is_success
    assert rest(stack, "settings", value).json()["code"] == "42501"
    assert rest(stack, "settings", value, Authorization=f"Bearer {value}").json()["code"] == "42501"


@pytest.mark.parametrize("key", ["secret_key", "service_role_key"])
def test_a_secret_key_has_the_role_service_role(stack: RunningStack, key: str) -> None:
    value = getattr(stack, key)
    assert rest(stack, "settings", value).is_success
    assert rest(stack, "settings", value, Authorization=f"Bearer {value}").is_success


def test_a_key_in_the_query_is_not_a_filter(stack: RunningStack) -> None:
    assert rest(stack, f"models?apikey={stack.publishable_key}&select=id&id=eq.krea-flux").json() == [
        {"id": "krea-flux"}
    ]


def test_filters_are_forwarded_unchanged(stack: RunningStack, sql: Sql) -> None:
    name = f"a,b&c=d e/é%+{uuid.uuid4()}"
    sql("insert into public.settings (name, value, description) values (%s, '1', '')", [name])
    query = httpx.QueryParams({"select": "name", "name": f"eq.{name}"})
    assert rest(stack, f"settings?{query}", stack.secret_key).json() == [{"name": name}]


def test_writes_are_forwarded_with_their_body(stack: RunningStack) -> None:
    row = {"name": f"large-{uuid.uuid4()}", "value": "x" * 300_000, "description": "large"}
    headers = {"apikey": stack.secret_key, "Prefer": "return=representation"}
    url = f"{stack.supabase_url}/rest/v1/settings"
    assert httpx.post(url, json=row, headers=headers).json()[0]["value"] == row["value"]
    assert httpx.patch(f"{url}?name=eq.{row['name']}", json={"value": 1}, headers=headers).json()[0]["value"] == 1
    assert len(httpx.delete(f"{url}?name=eq.{row['name']}", headers=headers).json()) == 1


@pytest.mark.parametrize("path", ["graphql/v1", "functions/v1/hello", "pg/tables"])
def test_unknown_apis_return_404(stack: RunningStack, path: str) -> None:
    for method in ("GET", "POST"):
        answer = httpx.request(method, f"{stack.supabase_url}/{path}", headers={"apikey": stack.secret_key})
        assert answer.status_code == 404
