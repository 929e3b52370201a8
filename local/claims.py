"""Verify API keys and JWTs, map them to a database role, and open transactions under that role.

All stand-ins use these rules, as the gateway of a hosted project does:

- `sb_publishable_…` is the role anon, `sb_secret_…` is service_role; neither is a JWT;
- the legacy keys are JWTs signed with the shared secret (HS256);
- users' tokens are JWTs signed with the project's own key (ES256);
- a JWT in `Authorization` overrides the `apikey`.
"""

import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jwt
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from local.config import StackConfig

ROLES = frozenset({"anon", "authenticated", "service_role"})
SET_LOCAL = "select set_config(name, value, true) from unnest(%s::text[], %s::text[]) as setting (name, value)"
PUBLIC_MEMBERS = ("kty", "crv", "x", "y", "kid")


class InvalidToken(Exception):
    """An invalid key or token; the message is safe to show."""


@dataclass(frozen=True)
class Caller:
    """The database role and JWT claims of a request; `token` is the JWT, if there is one."""

    role: str
    claims: dict[str, Any] = field(default_factory=dict)
    token: str | None = None


def caller_of(config: StackConfig, authorization: str | None, apikey: str | None) -> Caller:
    """Return the caller for the `Authorization` and `apikey` headers; raise InvalidToken."""
    by_key = _caller_by_credential(config, apikey) if apikey else None
    scheme, _, credential = (authorization or "").partition(" ")
    bearer = credential.strip() if scheme.lower() == "bearer" else ""
    if bearer and (by_key is None or not is_opaque_key(bearer)):
        return _caller_by_credential(config, bearer)
    if by_key is None:
        raise InvalidToken("No API key found in request")
    return by_key


def is_opaque_key(credential: str) -> bool:
    """Return whether this is a key of the newer kind, which is not a JWT."""
    return credential.startswith("sb_")


def verify(config: StackConfig, token: str) -> dict[str, Any]:
    """Return the claims of a JWT that one of the project's keys signed; raise InvalidToken."""
    try:
        algorithm = jwt.get_unverified_header(token).get("alg")
        keys: dict[str, jwt.PyJWK | str] = {"ES256": _signing_key(config), "HS256": config.jwt_secret}
        key = keys.get(str(algorithm))
        if key is None:
            raise InvalidToken(f"signing method {algorithm} is invalid")
        return dict(jwt.decode(token, key, algorithms=[str(algorithm)], options={"verify_aud": False}))
    except jwt.ExpiredSignatureError as error:
        raise InvalidToken("token is expired") from error
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise InvalidToken("token is malformed or its signature is invalid") from error


def mint(config: StackConfig, claims: dict[str, Any]) -> str:
    """Return a JWT with exactly these claims, signed ES256 with the project's key."""
    return jwt.encode(claims, _signing_key(config), algorithm="ES256", headers={"kid": config.signing_key["kid"]})


def public_key(config: StackConfig) -> dict[str, Any]:
    """Return the public half of the signing key as a JWK for `/.well-known/jwks.json`."""
    public = {name: config.signing_key[name] for name in PUBLIC_MEMBERS}
    return {**public, "alg": "ES256", "use": "sig", "key_ops": ["verify"]}


@asynccontextmanager
async def acting_as(pool: AsyncConnectionPool[Any], caller: Caller) -> AsyncIterator[AsyncConnection[Any]]:
    """Open a transaction under the caller's role and claims, so that row level security applies."""
    async with pool.connection() as connection, connection.transaction():
        settings = {"request.jwt.claims": json.dumps({"role": caller.role, **caller.claims}), "role": caller.role}
        await connection.execute(SET_LOCAL, [list(settings), list(settings.values())])
        yield connection


def _caller_by_credential(config: StackConfig, credential: str) -> Caller:
    if is_opaque_key(credential):
        return _caller_by_opaque_key(config, credential)
    claims = verify(config, credential)
    role = claims.get("role") or "anon"
    if not isinstance(role, str) or role not in ROLES:
        raise InvalidToken("token has a role that does not exist")
    return Caller(role, claims, credential)


def _caller_by_opaque_key(config: StackConfig, key: str) -> Caller:
    for known, role in ((config.publishable_key, "anon"), (config.secret_key, "service_role")):
        if hmac.compare_digest(key.encode(), known.encode()):
            return Caller(role, {"role": role})
    raise InvalidToken("Invalid API key")


def _signing_key(config: StackConfig) -> jwt.PyJWK:
    return _parse_key(json.dumps(config.signing_key, sort_keys=True))


@lru_cache(maxsize=8)
def _parse_key(jwk: str) -> jwt.PyJWK:
    return jwt.PyJWK(json.loads(jwk), algorithm="ES256")
