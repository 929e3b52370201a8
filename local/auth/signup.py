"""POST /signup: a new account, confirmed by mail unless the project says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import captcha, mails, passwords
from local.auth.body import Body, email, mapping, read_body, text
from local.auth.database import Auth, Database, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.hooks import ask_before_creation
from local.auth.mails import Mail, WayBack
from local.auth.sessions import open_session
from local.auth.user_object import timestamp, user_json
from local.auth.users import (
    NewUser,
    confirm_email,
    existing,
    identity_claims,
    insert_user,
    user_by_email,
)


async def signup(request: Request) -> JSONResponse:
    """Create the account; a session at once if the project asks for no confirmation, else a mail."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
    address, password, way = _address(auth, body), text(body, "password"), mails.way_back(auth, request, body)
    if password is None:
        raise invalid("Signup requires a valid password")
    passwords.check_strength(password, auth.settings.minimum_password_length)
    new = new_user(address, await passwords.hashed(password), mapping(body, "data"))
    await ask_before_creation(auth, request, new)
    if not auth.settings.confirmations:
        return JSONResponse(await _sign_up_at_once(auth, request, new))
    return JSONResponse(await sign_up_by_mail(auth, new, way))


def new_user(address: str, encrypted: str, data: dict[str, Any]) -> NewUser:
    """An account that its owner asks for: what is sure of the identity stands in its metadata, whatever else is said."""
    new = NewUser(address, encrypted)
    return replace(new, user_metadata={**data, **identity_claims(new)})


async def sign_up_by_mail(auth: Auth, new: NewUser, way: WayBack) -> dict[str, Any]:
    """The user object of the account, after its mail is out; whether the address was known cannot be told by it."""
    mail: Mail | None = None
    async with auth.transaction() as db:
        user = await _new_or_known(db, new)
        if not user["email_confirmed_at"]:
            mail = await mails.write_mail(auth, db, mails.SIGNUP, user, way)
            user = await existing(db, user["id"])
    if mail is None:
        return _as_if_new(new)
    await mails.send(auth, mail)
    return user_json(user)


async def _new_or_known(db: Database, new: NewUser) -> Row:
    """The account of the address; a known one is left as it is, for who asks may not be its owner."""
    user = await insert_user(db, new) or await user_by_email(db, new.email, lock=True)
    if user is None:
        raise AuthError(409, "conflict", "The account changed meanwhile, try again")
    return user


async def _sign_up_at_once(auth: Auth, request: Request, new: NewUser) -> dict[str, Any]:
    async with auth.transaction() as db:
        if await insert_user(db, new) is None:
            raise AuthError(422, "user_already_exists", "User already registered")
        await confirm_email(db, new.id)
        return await open_session(auth, db, new.id, "password", request)


def _address(auth: Auth, body: Body) -> str:
    if not auth.settings.signup_enabled:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")
    if text(body, "phone"):
        raise AuthError(400, "phone_provider_disabled", "Phone signups are disabled")
    address = email(body)
    if address is None:
        raise AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")
    if not auth.settings.email_signup_enabled:
        raise AuthError(400, "email_provider_disabled", "Email signups are disabled")
    return address


def _as_if_new(new: NewUser) -> dict[str, Any]:
    """What a stranger learns of a confirmed account: what he sent, under an id of nobody's."""
    now = timestamp(datetime.now(UTC))
    return {
        "id": str(new.id),
        "aud": "authenticated",
        "role": "",
        "email": new.email,
        "phone": "",
        "confirmation_sent_at": now,
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": new.user_metadata,
        "identities": [],
        "created_at": now,
        "updated_at": now,
        "is_anonymous": False,
    }
