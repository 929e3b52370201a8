"""POST /signup, /otp, /magiclink, /recover and /resend: accounts and mails that anybody may ask for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import mails, passwords
from local.auth.body import Body, email, flag, mapping, read_body, text
from local.auth.database import Auth, Database, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.guards import ask_before_creation, check_captcha
from local.auth.mails import MAGIC_LINK, RECOVER, SIGNUP, Kind, WayBack, way_back
from local.auth.sessions import open_session
from local.auth.users import Identity, by_email, confirm, insert_user, new_user, user_by_email, user_json

SAVING = "Database error saving new user"


async def signup(request: Request) -> JSONResponse:
    """Create the account; a session at once if the project asks for no confirmation, else a mail."""
    auth, body = auth_of(request), await read_body(request)
    await check_captcha(request, body)
    password, way, data = _allowed_password(auth, body), mails.way_back(auth, request, body), mapping(body, "data")
    new = own_user(email(body), await passwords.hashed(password), data)
    known = await find(auth, new["email"])
    if known is None:
        await ask_before_creation(auth, request, new)
    if not auth.settings.confirmations:
        return JSONResponse(await _sign_up_at_once(auth, request, known, new))
    if known is not None and known["email_confirmed_at"]:
        # What a stranger learns of a confirmed account: what they sent, under an id of nobody's.
        pretended = {"role": "", "confirmation_sent_at": datetime.now(UTC), "raw_user_meta_data": data}
        return JSONResponse(user_json({**new, **pretended}))
    return JSONResponse(await sign_up_by_mail(auth, known, new, way))


def own_user(address: str, encrypted: str, data: dict[str, Any]) -> Row:
    """An account that its owner asks for: its metadata are what they said, and over it what is sure."""
    new = new_user(address, encrypted_password=encrypted)
    return {**new, "raw_user_meta_data": {**data, **by_email(new).claims}}


async def find(auth: Auth, address: str) -> Row | None:
    """The account of this address."""
    async with auth.transaction("Database error finding user") as db:
        return await user_by_email(db, address)


async def sign_up_by_mail(auth: Auth, known: Row | None, new: Row, way: WayBack) -> dict[str, Any]:
    """The user object of the unconfirmed account, after its mail is out.

    A known account is left as it is, for who asks may not be its owner.
    """
    async with auth.transaction(SAVING) as db:
        user = known or await insert_own(db, new)
        (mail,) = await mails.write(auth, db, user, way, mails.SIGNUP)
    await mails.send(auth, mail)
    return user_json(mail.user)


async def insert_own(db: Database, new: Row) -> Row:
    """The account, made with an identity that says the same as its metadata."""
    return await insert_user(db, new, Identity("email", str(new["id"]), new["raw_user_meta_data"]))


def check_open(auth: Auth) -> None:
    """Raise AuthError 422 where the project lets nobody sign up."""
    if not auth.settings.signup_enabled:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")


async def _sign_up_at_once(auth: Auth, request: Request, known: Row | None, new: Row) -> dict[str, Any]:
    if known is not None:
        raise AuthError(422, "user_already_exists", "User already registered")
    async with auth.transaction(SAVING) as db:
        user = await confirm(db, await insert_own(db, new))
        return await open_session(auth, db, user["id"], "password", request)


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
    return password


async def otp(request: Request) -> JSONResponse:
    """A mail with a link and a code that sign in; an unknown address gets an account unless `create_user` is false."""
    auth, body = auth_of(request), await read_body(request)
    await check_captcha(request, body)
    new, way = own_user(_address(body), "", mapping(body, "data")), way_back(auth, request, body)
    known = await find(auth, new["email"])
    if known is None:
        _check_may_create(auth, body)
        await ask_before_creation(auth, request, new)
    if auth.settings.confirmations and not (known and known["email_confirmed_at"]):
        await sign_up_by_mail(auth, known, new, way)
        return JSONResponse({})
    if known is None:
        async with auth.transaction(SAVING) as db:
            known = await insert_own(db, new)
    return await _mail(auth, known, way, MAGIC_LINK)


async def recover(request: Request) -> JSONResponse:
    """A mail with a link that leads to a new password; the answer is the same for an unknown address."""
    auth, body = auth_of(request), await read_body(request)
    await check_captcha(request, body)
    address, way = email(body, missing="Password recovery requires an email"), way_back(auth, request, body)
    return await _mail(auth, await find(auth, address), way, RECOVER)


async def resend(request: Request) -> JSONResponse:
    """The confirmation of a sign-up or of a change of address once more; the same answer if none is due."""
    auth, body = auth_of(request), await read_body(request)
    await check_captcha(request, body)
    kind = text(body, "type")
    if kind not in ("signup", "email_change"):
        raise invalid("Missing one of these types: signup, email_change")
    user, way = await find(auth, email(body)), way_back(auth, request, body)
    if kind == "signup":
        return await _mail(auth, None if user and user["email_confirmed_at"] else user, way, SIGNUP)
    if user is not None and user["email_change"]:
        async with auth.transaction() as db:
            pending = await mails.write_email_change(auth, db, user, user["email_change"], way)
        await mails.send(auth, *pending)
    return JSONResponse({})


async def _mail(auth: Auth, user: Row | None, way: WayBack, kind: Kind) -> JSONResponse:
    if user is not None:
        async with auth.transaction() as db:
            pending = await mails.write(auth, db, user, way, kind)
        await mails.send(auth, *pending)
    return JSONResponse({})


def _address(body: Body) -> str:
    if text(body, "email") and text(body, "phone"):
        raise invalid("Only an email address or phone number should be provided")
    if text(body, "phone"):
        raise AuthError(400, "phone_provider_disabled", "Unsupported phone provider")
    return email(body, missing="One of email or phone must be set")


def _check_may_create(auth: Auth, body: Body) -> None:
    if not flag(body, "create_user", default=True):
        raise AuthError(422, "otp_disabled", "Signups not allowed for otp")
    check_open(auth)
