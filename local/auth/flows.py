"""PKCE: a browser proves by its secret verifier that it began the sign-in that it now completes."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID, uuid4

from local.auth.body import Body, text
from local.auth.database import Database, Row, insert, row, run
from local.auth.errors import AuthError, failure, invalid

PREFIX = "pkce_"
LIFETIME = timedelta(minutes=5)
METHODS = ("s256", "plain")
CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass(frozen=True)
class Challenge:
    """The challenge that the browser derived from its verifier by this method (`s256` or `plain`)."""

    method: str
    value: str


def challenge_of(body: Body) -> Challenge | None:
    """Return the challenge in the body, None without PKCE; raise AuthError if it is incomplete or malformed."""
    method, value = text(body, "code_challenge_method").lower(), text(body, "code_challenge")
    if not method and not value:
        return None
    if not method or not value:
        raise invalid("PKCE flow requires code_challenge_method and code_challenge")
    if not 43 <= len(value) <= 128:
        raise invalid("code challenge has to be between 43 and 128 characters")
    if not CHALLENGE.fullmatch(value):
        raise invalid(
            "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes"
        )
    if method not in METHODS:
        raise failure()
    return Challenge(method, value)


async def begin(db: Database, challenge: Challenge, provider: str, method: str, user_id: UUID | None = None) -> UUID:
    """Store the challenge until the user returns from a mail or a provider; return the id of the flow."""
    flow_id = uuid4()
    shown = {"code_challenge_method": challenge.method, "code_challenge": challenge.value}
    await insert(
        db,
        "flow_state",
        id=flow_id,
        user_id=user_id,
        auth_code=str(uuid4()),
        provider_type=provider,
        authentication_method=method,
        **shown,
    )
    return flow_id


async def latest(db: Database, user_id: UUID, methods: tuple[str, ...]) -> UUID:
    """Return the user's latest flow of these methods; raise AuthError 404 if there is none."""
    query: LiteralString = """
        select id from auth.flow_state where user_id = %s and authentication_method = any (%s)
        order by created_at desc limit 1"""
    flow = await row(db, query, user_id, list(methods))
    if flow is None:
        raise not_found()
    return UUID(str(flow["id"]))


async def issue_code(db: Database, flow_id: UUID, user_id: UUID) -> str:
    """Return the code of this flow for this user, once; raise AuthError 404 if the flow has ended."""
    query: LiteralString = """
        update auth.flow_state set user_id = %s, auth_code_issued_at = now(), updated_at = now()
        where id = %s and auth_code_issued_at is null returning auth_code"""
    flow = await row(db, query, user_id, flow_id)
    if flow is None:
        raise not_found()
    return str(flow["auth_code"])


async def redeem_code(db: Database, code: str, verifier: str) -> Row:
    """Delete the flow and return it; raise AuthError if code or verifier are wrong or expired."""
    flow = await row(db, "select * from auth.flow_state where auth_code = %s for update", code)
    if flow is None or flow["auth_code_issued_at"] is None:
        raise not_found()
    if datetime.now(UTC) > flow["auth_code_issued_at"] + LIFETIME:
        raise AuthError(422, "flow_state_expired", "invalid flow state, flow state has expired")
    challenge = _challenge_for(flow["code_challenge_method"], verifier)
    if not hmac.compare_digest(challenge, flow["code_challenge"].encode()):
        raise AuthError(400, "bad_code_verifier", "code challenge does not match previously saved code verifier")
    await run(db, "delete from auth.flow_state where id = %s", flow["id"])
    return flow


def not_found() -> AuthError:
    """Return the error for a flow that does not exist."""
    return AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found")


def _challenge_for(method: str, verifier: str) -> bytes:
    if method == "plain":
        return verifier.encode()
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
