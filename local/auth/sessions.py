"""Sessions: an access token for an hour, and a chain of refresh tokens of which only the last is good.

A refresh token that has been used may be used again within the reuse interval (two tabs refresh at once), or when it
is the parent of the current one (the answer got lost): both get the current token. Any other reuse means that the
token was copied, and the whole session is revoked.
"""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request

from local.auth.database import Auth, Database, Row, row, rows, run
from local.auth.errors import AuthError
from local.auth.user_object import said_of, user_json
from local.auth.users import check_not_banned, existing
from local.claims import mint

MAX_USER_AGENT = 512

Session = dict[str, Any]


async def open_session(auth: Auth, db: Database, user_id: UUID, method: str, request: Request) -> Session:
    """Sign the user in by this method (`password`, `otp`, …); the session object of the API."""
    user = await existing(db, user_id)
    check_not_banned(user)
    session_id = uuid4()
    await run(
        db,
        """insert into auth.sessions (id, user_id, aal, created_at, updated_at, user_agent, ip)
           values (%s, %s, 'aal1', now(), now(), %s, %s)""",
        session_id,
        user_id,
        request.headers.get("user-agent", "")[:MAX_USER_AGENT],
        request.client.host if request.client else None,
    )
    await run(
        db,
        """insert into auth.mfa_amr_claims (session_id, created_at, updated_at, authentication_method, id)
           values (%s, now(), now(), %s, gen_random_uuid())""",
        session_id,
        method,
    )
    await run(db, "update auth.users set last_sign_in_at = now(), updated_at = now() where id = %s", user_id)
    refresh_token = await _issue_refresh_token(db, user_id, session_id, parent=None)
    return await _session_json(auth, db, user_id, session_id, refresh_token)


def tokens_of(session: Session) -> dict[str, str]:
    """What a browser is sent of a session, in the fragment of an address."""
    names = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")
    return {name: str(session[name]) for name in names}


async def refresh_session(auth: Auth, refresh_token: str) -> Session:
    """Trade a refresh token for a new session object; raises AuthError 400 if it is no longer good."""
    async with auth.transaction() as db:
        found = await _lock_session_of(db, refresh_token)
        user = await existing(db, UUID(found["user_id"]))
        check_not_banned(user, message="Invalid Refresh Token: User Banned")
        current = await _current_token(auth, db, found)
        if current is not None:
            await run(
                db,
                "update auth.sessions set refreshed_at = now() at time zone 'utc' where id = %s",
                found["session_id"],
            )
            return await _session_json(auth, db, user["id"], found["session_id"], current)
        await run(
            db,
            "update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = %s and not revoked",
            found["session_id"],
        )
    raise AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")


async def sign_out(db: Database, user_id: UUID, session_id: str | None, scope: str) -> None:
    """End sessions of the user: `global` all, `local` this one, `others` all but this one."""
    if scope == "global" or session_id is None:
        await run(db, "delete from auth.sessions where user_id = %s", user_id)
    elif scope == "local":
        await run(db, "delete from auth.sessions where user_id = %s and id = %s", user_id, session_id)
    else:
        await run(db, "delete from auth.sessions where user_id = %s and id <> %s", user_id, session_id)


async def _lock_session_of(db: Database, refresh_token: str) -> Row:
    """The token's row, with its session locked, so that two refreshes of one session go one after the other."""
    await run(
        db,
        """select from auth.sessions
           where id = (select session_id from auth.refresh_tokens where token = %s) for update""",
        refresh_token,
    )
    found = await row(db, "select * from auth.refresh_tokens where token = %s", refresh_token)
    if found is None:
        raise AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
    return found


async def _current_token(auth: Auth, db: Database, presented: Row) -> str | None:
    """The token to hand out for the presented one; None if it may not be used (again)."""
    if not presented["revoked"]:
        return await _rotate(auth, db, presented)
    current = await row(
        db, "select * from auth.refresh_tokens where session_id = %s and not revoked", presented["session_id"]
    )
    if current is None:
        return None
    age = datetime.now(UTC) - presented["updated_at"]
    is_allowed = current["parent"] == presented["token"] or age <= timedelta(seconds=auth.settings.reuse_interval)
    return str(current["token"]) if is_allowed else None


async def _rotate(auth: Auth, db: Database, presented: Row) -> str:
    token = str(presented["token"])
    if not auth.settings.rotate_refresh_tokens:
        return token
    await run(db, "update auth.refresh_tokens set revoked = true, updated_at = now() where token = %s", token)
    return await _issue_refresh_token(db, UUID(presented["user_id"]), presented["session_id"], parent=token)


async def _issue_refresh_token(db: Database, user_id: UUID, session_id: UUID, parent: str | None) -> str:
    token = secrets.token_urlsafe(16)
    await run(
        db,
        """insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
           values (%s, %s, %s, false, now(), now(), %s, %s)""",
        UUID(int=0),
        token,
        str(user_id),
        parent,
        session_id,
    )
    return token


async def _session_json(auth: Auth, db: Database, user_id: UUID, session_id: UUID, refresh_token: str) -> Session:
    user = await existing(db, user_id)
    methods = await rows(db, "select * from auth.mfa_amr_claims where session_id = %s order by created_at", session_id)
    issued_at = int(time.time())
    expires_at = issued_at + auth.settings.jwt_expiry
    claims = _claims(auth, user, session_id, methods) | {"iat": issued_at, "exp": expires_at}
    return {
        "access_token": mint(auth.config, claims),
        "token_type": "bearer",
        "expires_in": auth.settings.jwt_expiry,
        "expires_at": expires_at,
        "refresh_token": refresh_token,
        "user": user_json(user),
    }


def _claims(auth: Auth, user: Row, session_id: UUID, methods: list[Row]) -> dict[str, Any]:
    return {
        "iss": f"{auth.config.supabase_url}/auth/v1",
        "sub": str(user["id"]),
        **said_of(user),
        "aal": "aal1",
        "amr": [
            {"method": method["authentication_method"], "timestamp": int(method["created_at"].timestamp())}
            for method in methods
        ],
        "session_id": str(session_id),
        "is_anonymous": user["is_anonymous"],
    }
