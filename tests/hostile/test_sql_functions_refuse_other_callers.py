"""Each function of the database can be called only by the roles listed below; the functions come from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import Sql
from tests.hostile.data_api import Api, data_api
from tests.running import RunningStack
from tests.service.api_client import Person

FOR_EVERYBODY = {"shared", "generation_limits"}
SIGNED_IN = {
    "has_tier",
    "open_tiers",
    "is_active_user",
    "plan_offers",
    "free_months",
    "next_month",
    "current_generations",
    "recent_prompts",
    "premium_titles",
    "upload_quota",
    "is_mail_domain_refused",
}


@pytest.fixture(scope="module")
def http(stack: RunningStack) -> Iterator[httpx.Client]:
    with data_api(stack) as http:
        yield http


def functions(sql: Sql, schema: str) -> dict[str, list[str]]:
    """The non-trigger functions of a schema, with their parameter names."""
    found = sql(
        "select proname::text as name, coalesce(proargnames[1:pronargs], '{}') as parameters from pg_proc"
        " where pronamespace = %s::regnamespace and prorettype <> 'trigger'::regtype",
        [schema],
    )
    return {row["name"]: row["parameters"] for row in found}


def test_a_browser_calls_only_browser_functions(http: httpx.Client, sql: Sql, ada: Person) -> None:
    callers = {401: Api(http), 403: Api(http, ada.token)}
    for name, parameters in functions(sql, "public").items():
        for refused, api in callers.items():
            body: dict[str, Any] = dict.fromkeys(parameters)
            answer = api.send("POST", f"rpc/{name}", json=body)
            if name in FOR_EVERYBODY or (name in SIGNED_IN and refused == 403):
                assert answer.status_code == 200, answer.text
            else:
                assert (answer.status_code, answer.json()["code"]) == (refused, "42501"), f"{name}: {answer.text}"
            query = "&".join(f"{parameter}=1" for parameter in parameters)
            if name not in SIGNED_IN | FOR_EVERYBODY:
                assert api.send("GET", f"rpc/{name}?{query}").status_code in (400, refused, 405), name


def test_functions_of_other_schemas_are_not_exposed(http: httpx.Client, sql: Sql, ada: Person) -> None:
    others = functions(sql, "private") | functions(sql, "auth") | functions(sql, "storage")
    trigger: dict[str, list[str]] = {"handle_new_user": []}
    builtin = {"pg_sleep": ["seconds"], "pg_read_file": ["filename"], "set_config": ["a"], "version": []}
    for name, parameters in (others | trigger | builtin).items():
        if name in functions(sql, "public"):
            continue
        for schema in ("public", "private", "auth", "storage"):
            headers = {"Content-Profile": schema}
            answer = Api(http, ada.token).send("POST", f"rpc/{name}", headers, json=dict.fromkeys(parameters))
            assert answer.status_code in (404, 406), f"{schema}.{name}: {answer.text}"


def test_no_function_builds_a_statement_from_text(sql: Sql) -> None:
    """So no input can become SQL."""
    found = sql(
        "select proname::text as name from pg_proc"
        " where pronamespace in ('public'::regnamespace, 'private'::regnamespace) and prosrc ~* '\\mexecute\\M(?!'')'"
    )
    assert found == []


def test_sql_in_text_is_stored_as_text(sql: Sql, ada: Person, admin: Any) -> None:
    texts = ["'; drop table users; --", "$$ select 1 $$", "%s %(x)s", "{}", "\\'", "\u202e", "😀" * 50]
    for text in texts:
        parameters = {"p_user_id": ada.id, "p_amount": 1, "p_description": text, "p_key": text}
        admin.rpc("deduct_credits", parameters).execute()
        admin.rpc("deduct_credits", parameters).execute()
    lines = sql("select description, amount from credit_usage where user_id = %s order by created_at", [ada.id])
    assert [(line["description"], line["amount"]) for line in lines] == [(text, -1) for text in texts]


def test_an_unknown_tier_opens_nothing(http: httpx.Client, ada: Person) -> None:
    tiers: list[Any] = ["x", "pro'--", "", None, 7, {}, ["pro"], "PRO"]
    for tier in tiers:
        answer = Api(http, ada.token).send("POST", "rpc/has_tier", json={"p_tier": tier})
        assert answer.status_code in (200, 400), answer.text
        assert answer.status_code == 400 or answer.json() is not True
