"""Users of the service in these tests (Person), and their requests (ApiClient)."""

from __future__ import annotations

import hmac
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from local.claims import mint
from local.config import StackConfig
from tests.external_supabase import SKIPPED
from tests.running import RunningStack
from tests.service.scripted_pixio import Pixio

Sql = Callable[..., list[dict[str, Any]]]

PROMPT = "a lighthouse in heavy weather"
KREA = {"text": PROMPT}


def start_body(*ids: str | None, model: str = "krea-flux", inputs: Any = KREA) -> dict[str, Any]:
    """The body of a request that starts a set of generations with these ids, or one with a new id."""
    wanted = [{"id": each or str(uuid.uuid4()), "inputs": inputs} for each in ids or (None,)]
    return {"model": model, "generations": wanted}


@dataclass(frozen=True)
class Person:
    """A signed-up user with 500 credits and a valid token."""

    id: str
    token: str
    sql: Sql

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the user's requests."""
        return {"Authorization": f"Bearer {self.token}"}

    def balance(self) -> int:
        """The user's credits; checks them against the ledger."""
        (row,) = self.sql(
            "select subscription_credits + purchased_credits as balance,"
            " (select coalesce(sum(amount), 0)::bigint from credit_history where user_id = users.id) as history"
            " from users where id = %s",
            [self.id],
        )
        assert row["balance"] == row["history"]
        return int(row["balance"])

    def spend_all_but(self, rest: int) -> None:
        """Spend all credits except this number."""
        self.sql("select deduct_credits(%s, %s, 'Test', %s)", [self.id, self.balance() - rest, str(uuid.uuid4())])

    def generations(self) -> list[dict[str, Any]]:
        """The user's rows in the library."""
        return self.sql("select * from generated_media where user_id = %s order by created_at", [self.id])


def claims_of(issuer: str, user_id: str, **changes: Any) -> dict[str, Any]:
    """The claims of a user's token as Supabase makes it; a change to None removes the claim."""
    now = int(time.time())
    claims = {
        "iss": f"{issuer}/auth/v1",
        "sub": user_id,
        "aud": "authenticated",
        "role": "authenticated",
        "iat": now,
        "exp": now + 3600,
        "session_id": str(uuid.uuid4()),
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def config_of(stack: RunningStack) -> StackConfig:
    """The configuration of a stack, with the key that signs tokens."""
    if stack.jwt_secret is not None:
        pytest.skip(SKIPPED.format("it signs tokens with the project's own key"))
    return StackConfig.load(stack.data_dir / "config.json")


def sign_up(stack: RunningStack, sql: Sql, issuer: str | None = None) -> Person:
    """Sign up a user. Set `issuer` if the service reaches Supabase at another URL."""
    if stack.jwt_secret is not None:
        return _sign_up_elsewhere(stack, stack.jwt_secret, sql, issuer)
    user_id = str(uuid.uuid4())
    # Auth finds no user without these columns (service/doctor/auth.py).
    sql(
        """insert into auth.users (id, email, email_confirmed_at, created_at, updated_at, instance_id, aud, role,
             raw_app_meta_data, raw_user_meta_data, confirmation_token, recovery_token, email_change,
             email_change_token_new)
           values (%s, %s, now(), now(), now(), '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated',
             '{}', '{}', '', '', '', '')""",
        [user_id, f"{user_id}@example.com"],
    )
    return Person(user_id, mint(config_of(stack), claims_of(issuer or stack.supabase_url, user_id)), sql)


def _sign_up_elsewhere(stack: RunningStack, secret: str, sql: Sql, issuer: str | None) -> Person:
    """Sign up and in with Auth itself. If the service reaches Auth at another URL, the token is an HS256 one, which the
    service checks with Auth."""
    who = {"email": f"{uuid.uuid4()}@example.com", "password": "correct horse battery"}
    with httpx.Client(base_url=f"{stack.supabase_url}/auth/v1", trust_env=False, timeout=30) as auth:
        key = {"apikey": stack.secret_key, "authorization": f"Bearer {stack.service_role_key}"}
        made = auth.post("/admin/users", json={**who, "email_confirm": True}, headers=key).raise_for_status().json()
        if issuer is not None:
            return Person(made["id"], jwt.encode(claims_of(issuer, made["id"], session_id=None), secret, "HS256"), sql)
        asked = auth.post("/token?grant_type=password", json=who, headers={"apikey": stack.publishable_key})
        return Person(made["id"], asked.raise_for_status().json()["access_token"], sql)


@dataclass
class ApiClient:
    """Requests of a user and of Pixio to one service."""

    http: FlaskClient
    person: Person
    secret: str
    sql: Sql

    def start(self, model: str = "krea-flux", inputs: Any = None, generation_id: str | None = None) -> TestResponse:
        """Start a generation."""
        body = start_body(generation_id, model=model, inputs=KREA if inputs is None else inputs)
        return self.http.post("/api/generations", json=body, headers=self.person.headers)

    def start_set(
        self, count: int = 1, inputs: list[Any] | None = None, model: str = "krea-flux"
    ) -> tuple[TestResponse, list[str]]:
        """Start a set, with these inputs or the usual ones; returns the response and the ids."""
        wanted = [{"id": str(uuid.uuid4()), "inputs": each} for each in inputs or [KREA] * count]
        response = self.http.post(
            "/api/generations", json={"model": model, "generations": wanted}, headers=self.person.headers
        )
        return response, [each["id"] for each in wanted]

    def statuses(self, generation_ids: list[str]) -> list[str]:
        """The statuses of these generations."""
        return [self.row(each)["status"] for each in generation_ids]

    def started(self, model: str = "krea-flux", inputs: Any = None) -> str:
        """Start a generation and expect success. Returns its id."""
        response = self.start(model, inputs)
        assert response.status_code == 202, response.text
        return str(response.json["generations"][0]["id"])  # type: ignore[index]

    def cancel(self, generation_id: str) -> TestResponse:
        """Cancel a generation."""
        return self.http.post(f"/api/generations/{generation_id}/cancel", headers=self.person.headers)

    def report(self, generation_id: str, run_id: str, status: str, **more: Any) -> TestResponse:
        """Report a run as Pixio."""
        body = {"run_id": run_id, "status": status, **more}
        return self.http.post(webhook_path(self.secret, generation_id), json=body)

    def row(self, generation_id: str) -> dict[str, Any]:
        """A generation's row."""
        (row,) = self.sql("select * from generated_media where id = %s", [generation_id])
        return row

    def files(self, path: str) -> list[dict[str, Any]]:
        """The stored objects at a path."""
        return self.sql("select * from storage.objects where bucket_id = 'generated-media' and name = %s", [path])


def succeed(api_client: ApiClient, pixio: Pixio, outputs: Any, generation_id: str | None = None) -> dict[str, Any]:
    """Report a success with these outputs as Pixio, for a new generation unless an id is given. Returns the row
    afterwards."""
    generation_id = generation_id or api_client.started()
    response = api_client.report(generation_id, pixio.run_of(generation_id), "success", outputs=outputs)
    assert response.status_code == 200, response.text
    return api_client.row(generation_id)


def webhook_path(secret: str, generation_id: str) -> str:
    """The webhook path of this generation's run."""
    token = hmac.new(secret.encode(), generation_id.encode(), "sha256").hexdigest()
    return f"/api/webhooks/pixio?generation={generation_id}&token={token}"
