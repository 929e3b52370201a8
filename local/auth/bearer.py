"""Authenticate a request: by a user's access token, or by the project's secret key."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from starlette.requests import Request

from local.auth.database import Auth, Database, Row, auth_of, row
from local.auth.errors import AuthError
from local.auth.users import check_not_banned, user_by_id
from local.claims import InvalidToken, caller_of, is_opaque_key, verify

SESSION: LiteralString = "select id from auth.sessions where id = %s and user_id = %s"


@dataclass(frozen=True)
class SignedIn:
    """The user of a valid access token, their session, and the transaction that read both."""

    db: Database
    user: Row
    session_id: str | None


@asynccontextmanager
async def signed_in(request: Request) -> AsyncIterator[SignedIn]:
    """Open a transaction for the user of the request's access token.

    Raises AuthError 403 if the token is invalid, its user or session does not exist, or the user is banned.
    """
    auth = auth_of(request)
    claims = _claims_of(auth, request)
    user_id = _uuid(claims.get("sub"))
    if user_id is None:
        raise AuthError(403, "bad_jwt", "invalid claim: missing sub claim")
    async with auth.transaction() as db:
        user = await user_by_id(db, user_id)
        if user is None:
            raise AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")
        session_id = claims.get("session_id")
        if session_id and not await row(db, SESSION, _uuid(session_id), user_id):
            raise AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
        check_not_banned(user, status=403)
        yield SignedIn(db, user, session_id)


def admin_of(request: Request) -> Auth:
    """Return the Auth of the request; raise AuthError 403 unless it has the project's secret key."""
    auth, headers = auth_of(request), request.headers
    try:
        role = caller_of(auth.config, headers.get("authorization"), headers.get("apikey")).role
    except InvalidToken as error:
        raise _bad_token(error) from error
    if role != "service_role":
        raise AuthError(403, "not_admin", "User not allowed")
    return auth


def _claims_of(auth: Auth, request: Request) -> dict[str, Any]:
    """Return the claims of the access token; none for a key, which a hosted gateway replaces by a token without user."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or is_opaque_key(credential.strip()):
        return {}
    try:
        return verify(auth.config, credential.strip())
    except InvalidToken as error:
        raise _bad_token(error) from error


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _bad_token(error: InvalidToken) -> AuthError:
    return AuthError(403, "bad_jwt", f"invalid JWT: unable to parse or verify signature, {error}")
