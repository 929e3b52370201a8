"""`python -m service doctor` names problems of Auth, its users and the deployments of models, with their remedies."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from supabase import Client

from tests.conftest import Sql
from tests.service.billing.shop import Buyer

SITE = "https://shop.example.com"


def test_doctor_names_a_sign_up_hook_that_auth_cannot_call(doctor: Callable[..., tuple[int, str]], sql: Sql) -> None:
    sql("revoke execute on function before_user_created(jsonb) from supabase_auth_admin")
    try:
        code, output = doctor()
    finally:
        sql("grant execute on function before_user_created(jsonb) to supabase_auth_admin")
    assert code == 1
    assert "before_user_created" in output
    assert "nobody can sign up" in output


@pytest.mark.parametrize("columns", ["", ", instance_id, aud, role", ", confirmation_token, recovery_token"])
def test_users_inserted_by_sql_are_named_with_the_statement_that_repairs_them(
    doctor: Callable[..., tuple[int, str]], sql: Sql, admin: Client, columns: str
) -> None:
    values = {
        "": "",
        ", instance_id, aud, role": f", '{uuid.UUID(int=0)}', 'authenticated', 'authenticated'",
        ", confirmation_token, recovery_token": ", '', ''",
    }[columns]
    user = str(uuid.uuid4())
    sql(f"insert into auth.users (id, email{columns}) values (%s, %s{values})", [user, f"{user}@example.com"])
    code, output = doctor()
    assert (code, f"{user} (" in output) == (1, True), output
    (statement,) = re.findall(r"update auth\.users set .*;", output)
    sql(statement)
    assert admin.auth.admin.get_user_by_id(user).user.id == user
    assert doctor()[0] == 0


def test_many_unconfirmed_sign_ups_are_reported_as_a_mail_problem(
    doctor: Callable[..., tuple[int, str]], sql: Sql
) -> None:
    people = [str(uuid.uuid4()) for _ in range(5)]
    sql(
        "insert into auth.users (id, email, confirmation_sent_at)"
        " select id, id || '@example.com', now() - interval '2 hours' from unnest(%s::uuid[]) id",
        [people],
    )
    assert "Of the 5 people who were sent a confirmation in the last day, none has confirmed" in doctor()[1]
    sql("update auth.users set email_confirmed_at = now() where id = %s", [people[0]])
    assert "none has confirmed" not in doctor()[1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"disable_signup": True}, "Nobody can sign up: Auth allows no new users"),
        ({"external": {"email": False}}, "Nobody can sign up or log in by mail"),
        ({"mailer_autoconfirm": True}, "Auth confirms no address by mail"),
    ],
)
def test_settings_of_auth_are_checked(
    doctor: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], words: str
) -> None:
    usual = {"disable_signup": False, "external": {"email": True}, "mailer_autoconfirm": False}
    get = httpx.get

    def answer(url: str, **options: Any) -> httpx.Response:
        if not url.endswith("/settings"):
            return get(url, **options)
        return httpx.Response(200, json={**usual, **change}, request=httpx.Request("GET", url))

    monkeypatch.setattr(httpx, "get", answer)
    code, output = doctor()
    assert (code, words in output, output.count("->")) == (1, True, 1), output


def test_a_model_whose_newest_generation_was_refused_is_named(
    doctor: Callable[..., tuple[int, str]], ordered_buyer: Buyer, sql: Sql
) -> None:
    sql(
        "insert into generated_media (user_id, model_id, prompt, media_type, credits_used, status, failure_reason, finished_at)"
        " values (%s, 'krea-flux', '', 'image', 0, 'failed', 'refused', now())",
        [ordered_buyer.id],
    )
    code, output = doctor()
    assert code == 1
    assert "refused the newest generation of the model krea-flux" in output
    assert "DEPLOYMENT_ID_KREA_FLUX" in output
