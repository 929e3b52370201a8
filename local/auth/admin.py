"""/admin/users: what the holder of the secret key does with any account."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import passwords
from local.auth.bearer import admin_of
from local.auth.body import Body, email, flag, mapping, read_body, text
from local.auth.database import Database, Row, row, rows, run
from local.auth.database import update as change_row
from local.auth.errors import AuthError, failure, invalid
from local.auth.sessions import set_password
from local.auth.settings import SettingError, seconds
from local.auth.users import (
    SELECT,
    by_email,
    change,
    change_identity,
    confirm,
    email_exists,
    existing,
    insert_user,
    merged,
    new_user,
    user_by_email,
    user_json,
)

DEFAULT_PAGE_SIZE = 50
MAX_DIGITS = 9


async def create(request: Request) -> JSONResponse:
    """A new account, confirmed if `email_confirm` says so, without a mail."""
    auth, body = admin_of(request), await read_body(request)
    address = email(body, missing="Cannot create a user without either an email or phone")
    new = new_user(
        address,
        id=_new_id(body),
        role=text(body, "role") or "authenticated",
        encrypted_password=await _encrypted(body),
        raw_app_meta_data=mapping(body, "app_metadata"),
        raw_user_meta_data=mapping(body, "user_metadata") or (None if text(body, "password_hash") else {}),
    )
    async with auth.transaction("Database error creating new user") as db:
        if await user_by_email(db, address):
            raise email_exists()
        user = await insert_user(db, new, by_email(new))
        user = await confirm(db, user) if flag(body, "email_confirm") else user
        return JSONResponse(user_json(await _ban(db, user, body)))


async def list_users(request: Request) -> JSONResponse:
    """A page of accounts, newest first; how many there are, and where the next page is, stands in headers."""
    auth = admin_of(request)
    page, size = _number(request, "page", 1), _number(request, "per_page", DEFAULT_PAGE_SIZE)
    if size == 0:
        raise failure("Internal Server Error")
    async with auth.transaction() as db:
        counted = await row(db, f"select count(*) as total from ({SELECT}) as listed")
        in_order = SELECT + " order by users.created_at desc, users.id limit %s offset %s"
        found = await rows(db, in_order, size, max(0, page - 1) * size)
    total = counted["total"] if counted else 0
    headers = {"x-total-count": str(total), "link": _links(request, page, -(-total // size))}
    users = [user_json({**user, "identities": None}) for user in found]
    return JSONResponse({"users": users, "aud": "authenticated"}, headers=headers)


async def get(request: Request) -> JSONResponse:
    """One account."""
    auth = admin_of(request)
    async with auth.transaction() as db:
        return JSONResponse(user_json(await existing(db, _user_id(request))))


async def update(request: Request) -> JSONResponse:
    """Change anything of an account at once, without mails."""
    auth, body, user_id = admin_of(request), await read_body(request), _user_id(request)
    password = text(body, "password")
    if password:
        passwords.check_strength(password, auth.settings.minimum_password_length)
    async with auth.transaction("Error updating user") as db:
        user = await existing(db, user_id)
        if text(body, "email"):
            user = await change(db, user, email=email(body))
            await change_identity(db, user, email=user["email"])
        if password or text(body, "password_hash"):
            user = await set_password(db, user, await _encrypted(body))
        user = await _ban(db, await change(db, user, **_columns(user, body)), body)
        if flag(body, "email_confirm"):
            user = await confirm(db, user)
            await change_identity(db, user, email_verified=True)
        return JSONResponse(user_json(user))


async def delete(request: Request) -> JSONResponse:
    """Remove an account with all that hangs on it, or, softly, all that tells whose it was."""
    auth, user_id = admin_of(request), _user_id(request)
    softly = flag(await read_body(request, optional=True), "should_soft_delete")
    async with auth.transaction("Error deleting user") as db:
        user = await existing(db, user_id)
        if softly:
            await _forget(db, user)
        else:
            await run(db, "delete from auth.users where id = %s", user_id)
    return JSONResponse({})


async def _encrypted(body: Body) -> str:
    """The hash of the account's password, as it came or made here; operators may choose a short one."""
    password, encrypted = text(body, "password"), text(body, "password_hash")
    if password and encrypted:
        raise invalid("Only a password or a password hash should be provided")
    if encrypted and not passwords.is_hash(encrypted):
        raise AuthError(500, "unexpected_failure", "Error creating user")
    return await passwords.hashed(password) if password else encrypted


def _columns(user: Row, body: Body) -> dict[str, Any]:
    """What else is changed of the account."""
    columns: dict[str, Any] = {"role": text(body, "role")} if text(body, "role") else {}
    for name, column in (("user_metadata", "raw_user_meta_data"), ("app_metadata", "raw_app_meta_data")):
        if data := mapping(body, name):
            columns[column] = merged(user[column], data)
    return columns


async def _ban(db: Database, user: Row, body: Body) -> Row:
    duration = text(body, "ban_duration")
    if not duration:
        return user
    if duration == "none":
        return await change(db, user, banned_until=None)
    try:
        until = datetime.now(UTC) + timedelta(seconds=seconds("ban_duration", duration))
    except (SettingError, OverflowError) as error:
        raise invalid(f"invalid format for ban duration: {error}") from error
    return await change(db, user, banned_until=until)


async def _forget(db: Database, user: Row) -> None:
    """Keep hashes of what tells whose the account was, so that it can be recognised and not read."""
    user = await set_password(db, user, "")
    columns = {name: _obfuscated(user, user[name]) for name in ("email", "phone", "email_change", "phone_change")}
    metadata: dict[str, Any] = {"raw_user_meta_data": {}, "raw_app_meta_data": {}}
    await change(db, user, **columns, **metadata, encrypted_password=None, deleted_at=datetime.now(UTC))
    for identity in user["identities"]:
        subject = _obfuscated(user, identity["provider_id"])
        await change_row(db, "identities", identity["id"], provider_id=subject, identity_data={})


def _obfuscated(user: Row, value: str | None) -> str:
    return urlsafe_b64encode(hashlib.sha256(f"{user['id']}{value or ''}".encode()).digest()).decode().rstrip("=")


def _number(request: Request, name: str, default: int) -> int:
    """A whole number of the query; raises AuthError 400 for anything else."""
    value = request.query_params.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS):
        raise invalid(f"Bad Pagination Parameters: {name} is {value!r}")
    return int(value)


def _links(request: Request, page: int, last: int) -> str:
    """The `Link` header: the next page, if there is one, and the last."""
    pages = ({"next": page + 1} if page < last else {}) | {"last": last}
    query = dict(request.query_params)
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    return ", ".join(
        f'<{path}?{urlencode(sorted({**query, "page": str(number)}.items()))}>; rel="{name}"'
        for name, number in pages.items()
    )


def _user_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["user_id"])
    except ValueError as error:
        raise AuthError(404, "validation_failed", "user_id must be an UUID") from error


def _new_id(body: Body) -> UUID:
    wanted = text(body, "id")
    try:
        return UUID(wanted) if wanted else uuid4()
    except ValueError as error:
        raise invalid("ID must conform to the uuid v4 format") from error
