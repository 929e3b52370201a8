"""Helpers of the tests of Auth: addresses, mails and their tokens, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.routing import Mount
from supabase_auth.errors import AuthApiError

from local.auth.app import create_app
from local.auth.settings import Settings, load_settings
from local.config import StackConfig
from local.gateway import CORS
from tests.conftest import Sql
from tests.local.serving import serving
from tests.mails import Mail, mails_to
from tests.running import RunningStack

PASSWORD = "correct horse battery"
OTHER_PASSWORD = "another horse battery"

PLAIN_HTTP = False  # for `verify`: certificates need not be loaded


def new_address() -> str:
    return f"{uuid4().hex}@example.com"


def api(stack: RunningStack, key: str | None = None) -> httpx.Client:
    """Return a client of the API with the publishable key, or with this one."""
    headers = {"apikey": key or stack.publishable_key}
    return httpx.Client(base_url=f"{stack.supabase_url}/auth/v1", headers=headers, verify=PLAIN_HTTP)


@contextmanager
def auth_with(stack: RunningStack, settings: Settings) -> Iterator[str]:
    """Serve only Auth, with these settings, over the stack's database; yield its address."""
    config = StackConfig.load(stack.data_dir / "config.json")

    def make_app(_: str) -> Starlette:
        pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(config.db_url, min_size=1, open=False)

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            async with pool:
                yield

        auth = Mount("/auth/v1", create_app(config, pool, settings))
        return Starlette(routes=[auth], middleware=[CORS], lifespan=lifespan)

    with serving(make_app) as url:
        yield url


@contextmanager
def auth_with_providers(stack: RunningStack, **changes: Any) -> Iterator[str]:
    """Do the same, with GitHub and Google enabled."""
    with auth_with(stack, replace(load_settings(), external=frozenset({"github", "google"}), **changes)) as url:
        yield url


def post(stack: RunningStack, path: str, body: Any = None, **options: Any) -> httpx.Response:
    with api(stack) as client:
        return client.post(path, json=body, **options)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def account(stack: RunningStack, access_token: str) -> dict[str, Any]:
    """Return the user object for this access token."""
    with api(stack) as client:
        answer = client.get("/user", headers=bearer(access_token))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def mail_to(stack: RunningStack, address: str) -> Mail:
    """Return the newest mail to this address."""
    return mails_to(stack, address)[0]


def token_hash(mail: Mail) -> str:
    """Return the token in the mail's link."""
    return query(mail["links"][0])["token_hash"]


def fragment(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).fragment).items()}


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def allow_the_next_mail(sql: Sql, address: str) -> None:
    """Set the time of the last mail to this address one minute back."""
    sql(
        """update auth.users set confirmation_sent_at = confirmation_sent_at - interval '1 minute',
             recovery_sent_at = recovery_sent_at - interval '1 minute',
             email_change_sent_at = email_change_sent_at - interval '1 minute'
           where email = %s""",
        [address],
    )


@contextmanager
def refused(code: str, status: int) -> Iterator[None]:
    """Expect an error with this code and HTTP status."""
    with pytest.raises(AuthApiError) as refusal:
        yield
    assert (refusal.value.code, refusal.value.status) == (code, status), refusal.value
