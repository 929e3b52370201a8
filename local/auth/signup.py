"""POST /signup, /otp, /magiclink, /recover and /resend: accounts and mails, for everybody."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import mails, passwords
from local.auth.body import Body, email, flag, mapping, read_body, text
from local.auth.database import Auth, Database, Row, auth_of
from local.auth.errors import AuthError, invalid
from local.auth.hooks import call_before_user_created
from local.auth.mails import MAGIC_LINK, RECOVER, SIGNUP, Kind, ReturnTo, return_to_of
from local.auth.sessions import open_session
from local.auth.users import Identity, by_email, confirm, insert_user, new_user, user_by_email, user_json

SAVING = "Database error saving new user"


async def signup(request: Request) -> JSONResponse:
    """Create the user; open a session, or send a mail if the project requires confirmation."""
    auth, body = auth_of(request), await read_body(request)
    password, return_to, data = (
        _allowed_password(auth, body),
        mails.return_to_of(auth, request, body),
        mapping(body, "data"),
    )
    new = own_user(email(body), await passwords.hashed(password), data)
    known = await find(auth, new["email"])
    if known is None:
        await call_before_user_created(auth, request, new)
    if not auth.settings.confirmations:
        return JSONResponse(await _sign_up_at_once(auth, request, known, new))
    if known is not None and known["email_confirmed_at"]:
        # Does not reveal that the account exists: the request's own values, with a random id.
        fake = {"role": "", "confirmation_sent_at": datetime.now(UTC), "raw_user_meta_data": data}
        return JSONResponse(user_json({**new, **fake}))
    return JSONResponse(await sign_up_by_mail(auth, known, new, return_to))


def own_user(address: str, encrypted: str, data: dict[str, Any]) -> Row:
    """Return the row for a user who signs up; trusted claims override the metadata that they sent."""
    new = new_user(address, encrypted_password=encrypted)
    return {**new, "raw_user_meta_data": {**data, **by_email(new).claims}}


async def find(auth: Auth, address: str) -> Row | None:
    """Return the user with this address."""
    async with auth.transaction("Database error finding user") as db:
        return await user_by_email(db, address)


async def sign_up_by_mail(auth: Auth, known: Row | None, new: Row, return_to: ReturnTo) -> dict[str, Any]:
    """Create the user and send the mail that confirms the address; return the user object.

    An existing user is not changed: the sender of the request may be somebody else.
    """
    async with auth.transaction(SAVING) as db:
        user = known or await insert_own(db, new)
        (mail,) = await mails.write(auth, db, user, return_to, mails.SIGNUP)
    await mails.send(auth, mail)
    return user_json(mail.user)


async def insert_own(db: Database, new: Row) -> Row:
    """Insert the user with an identity whose claims equal the user's metadata."""
    return await insert_user(db, new, Identity("email", str(new["id"]), new["raw_user_meta_data"]))


def check_open(auth: Auth) -> None:
    """Raise AuthError 422 if sign-ups are closed."""
    if not auth.settings.signup_enabled:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")


async def _sign_up_at_once(auth: Auth, request: Request, known: Row | None, new: Row) -> dict[str, Any]:
    if known is not None:
        raise AuthError(422, "user_already_exists", "User already registered")
    async with auth.transaction(SAVING) as db:
        user = await confirm(db, await insert_own(db, new))
        return await open_session(auth, db, user["id"], "password", request)


def _allowed_password(auth: Auth, body: Body) -> str:
    """Return the password of a sign-up by email; raise AuthError for any other sign-up."""
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
    """Send a mail that signs in; create the user of an unknown address unless `create_user` is false."""
    auth, body = auth_of(request), await read_body(request)
    new, return_to = own_user(_address(body), "", mapping(body, "data")), return_to_of(auth, request, body)
    known = await find(auth, new["email"])
    if known is None:
        if not flag(body, "create_user", default=True):
            raise AuthError(422, "otp_disabled", "Signups not allowed for otp")
        check_open(auth)
        await call_before_user_created(auth, request, new)
    if auth.settings.confirmations and not (known and known["email_confirmed_at"]):
        await sign_up_by_mail(auth, known, new, return_to)
        return JSONResponse({})
    if known is None:
        async with auth.transaction(SAVING) as db:
            known = await insert_own(db, new)
    return await _mail(auth, known, return_to, MAGIC_LINK)


async def recover(request: Request) -> JSONResponse:
    """Send a mail that sets a new password; the response is the same for an unknown address."""
    auth, body = auth_of(request), await read_body(request)
    address, return_to = email(body, missing="Password recovery requires an email"), return_to_of(auth, request, body)
    return await _mail(auth, await find(auth, address), return_to, RECOVER)


async def resend(request: Request) -> JSONResponse:
    """Send the mail of a sign-up or change of address again; the response is the same if none is pending."""
    auth, body = auth_of(request), await read_body(request)
    kind = text(body, "type")
    if kind not in ("signup", "email_change"):
        raise invalid("Missing one of these types: signup, email_change")
    user, return_to = await find(auth, email(body)), return_to_of(auth, request, body)
    if kind == "signup":
        return await _mail(auth, None if user and user["email_confirmed_at"] else user, return_to, SIGNUP)
    if user is not None and user["email_change"]:
        async with auth.transaction() as db:
            pending = await mails.write_email_change(auth, db, user, user["email_change"], return_to)
        await mails.send(auth, *pending)
    return JSONResponse({})


async def _mail(auth: Auth, user: Row | None, return_to: ReturnTo, kind: Kind) -> JSONResponse:
    if user is not None:
        async with auth.transaction() as db:
            pending = await mails.write(auth, db, user, return_to, kind)
        await mails.send(auth, *pending)
    return JSONResponse({})


def _address(body: Body) -> str:
    if text(body, "email") and text(body, "phone"):
        raise invalid("Only an email address or phone number should be provided")
    if text(body, "phone"):
        raise AuthError(400, "phone_provider_disabled", "Unsupported phone provider")
    return email(body, missing="One of email or phone must be set")
