"""POST /token, and sessions: an access token for an hour, and a chain of refresh tokens.

Only the last refresh token of a chain is valid. A used one is accepted again within the reuse interval (two tabs refresh
at once), or if it is the parent of the current one (the response got lost). Any other reuse revokes all tokens of the
session, as the token may have been stolen.
"""

import re
import secrets
import string
import time
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import passwords
from local.auth.body import Body, read_body, text
from local.auth.database import Auth, Database, Row, auth_of, insert, row, rows, run, update
from local.auth.errors import AuthError, invalid
from local.auth.flows import redeem_code
from local.auth.users import (
    NO_INSTANCE,
    change,
    check_not_banned,
    existing,
    forget_tokens,
    shared_claims,
    user_by_email,
    user_json,
)
from local.claims import mint

MAX_USER_AGENT = 512
LETTERS = string.ascii_lowercase + string.digits
ISSUERS = {"google": "https://accounts.google.com", "apple": "https://appleid.apple.com"}
REFRESH_TOKEN = re.compile(r"[a-z0-9]{12}")

Session = dict[str, Any]


async def token(request: Request) -> JSONResponse:
    """Open or refresh a session, by `grant_type`."""
    grants = {
        "password": _password,
        "refresh_token": _refresh_token,
        "pkce": _pkce,
        "id_token": _id_token,
        "web3": _web3,
    }
    grant = grants.get(request.query_params.get("grant_type", ""))
    if grant is None:
        raise AuthError(400, "invalid_credentials", "unsupported_grant_type")
    session = await grant(auth_of(request), await read_body(request), request)
    return JSONResponse(session, headers={"cache-control": "no-store"})


async def _password(auth: Auth, body: Body, request: Request) -> Session:
    address, phone, password = text(body, "email").lower(), text(body, "phone"), text(body, "password")
    if address and phone:
        raise invalid("Only an email address or phone number should be provided on login.")
    if phone:
        raise AuthError(422, "phone_provider_disabled", "Phone logins are disabled")
    if not address:
        raise invalid("missing email or phone")
    async with auth.transaction("Database error querying schema") as db:
        user = await user_by_email(db, address)
    if user is None or not await passwords.matches(password, user["encrypted_password"]):
        raise AuthError(400, "invalid_credentials", "Invalid login credentials")
    check_not_banned(user)
    if not user["email_confirmed_at"]:
        raise AuthError(400, "email_not_confirmed", "Email not confirmed")
    async with auth.transaction() as db:
        return {**await open_session(auth, db, user["id"], "password", request), "weak_password": None}


async def _pkce(auth: Auth, body: Body, request: Request) -> Session:
    code, verifier = text(body, "auth_code"), text(body, "code_verifier")
    if not code or not verifier:
        raise invalid("invalid request: both auth code and code verifier should be non-empty")
    async with auth.transaction() as db:
        flow = await redeem_code(db, code, verifier)
        return await open_session(auth, db, flow["user_id"], flow["authentication_method"], request)


async def _id_token(_: Auth, body: Body, __: Request) -> Session:
    issuer = ISSUERS.get(text(body, "provider"), text(body, "issuer"))
    raise AuthError(400, "provider_disabled", f'Provider (issuer "{issuer}") is not enabled')


async def _web3(_: Auth, __: Body, ___: Request) -> Session:
    raise AuthError(422, "web3_provider_disabled", "Web3 provider is disabled")


async def open_session(auth: Auth, db: Database, user_id: UUID, method: str, request: Request) -> Session:
    """Sign the user in by this method (`password`, `otp`, …); return the session object of the API."""
    user = await existing(db, user_id)
    check_not_banned(user)
    session_id = uuid4()
    browser = {
        "user_agent": request.headers.get("user-agent", "")[:MAX_USER_AGENT],
        "ip": request.client.host if request.client else None,
    }
    await insert(db, "sessions", id=session_id, user_id=user_id, aal="aal1", **browser)
    await insert(db, "mfa_amr_claims", id=uuid4(), session_id=session_id, authentication_method=method)
    user = await change(db, user, last_sign_in_at=datetime.now(UTC))
    refresh_token = await _issue_refresh_token(db, user_id, session_id, parent=None)
    return await _session_json(auth, db, user, session_id, refresh_token)


def tokens_of(session: Session) -> dict[str, str]:
    """Return the parts of a session that a redirect carries in its fragment."""
    names = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")
    return {name: str(session[name]) for name in names}


async def _refresh_token(auth: Auth, body: Body, _: Request) -> Session:
    """Exchange a refresh token for a new session object; raise AuthError 400 if it is not valid any more."""
    refresh_token = text(body, "refresh_token")
    if not REFRESH_TOKEN.fullmatch(refresh_token):
        raise invalid("Refresh token is not valid")
    async with auth.transaction() as db:
        presented = await _lock_session_of(db, refresh_token)
        user = await existing(db, presented["user_id"])
        check_not_banned(user, message="Invalid Refresh Token: User Banned")
        current = await _current_token(auth, db, presented)
        if current is not None:
            now = datetime.now(UTC).replace(tzinfo=None)
            await update(db, "sessions", presented["session_id"], refreshed_at=now)
            return await _session_json(auth, db, user, presented["session_id"], current)
        await _revoke(db, "session_id", presented["session_id"])
    raise AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")


async def sign_out(db: Database, user: Row, session_id: str | None, scope: str) -> None:
    """End sessions of the user: `global` all, `local` this one, `others` all but this one."""
    query: LiteralString = """
        delete from auth.sessions where user_id = %s
        and case %s when 'local' then id = %s when 'others' then id <> %s else true end"""
    await run(db, query, user["id"], scope if session_id else "global", session_id, session_id)


async def set_password(db: Database, user: Row, encrypted: str, session_id: str | None = None) -> Row:
    """Change the password, end all other sessions and invalidate the tokens of earlier mails; return the user."""
    await sign_out(db, user, session_id, "others")
    user = await forget_tokens(db, user)
    return await change(db, user, encrypted_password=encrypted, confirmation_sent_at=None, recovery_sent_at=None)


async def _lock_session_of(db: Database, refresh_token: str) -> Row:
    """Return the token's row and lock its session, so that refreshes of one session are serialised."""
    lock: LiteralString = """
        select from auth.sessions
        where id = (select session_id from auth.refresh_tokens where token = %s) for update"""
    await run(db, lock, refresh_token)
    found = await row(db, "select * from auth.refresh_tokens where token = %s", refresh_token)
    if found is None:
        raise AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
    return found


async def _current_token(auth: Auth, db: Database, presented: Row) -> str | None:
    """Return the successor of the presented token; None if it must not be used again."""
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
    revoke: LiteralString = "update auth.refresh_tokens set revoked = true, updated_at = now()"
    await run(db, f"{revoke} where {column} = %s and not revoked", value)


async def _issue_refresh_token(db: Database, user_id: UUID, session_id: UUID, parent: str | None) -> str:
    token = "".join(secrets.choice(LETTERS) for _ in range(12))
    whose = {"instance_id": NO_INSTANCE, "user_id": str(user_id), "session_id": session_id}
    await insert(db, "refresh_tokens", token=token, parent=parent, revoked=False, **whose)
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
        **shared_claims(user),
        "aal": "aal1",
        "amr": [
            {"method": method["authentication_method"], "timestamp": int(method["created_at"].timestamp())}
            for method in methods
        ],
        "session_id": str(session_id),
        "is_anonymous": user["is_anonymous"],
    }
