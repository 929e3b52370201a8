"""POST /otp, /magiclink, /recover and /resend: mails on demand."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import captcha, mails
from local.auth.body import Body, email, flag, mapping, read_body, text
from local.auth.database import Auth, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.hooks import ask_before_creation
from local.auth.mails import MAGIC_LINK, RECOVER, SIGNUP, Kind, WayBack, way_back
from local.auth.signup import SAVING, check_open, find, own_user, sign_up_by_mail
from local.auth.users import insert_user


async def otp(request: Request) -> JSONResponse:
    """A mail with a link and a code that sign in; an unknown address gets an account unless `create_user` is false."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
    new, way = own_user(_address(body), "", mapping(body, "data")), way_back(auth, request, body)
    known = await find(auth, new.email)
    if known is None:
        _check_may_create(auth, body)
        await ask_before_creation(auth, request, new)
    if auth.settings.confirmations and not (known and known["email_confirmed_at"]):
        await sign_up_by_mail(auth, known, new, way)
        return JSONResponse({})
    if known is None:
        async with auth.transaction(SAVING) as db:
            known = await insert_user(db, new)
    return await _mail(auth, known, way, MAGIC_LINK)


async def recover(request: Request) -> JSONResponse:
    """A mail with a link that leads to a new password; the answer is the same for an unknown address."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
    address, way = email(body, missing="Password recovery requires an email"), way_back(auth, request, body)
    return await _mail(auth, await find(auth, address), way, RECOVER)


async def resend(request: Request) -> JSONResponse:
    """The confirmation of a sign-up or of a change of address once more; the same answer if none is due."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
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
    if not auth.settings.email_signup_enabled:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")
