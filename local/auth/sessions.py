"""Sessions: an access token for an hour, and a chain of refresh tokens of which only the last is good.

A refresh token that has been used may be used again within the reuse interval (two tabs refresh at once), or when it
is the parent of the current one (the answer got lost). Any other reuse means that the token was copied, and every token
of the session is revoked.
"""

from __future__ import annotations

import re
import secrets
import string
import time
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID, uuid4

from starlette.requests import Request

from local.auth.database import Auth, Database, Row, row, rows, run
from local.auth.errors import AuthError, invalid
from local.auth.users import NO_INSTANCE, change, check_not_banned, existing, forget_tokens, said_of, user_json
from local.claims import mint

MAX_USER_AGENT = 512
LETTERS = string.ascii_lowercase + string.digits
REFRESH_TOKEN = re.compile(r"[a-z0-9]{12}")

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
    user = await change(db, user, last_sign_in_at=datetime.now(UTC))
    refresh_token = await _issue_refresh_token(db, user_id, session_id, parent=None)
    return await _session_json(auth, db, user, session_id, refresh_token)


def tokens_of(session: Session) -> dict[str, str]:
    """What a browser is sent of a session, in the fragment of an address."""
    names = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")
    return {name: str(session[name]) for name in names}


async def refresh_session(auth: Auth, refresh_token: str) -> Session:
    """Trade a refresh token for a new session object; raises AuthError 400 if it is no longer good."""
    if not REFRESH_TOKEN.fullmatch(refresh_token):
        raise invalid("Refresh token is not valid")
    async with auth.transaction() as db:
        presented = await _lock_session_of(db, refresh_token)
        user = await existing(db, presented["user_id"])
        check_not_banned(user, message="Invalid Refresh Token: User Banned")
        current = await _current_token(auth, db, presented)
        if current is not None:
            await run(
                db,
                "update auth.sessions set refreshed_at = now() at time zone 'utc' where id = %s",
                presented["session_id"],
            )
            return await _session_json(auth, db, user, presented["session_id"], current)
        if auth.settings.rotate_refresh_tokens:
            await _revoke(db, "session_id", presented["session_id"])
    raise AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")


async def sign_out(db: Database, user: Row, session_id: str | None, scope: str) -> None:
    """End sessions of the user: `global` all, `local` this one, `others` all but this one."""
    await run(
        db,
        """delete from auth.sessions where user_id = %s
           and case %s when 'local' then id = %s when 'others' then id <> %s else true end""",
        user["id"],
        scope if session_id else "global",
        session_id,
        session_id,
    )


async def set_password(db: Database, user: Row, encrypted: str, session_id: str | None = None) -> Row:
    """The user with another password: all sessions but this one end, and no mail from before is good for anything."""
    await sign_out(db, user, session_id, "others")
    user = await forget_tokens(db, user)
    return await change(db, user, encrypted_password=encrypted, confirmation_sent_at=None, recovery_sent_at=None)


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
    """The token to hand out for the presented one; None if it may not be used again."""
    if presented["revoked"]:
        current = await row(
            db,
            "select * from auth.refresh_tokens where session_id = %s and not revoked order by id desc",
            presented["session_id"],
        )
        if current is not None and current["parent"] == presented["token"]:
            return str(current["token"])
        if datetime.now(UTC) - presented["updated_at"] > timedelta(seconds=auth.settings.reuse_interval):
            return None
    await _revoke(db, "token", presented["token"])
    return await _issue_refresh_token(db, presented["user_id"], presented["session_id"], parent=presented["token"])


async def _revoke(db: Database, column: LiteralString, value: object) -> None:
    await run(
        db,
        f"update auth.refresh_tokens set revoked = true, updated_at = now() where {column} = %s and not revoked",
        value,
    )


async def _issue_refresh_token(db: Database, user_id: UUID, session_id: UUID, parent: str | None) -> str:
    token = "".join(secrets.choice(LETTERS) for _ in range(12))
    await run(
        db,
        """insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
           values (%s, %s, %s, false, now(), now(), %s, %s)""",
        NO_INSTANCE,
        token,
        str(user_id),
        parent,
        session_id,
    )
    return token


async def _session_json(auth: Auth, db: Database, user: Row, session_id: UUID, refresh_token: str) -> Session:
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
