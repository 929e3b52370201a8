"""GET and PUT /user, POST /logout: what a signed-in user does with the own account."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.auth import mails, passwords
from local.auth.bearer import SignedIn, claims_of, signed_in
from local.auth.body import email, mapping, read_body, text
from local.auth.database import Auth, Database, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.mails import Mail, WayBack, way_back
from local.auth.sessions import sign_out
from local.auth.user_object import user_json
from local.auth.users import (
    begin_email_change,
    email_exists,
    existing,
    merge_user_metadata,
    set_password,
    user_by_email,
)

SCOPES = ("global", "local", "others")


async def get_user(request: Request) -> JSONResponse:
    """The user of the access token."""
    auth = auth_of(request)
    claims = claims_of(auth, request)
    async with auth.transaction() as db:
        return JSONResponse(user_json((await signed_in(db, claims)).user))


async def update_user(request: Request) -> JSONResponse:
    """Change password, metadata and, by way of confirmation mails, the address."""
    auth, body = auth_of(request), await read_body(request)
    claims = claims_of(auth, request)
    address, password, way = email(body), text(body, "password"), way_back(auth, request, body)
    if text(body, "phone"):
        raise AuthError(400, "phone_provider_disabled", "Phone signups are disabled")
    encrypted = await _new_password(auth, claims, password) if password else None
    async with auth.transaction() as db:
        caller = await signed_in(db, claims)
        await _change(db, caller, mapping(body, "data"), encrypted)
        pending = await _change_email(auth, db, caller, address, way)
        user = await existing(db, caller.user["id"])
    await mails.send(auth, *pending)
    return JSONResponse(user_json(user))


async def logout(request: Request) -> Response:
    """End this session, all sessions, or all others."""
    auth = auth_of(request)
    claims = claims_of(auth, request)
    scope = request.query_params.get("scope") or "global"
    if scope not in SCOPES:
        raise invalid(f'Unsupported logout scope "{scope[:40]}"')
    async with auth.transaction() as db:
        caller = await signed_in(db, claims)
        await sign_out(db, caller.user["id"], caller.session_id, scope)
    return Response(status_code=204)


async def _new_password(auth: Auth, claims: dict[str, Any], password: str) -> str:
    """The new password's hash; raises AuthError 422 if it is too weak or the old one."""
    passwords.check_strength(password, auth.settings.minimum_password_length)
    async with auth.transaction() as db:
        user = (await signed_in(db, claims)).user
    if await passwords.matches(password, user["encrypted_password"]):
        raise AuthError(422, "same_password", "New password should be different from the old password.")
    return await passwords.hashed(password)


async def _change(db: Database, caller: SignedIn, data: dict[str, Any], encrypted: str | None) -> None:
    if data:
        await merge_user_metadata(db, caller.user, data)
    if encrypted:
        await set_password(db, caller.user["id"], encrypted)
        await sign_out(db, caller.user["id"], caller.session_id, "others")


async def _change_email(auth: Auth, db: Database, caller: SignedIn, address: str | None, way: WayBack) -> list[Mail]:
    """The mails that ask both addresses; the address itself changes when they are confirmed."""
    user = caller.user
    if address is None or address == user["email"]:
        return []
    if await user_by_email(db, address):
        raise email_exists()
    return await mails.write_email_change(auth, db, await begin_email_change(db, user, address), way)
