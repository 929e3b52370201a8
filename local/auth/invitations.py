"""POST /invite and /admin/generate_link: the secret key's holder starts what a mail finishes."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import mails, passwords
from local.auth.bearer import admin_of
from local.auth.body import Body, email, mapping, read_body, text
from local.auth.database import Auth, Database, Row
from local.auth.errors import AuthError, invalid
from local.auth.guards import ask_before_creation
from local.auth.mails import INVITE, SIGNUP, Kind, WayBack, hash_of, way_back
from local.auth.signup import SAVING, find
from local.auth.users import by_email, change, email_exists, insert_user, new_user, user_by_email, user_json

KINDS = {
    "signup": SIGNUP,
    "invite": INVITE,
    "magiclink": mails.MAGIC_LINK,
    "recovery": mails.RECOVER,
    "email_change_current": mails.CHANGE_FROM_CURRENT,
    "email_change_new": mails.CHANGE_TO_NEW,
}


async def invite(request: Request) -> JSONResponse:
    """An account that waits for its owner, and the mail that says so."""
    auth = admin_of(request)
    body = await read_body(request)
    new = new_user(email(body), raw_user_meta_data=mapping(body, "data"))
    known, way = await find(auth, new["email"]), WayBack(way_back(auth, request, body).redirect_to)
    if known is None:
        await ask_before_creation(auth, request, new)
    async with auth.transaction(SAVING) as db:
        user = await _subject(db, INVITE, known, new)
        mail = await mails.issue(auth, db, INVITE, user, way)
    await mails.send(auth, mail)
    return JSONResponse(user_json(mail.user))


async def generate_link(request: Request) -> JSONResponse:
    """The link and code that a mail would carry, for a project that sends its own mails."""
    auth = admin_of(request)
    body = await read_body(request)
    wanted, address = text(body, "type"), email(body)
    known = await find(auth, address)
    if wanted == "magiclink" and known is None:
        wanted = "signup"
    kind = KINDS.get(wanted)
    if kind is None:
        raise invalid(f"Invalid email action link type requested: {wanted}")
    way, encrypted = WayBack(way_back(auth, request, body).redirect_to), await _password(auth, body, kind)
    new = new_user(address, encrypted_password=encrypted, raw_user_meta_data=mapping(body, "data"))
    if known is None and kind in (SIGNUP, INVITE):
        await ask_before_creation(auth, request, new)
    async with auth.transaction(SAVING) as db:
        user = await _subject(db, kind, known, new)
        if kind.verification == "email_change":
            user = await _with_new_email(db, user, email(body, "new_email"))
        mail = await mails.issue(auth, db, kind, user, way)
    properties = {
        "action_link": mail.link(auth),
        "email_otp": mail.otp,
        "hashed_token": hash_of(address, mail.otp),
        "verification_type": wanted,
        "redirect_to": way.redirect_to,
    }
    return JSONResponse({**user_json(mail.user), **properties})


async def _password(auth: Auth, body: Body, kind: Kind) -> str:
    """The hash of the password that a sign-up needs; a magic link that makes an account needs none."""
    password = text(body, "password")
    if kind is not SIGNUP or (text(body, "type") == "magiclink" and not password):
        return ""
    if not password:
        raise invalid("Signup requires a valid password")
    passwords.check_strength(password, auth.settings.minimum_password_length)
    return await passwords.hashed(password)


async def _subject(db: Database, kind: Kind, known: Row | None, new: Row) -> Row:
    """The user the link is for; a sign-up and an invitation make one where there is none."""
    if kind not in (SIGNUP, INVITE):
        if known is None:
            raise AuthError(404, "user_not_found", "User with this email not found")
        return known
    if known is not None and known["email_confirmed_at"]:
        raise email_exists()
    user = known or await insert_user(db, new, by_email(new))
    return await change(db, user, invited_at=datetime.now(UTC)) if kind is INVITE else user


async def _with_new_email(db: Database, user: Row, new_email: str) -> Row:
    if await user_by_email(db, new_email):
        raise email_exists()
    return await change(db, user, email_change=new_email, email_change_confirm_status=0)
