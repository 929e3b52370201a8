"""POST /signup: a new account, confirmed by mail unless the project says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import captcha, mails, passwords
from local.auth.body import Body, email, mapping, read_body, text
from local.auth.database import Auth, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.hooks import ask_before_creation
from local.auth.mails import WayBack
from local.auth.sessions import open_session
from local.auth.users import NewUser, confirm, insert_user, timestamp, user_by_email, user_json

SAVING = "Database error saving new user"


async def signup(request: Request) -> JSONResponse:
    """Create the account; a session at once if the project asks for no confirmation, else a mail."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
    password, way = _allowed_password(auth, body), mails.way_back(auth, request, body)
    new = own_user(email(body), await passwords.hashed(password), mapping(body, "data"))
    known = await find(auth, new.email)
    if known is None:
        await ask_before_creation(auth, request, new)
    if auth.settings.confirmations:
        return JSONResponse(await sign_up_by_mail(auth, known, new, way))
    if known is not None:
        raise AuthError(422, "user_already_exists", "User already registered")
    async with auth.transaction(SAVING) as db:
        await confirm(db, await insert_user(db, new))
        return JSONResponse(await open_session(auth, db, new.id, "password", request))


def own_user(address: str, encrypted: str, data: dict[str, Any]) -> NewUser:
    """An account that its owner asks for: its metadata is what its identity says, what is sure and what they said."""
    new = NewUser(address, encrypted, claims=data)
    return replace(new, user_metadata=new.identity.claims)


async def find(auth: Auth, address: str) -> Row | None:
    """The account of this address."""
    async with auth.transaction("Database error finding user") as db:
        return await user_by_email(db, address)


async def sign_up_by_mail(auth: Auth, known: Row | None, new: NewUser, way: WayBack) -> dict[str, Any]:
    """The user object of the account, after its mail is out; it does not say whether the address was known.

    A known account is left as it is, for who asks may not be its owner.
    """
    if known is not None and known["email_confirmed_at"]:
        return _as_if_new(new)
    async with auth.transaction(SAVING) as db:
        user = known or await insert_user(db, new)
        (mail,) = await mails.write(auth, db, user, way, mails.SIGNUP)
    await mails.send(auth, mail)
    return user_json(mail.user)


def check_open(auth: Auth) -> None:
    """Raise AuthError 422 where the project lets nobody sign up."""
    if not auth.settings.signup_enabled:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")


def _allowed_password(auth: Auth, body: Body) -> str:
    """The password of a sign-up by address; raises AuthError for any other sign-up."""
    check_open(auth)
    address, phone, password = text(body, "email"), text(body, "phone"), text(body, "password")
    if not address and not phone:
        raise AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")
    if not password:
        raise invalid("Signup requires a valid password")
    if address and phone:
        raise invalid("Only an email address or phone number should be provided on signup.")
    passwords.check_strength(password, auth.settings.minimum_password_length)
    if phone:
        raise AuthError(400, "phone_provider_disabled", "Phone signups are disabled")
    if not auth.settings.email_signup_enabled:
        raise AuthError(400, "email_provider_disabled", "Email signups are disabled")
    return password


def _as_if_new(new: NewUser) -> dict[str, Any]:
    """What a stranger learns of a confirmed account: what they sent, under an id of nobody's."""
    now = timestamp(datetime.now(UTC))
    return {
        "id": str(new.id),
        "aud": "authenticated",
        "role": "",
        "email": new.email,
        "phone": "",
        "confirmation_sent_at": now,
        "app_metadata": new.all_app_metadata,
        "user_metadata": new.claims,
        "identities": [],
        "created_at": now,
        "updated_at": now,
        "is_anonymous": False,
    }
