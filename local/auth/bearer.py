"""Who asks: the user behind an access token, or the project's own secret key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from local.auth.database import Auth, Database, Row, row
from local.auth.errors import AuthError
from local.auth.users import check_not_banned, user_by_id
from local.claims import InvalidToken, caller_of, is_opaque_key, verify


@dataclass(frozen=True)
class SignedIn:
    """The user of a valid access token; the session is None for a token that names none."""

    user: Row
    session_id: str | None


def claims_of(auth: Auth, request: Request) -> dict[str, Any]:
    """The claims of the bearer's access token; raises AuthError 401 without one, 403 if it is not good."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token")
    if is_opaque_key(credential.strip()):
        raise _missing_sub()
    try:
        return verify(auth.config, credential.strip())
    except InvalidToken as error:
        message = f"invalid JWT: unable to parse or verify signature, {error}"
        raise AuthError(403, "bad_jwt", message) from error


async def signed_in(db: Database, claims: dict[str, Any]) -> SignedIn:
    """The user and session of these claims; raises AuthError 403 if either is gone, or the user is banned."""
    user_id = _uuid(claims.get("sub"))
    if user_id is None:
        raise _missing_sub()
    user = await user_by_id(db, user_id)
    if user is None:
        raise AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")
    check_not_banned(user, status=403)
    session_id = claims.get("session_id")
    if session_id and not await _session_exists(db, session_id, user_id):
        raise AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    return SignedIn(user, session_id)


def require_service_role(request: Request, auth: Auth) -> None:
    """Raise AuthError unless the request comes with the project's secret key."""
    headers = request.headers
    try:
        role = caller_of(auth.config, headers.get("authorization"), headers.get("apikey")).role
    except InvalidToken as error:
        raise AuthError(403, "bad_jwt", f"invalid JWT: {error}") from error
    if role != "service_role":
        raise AuthError(403, "not_admin", "User not allowed")


async def _session_exists(db: Database, session_id: object, user_id: UUID) -> bool:
    found = await row(db, "select from auth.sessions where id = %s and user_id = %s", _uuid(session_id), user_id)
    return found is not None


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _missing_sub() -> AuthError:
    return AuthError(403, "bad_jwt", "invalid claim: missing sub claim")
