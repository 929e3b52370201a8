"""Keys and tokens are mapped to roles, and transactions run under them."""

from __future__ import annotations

import time
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import jwt
import pytest
from psycopg_pool import AsyncConnectionPool

from local.claims import Caller, InvalidToken, acting_as, caller_of, mint, public_key, verify
from local.config import StackConfig
from local.keys import make_keys
from tests.local.coroutines import finish
from tests.running import RunningStack


@pytest.fixture(scope="module")
def config() -> StackConfig:
    nothing = {field.name: "" for field in fields(StackConfig)}
    values: dict[str, Any] = {**nothing, "data_dir": Path("/nowhere"), **asdict(make_keys())}
    return StackConfig(**values)


def user_token(config: StackConfig, **claims: object) -> str:
    return mint(config, {"sub": "u", "role": "authenticated", "exp": int(time.time()) + 60, **claims})


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_each_key_has_its_role(config: StackConfig) -> None:
    roles = {
        config.publishable_key: "anon",
        config.secret_key: "service_role",
        config.anon_key: "anon",
        config.service_role_key: "service_role",
    }
    for key, role in roles.items():
        assert caller_of(config, None, key).role == role
        assert caller_of(config, bearer(key), None).role == role
        assert caller_of(config, bearer(key), key).role == role


def test_a_wrong_apikey_is_refused_despite_a_valid_token(config: StackConfig) -> None:
    with pytest.raises(InvalidToken):
        caller_of(config, bearer(user_token(config)), "sb_publishable_wrong")


def test_other_roles_are_refused(config: StackConfig) -> None:
    for role in ("supabase_admin", "postgres", ["anon"], {"a": 1}):
        with pytest.raises(InvalidToken):
            caller_of(config, bearer(user_token(config, role=role)), None)


async def seen_by(config: StackConfig, caller: Caller) -> tuple[list[Any], list[Any]]:
    """Return role, uid and email address within the transaction and after it."""
    question = "select current_user, auth.uid()::text, auth.email(), auth.role(), auth.jwt() ->> 'plan'"
    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(config.db_url, min_size=1, max_size=1, open=False)
    async with pool:
        async with acting_as(pool, caller) as connection:
            within = await (await connection.execute(question)).fetchone()
        async with pool.connection() as connection:
            after = await (await connection.execute(question)).fetchone()
    return list(within or ()), list(after or ())


def test_role_and_claims_end_with_the_transaction(stack: RunningStack) -> None:
    config = StackConfig.load(stack.data_dir / "config.json")
    user_id = "00000000-0000-4000-8000-000000000001"
    claims = {"sub": user_id, "email": "ada@example.com", "role": "authenticated", "plan": "pro 🎈'\""}

    within, after = finish(seen_by(config, Caller("authenticated", claims)))

    assert within == ["authenticated", user_id, "ada@example.com", "authenticated", "pro 🎈'\""]
    assert after == ["supabase_admin", None, None, None, None]


def test_minted_tokens_verify_with_the_published_key(config: StackConfig) -> None:
    published = public_key(config)
    assert "d" not in published
    token = user_token(config)
    assert jwt.get_unverified_header(token)["kid"] == published["kid"]
    assert jwt.decode(token, jwt.PyJWK(published), algorithms=["ES256"]) == verify(config, token)
