"""/admin/users: what the holder of the secret key does with any account."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import passwords
from local.auth.bearer import require_service_role
from local.auth.body import Body, email, flag, mapping, read_body, text
from local.auth.database import Auth, Database, Row, auth_of, row, rows, run
from local.auth.errors import AuthError, invalid
from local.auth.paging import links, number
from local.auth.sessions import sign_out
from local.auth.settings import SettingError, seconds
from local.auth.user_object import user_json
from local.auth.users import (
    SELECT,
    NewUser,
    confirm_email,
    email_exists,
    existing,
    insert_user,
    merge_app_metadata,
    merge_user_metadata,
    set_email,
    set_password,
)

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


async def create(request: Request) -> JSONResponse:
    """A new account, confirmed if `email_confirm` says so, without a mail."""
    auth = _admin(request)
    body = await read_body(request)
    address = email(body)
    if address is None:
        raise invalid("Cannot create a user without either an email or phone")
    new = NewUser(
        address,
        await _encrypted(auth, body) or "",
        mapping(body, "user_metadata"),
        mapping(body, "app_metadata"),
        _new_id(body) or uuid4(),
        _role(body) or "authenticated",
    )
    async with auth.transaction() as db:
        user = await insert_user(db, new)
        if user is None:
            raise email_exists()
        await _confirm_and_ban(db, user, body)
        return JSONResponse(user_json(await existing(db, user["id"])))


async def list_users(request: Request) -> JSONResponse:
    """A page of accounts, newest first; how many there are, and where the next page is, stands in headers."""
    auth = _admin(request)
    page, size = number(request, "page", 1), min(number(request, "per_page", DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE)
    async with auth.transaction() as db:
        counted = await row(db, "select count(*) as total from auth.users")
        found = await rows(
            db, SELECT + " order by users.created_at desc, users.id limit %s offset %s", size, (page - 1) * size
        )
    total = counted["total"] if counted else 0
    headers = {"x-total-count": str(total), "link": links(request, page, size, total)}
    return JSONResponse({"users": [user_json(user) for user in found], "aud": "authenticated"}, headers=headers)


async def get(request: Request) -> JSONResponse:
    """One account."""
    auth = _admin(request)
    async with auth.transaction() as db:
        return JSONResponse(user_json(await existing(db, _user_id(request))))


async def update(request: Request) -> JSONResponse:
    """Change anything of an account at once, without mails."""
    auth = _admin(request)
    body, user_id = await read_body(request), _user_id(request)
    address, encrypted = email(body), await _encrypted(auth, body)
    async with auth.transaction() as db:
        user = await existing(db, user_id)
        if address and address != user["email"]:
            await set_email(db, user_id, address)
        if encrypted:
            await set_password(db, user_id, encrypted)
            await sign_out(db, user_id, None, "global")
        await _change_metadata(db, user, body)
        await _confirm_and_ban(db, user, body)
        return JSONResponse(user_json(await existing(db, user_id)))


async def delete(request: Request) -> JSONResponse:
    """Remove an account with all that hangs on it, or, softly, all that tells whose it was."""
    auth = _admin(request)
    body, user_id = await read_body(request), _user_id(request)
    async with auth.transaction() as db:
        await existing(db, user_id)
        if flag(body, "should_soft_delete"):
            await _forget(db, user_id)
        else:
            await run(db, "delete from auth.users where id = %s", user_id)
    return JSONResponse({})


def _admin(request: Request) -> Auth:
    auth = auth_of(request)
    require_service_role(request, auth)
    return auth


async def _encrypted(auth: Auth, body: Body) -> str | None:
    password, encrypted = text(body, "password"), text(body, "password_hash")
    if password and encrypted:
        raise invalid("Only a password or a password hash should be provided")
    if encrypted and not passwords.is_hash(encrypted):
        raise invalid("password_hash must be a bcrypt hash")
    if password:
        passwords.check_strength(password, auth.settings.minimum_password_length)
        return await passwords.hashed(password)
    return encrypted


async def _change_metadata(db: Database, user: Row, body: Body) -> None:
    if user_metadata := mapping(body, "user_metadata"):
        await merge_user_metadata(db, user, user_metadata)
    if app_metadata := mapping(body, "app_metadata"):
        await merge_app_metadata(db, user, app_metadata)
    if role := _role(body):
        await run(db, "update auth.users set role = %s, updated_at = now() where id = %s", role, user["id"])


async def _confirm_and_ban(db: Database, user: Row, body: Body) -> None:
    if flag(body, "email_confirm"):
        await confirm_email(db, user["id"])
    duration = text(body, "ban_duration")
    if duration is not None:
        await run(
            db,
            """update auth.users set updated_at = now(),
                 banned_until = case when %s::float > 0 then now() + make_interval(secs => %s::float) end
               where id = %s""",
            ban := _ban_seconds(duration),
            ban,
            user["id"],
        )


async def _forget(db: Database, user_id: UUID) -> None:
    await run(
        db,
        """update auth.users set email = encode(sha256(convert_to(email, 'utf8')), 'hex'), phone = null,
             encrypted_password = '', email_change = '', raw_user_meta_data = '{}', raw_app_meta_data = '{}',
             deleted_at = now(), updated_at = now()
           where id = %s""",
        user_id,
    )
    await run(db, "delete from auth.identities where user_id = %s", user_id)
    await run(db, "delete from auth.one_time_tokens where user_id = %s", user_id)
    await sign_out(db, user_id, None, "global")


def _ban_seconds(duration: str) -> float:
    if duration == "none":
        return 0
    try:
        return seconds("ban_duration", duration)
    except SettingError as error:
        raise invalid(f"invalid format for ban duration: {error}") from error


def _user_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["user_id"])
    except ValueError as error:
        raise AuthError(404, "validation_failed", "user_id must be an UUID") from error


def _new_id(body: Body) -> UUID | None:
    wanted = text(body, "id")
    try:
        return UUID(wanted) if wanted else None
    except ValueError as error:
        raise invalid("ID must conform to the uuid v4 format") from error


def _role(body: Body) -> str | None:
    role = text(body, "role")
    if role and not ROLE.fullmatch(role):
        raise invalid("role must be the name of a database role")
    return role
