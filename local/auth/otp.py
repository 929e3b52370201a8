"""POST /otp, /magiclink, /recover and /resend: mails on demand."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import captcha, mails
from local.auth.body import Body, flag, mapping, read_body, required_email, text
from local.auth.database import Auth, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.hooks import ask_before_creation
from local.auth.mails import MAGIC_LINK, RECOVER, SIGNUP, Kind, Mail, WayBack, way_back
from local.auth.signup import new_user, sign_up_by_mail
from local.auth.users import begin_email_change, insert_user, user_by_email

NO_PASSWORD = ""


async def otp(request: Request) -> JSONResponse:
    """A mail with a link and a code that sign in; an unknown address gets an account unless `create_user` is false."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
    if text(body, "phone"):
        raise AuthError(400, "phone_provider_disabled", "Unsupported phone provider")
    address, way = required_email(body), way_back(auth, request, body)
    new, known = new_user(address, NO_PASSWORD, mapping(body, "data")), await _user(auth, address)
    if known is None:
        _check_may_create(auth, body)
        await ask_before_creation(auth, request, new)
    if auth.settings.confirmations and not (known and known["email_confirmed_at"]):
        await sign_up_by_mail(auth, new, way)
        return JSONResponse({})
    if known is None:
        async with auth.transaction() as db:
            await insert_user(db, new)
    return await _mail(auth, MAGIC_LINK, address, way)


async def recover(request: Request) -> JSONResponse:
    """A mail with a link that leads to a new password; the answer is the same for an unknown address."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
    return await _mail(auth, RECOVER, required_email(body), way_back(auth, request, body))


async def resend(request: Request) -> JSONResponse:
    """The confirmation of a sign-up or of a change of address once more; the same answer if none is due."""
    auth, body = auth_of(request), await read_body(request)
    await captcha.check(request, body)
    kind = text(body, "type")
    if kind not in ("signup", "email_change"):
        raise invalid("Missing one of these types: signup, email_change")
    address, way = required_email(body), way_back(auth, request, body)
    if kind == "email_change":
        return await _resend_email_change(auth, address, way)
    known = await _user(auth, address)
    if known is None or known["email_confirmed_at"]:
        return JSONResponse({})
    return await _mail(auth, SIGNUP, address, way)


async def _mail(auth: Auth, kind: Kind, address: str, way: WayBack) -> JSONResponse:
    pending: list[Mail] = []
    async with auth.transaction() as db:
        user = await user_by_email(db, address, lock=True)
        if user is not None:
            pending.append(await mails.write_mail(auth, db, kind, user, way))
    await mails.send(auth, *pending)
    return JSONResponse({})


async def _resend_email_change(auth: Auth, address: str, way: WayBack) -> JSONResponse:
    pending: list[Mail] = []
    async with auth.transaction() as db:
        user = await user_by_email(db, address, lock=True)
        if user is not None and user["email_change"]:
            user = await begin_email_change(db, user, user["email_change"])
            pending = await mails.write_email_change(auth, db, user, way)
    await mails.send(auth, *pending)
    return JSONResponse({})


async def _user(auth: Auth, address: str) -> Row | None:
    async with auth.transaction() as db:
        return await user_by_email(db, address)


def _check_may_create(auth: Auth, body: Body) -> None:
    if not flag(body, "create_user", default=True):
        raise AuthError(422, "otp_disabled", "Signups not allowed for otp")
    if not auth.settings.signup_enabled or not auth.settings.email_signup_enabled:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")
