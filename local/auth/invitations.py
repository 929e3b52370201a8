"""POST /invite and /admin/generate_link: the secret key's holder starts what a mail finishes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import mails, passwords
from local.auth.bearer import require_service_role
from local.auth.body import Body, email, mapping, read_body, required_email, text
from local.auth.database import Auth, Database, Row, auth_of, run
from local.auth.errors import AuthError, invalid
from local.auth.hooks import ask_before_creation
from local.auth.mails import (
    CHANGE_FROM_CURRENT,
    CHANGE_TO_NEW,
    INVITE,
    MAGIC_LINK,
    RECOVER,
    SIGNUP,
    Kind,
    WayBack,
    way_back,
)
from local.auth.otp import NO_PASSWORD
from local.auth.signup import new_user
from local.auth.user_object import user_json
from local.auth.users import NewUser, begin_email_change, email_exists, existing, insert_user, user_by_email

KINDS = {
    "signup": SIGNUP,
    "invite": INVITE,
    "magiclink": MAGIC_LINK,
    "recovery": RECOVER,
    "email_change_current": CHANGE_FROM_CURRENT,
    "email_change_new": CHANGE_TO_NEW,
}

MAKE_USERS = (SIGNUP, INVITE, MAGIC_LINK)


async def invite(request: Request) -> JSONResponse:
    """An account that waits for its owner, and the mail that says so."""
    auth = auth_of(request)
    require_service_role(request, auth)
    body = await read_body(request)
    new, way = new_user(required_email(body), NO_PASSWORD, mapping(body, "data")), way_back(auth, request, body)
    await ask_before_creation(auth, request, new)
    async with auth.transaction() as db:
        user = await _invited(db, new)
        mail = await mails.write_mail(auth, db, INVITE, user, WayBack(way.redirect_to))
        user = await existing(db, user["id"])
    await mails.send(auth, mail)
    return JSONResponse(user_json(user))


async def generate_link(request: Request) -> JSONResponse:
    """The link and code that a mail would carry, for a project that sends its own mails."""
    auth = auth_of(request)
    require_service_role(request, auth)
    body = await read_body(request)
    kind = KINDS.get(text(body, "type") or "")
    if kind is None:
        raise invalid("Invalid email action link type requested")
    address, redirect_to = required_email(body), way_back(auth, request, body).redirect_to
    encrypted = await _password(auth, body) if kind is SIGNUP else NO_PASSWORD
    new, new_email = new_user(address, encrypted, mapping(body, "data")), email(body, "new_email")
    if kind in MAKE_USERS:
        await ask_before_creation(auth, request, new)
    async with auth.transaction() as db:
        user = await _subject(db, kind, new, new_email)
        token = await mails.issue(auth, db, kind, user, pkce=False)
        user = await existing(db, user["id"])
    properties = {
        "action_link": mails.link(auth, kind, token, redirect_to),
        "email_otp": token.otp,
        "hashed_token": token.hash,
        "verification_type": text(body, "type"),
        "redirect_to": redirect_to,
    }
    return JSONResponse({**user_json(user), **properties})


async def _password(auth: Auth, body: Body) -> str:
    password = text(body, "password")
    if password is None:
        raise invalid("Signup requires a valid password")
    passwords.check_strength(password, auth.settings.minimum_password_length)
    return await passwords.hashed(password)


async def _subject(db: Database, kind: Kind, new: NewUser, new_email: str | None) -> Row:
    """The user the link is for; signup, invite and magiclink make one where there is none."""
    if kind is INVITE:
        return await _invited(db, new)
    added = await insert_user(db, new) if kind in (SIGNUP, MAGIC_LINK) else None
    user = added or await user_by_email(db, new.email, lock=True)
    if user is None:
        raise AuthError(404, "user_not_found", "User with this email not found")
    if kind is SIGNUP and user["email_confirmed_at"]:
        raise email_exists()
    return await _with_new_email(db, user, new_email) if kind.verification == "email_change" else user


async def _invited(db: Database, new: NewUser) -> Row:
    user = await insert_user(db, new) or await user_by_email(db, new.email, lock=True)
    if user is None or user["email_confirmed_at"]:
        raise email_exists()
    await run(db, "update auth.users set invited_at = now() where id = %s", user["id"])
    return user


async def _with_new_email(db: Database, user: Row, new_email: str | None) -> Row:
    if new_email is None:
        raise invalid("new_email is required for a change of address")
    if await user_by_email(db, new_email):
        raise email_exists()
    return await begin_email_change(db, user, new_email)
