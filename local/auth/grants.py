"""POST /token: a session for a password, a refresh token, or a PKCE code."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import captcha, passwords
from local.auth.body import Body, read_body, text
from local.auth.database import Auth, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.flows import redeem_code
from local.auth.sessions import Session, open_session, refresh_session
from local.auth.users import check_not_banned, user_by_email

ISSUERS = {"google": "https://accounts.google.com", "apple": "https://appleid.apple.com"}


async def token(request: Request) -> JSONResponse:
    """Dispatch by `grant_type`."""
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
    await captcha.check(request, body)
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


async def _refresh_token(auth: Auth, body: Body, _: Request) -> Session:
    return await refresh_session(auth, text(body, "refresh_token"))


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
