"""/admin/users: what the holder of the secret key may do with any user."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse

from local.auth import passwords
from local.auth.bearer import admin_of
from local.auth.body import Body, email, flag, mapping, read_body, text
from local.auth.database import Database, Row, run
from local.auth.database import update as change_row
from local.auth.errors import AuthError, invalid
from local.auth.sessions import set_password
from local.auth.settings import SettingError, seconds
from local.auth.users import (
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


async def create(request: Request) -> JSONResponse:
    """Create a user without a mail; `email_confirm` confirms the address."""
    auth, body = admin_of(request), await read_body(request)
    address = email(body, missing="Cannot create a user without either an email or phone")
    new = new_user(
        address,
        id=_new_id(body),
        role=text(body, "role") or "authenticated",
        encrypted_password=await _hashed(body),
        raw_app_meta_data=mapping(body, "app_metadata"),
        raw_user_meta_data=mapping(body, "user_metadata"),
    )
    async with auth.transaction("Database error creating new user") as db:
        if await user_by_email(db, address):
            raise email_exists()
        user = await insert_user(db, new, by_email(new))
        user = await confirm(db, user) if flag(body, "email_confirm") else user
        return JSONResponse(user_json(await _ban(db, user, body)))


async def get(request: Request) -> JSONResponse:
    """Return one user."""
    auth = admin_of(request)
    async with auth.transaction() as db:
        return JSONResponse(user_json(await existing(db, _user_id(request))))


async def update(request: Request) -> JSONResponse:
    """Change a user at once, without mails."""
    auth, body, user_id = admin_of(request), await read_body(request), _user_id(request)
    password = text(body, "password")
    if password:
        passwords.check_strength(password, auth.settings.minimum_password_length)
    async with auth.transaction("Error updating user") as db:
        user = await existing(db, user_id)
        if text(body, "email"):
            user = await change(db, user, email=email(body))
            await change_identity(db, user, email=user["email"])
        if password:
            user = await set_password(db, user, await _hashed(body))
        user = await _ban(db, await change(db, user, **_columns(user, body)), body)
        if flag(body, "email_confirm"):
            user = await confirm(db, user)
            await change_identity(db, user, email_verified=True)
        return JSONResponse(user_json(user))


async def delete(request: Request) -> JSONResponse:
    """Delete a user and all rows that refer to them; softly, keep the rows and replace what identifies the user."""
    auth, user_id = admin_of(request), _user_id(request)
    softly = flag(await read_body(request, optional=True), "should_soft_delete")
    async with auth.transaction("Error deleting user") as db:
        user = await existing(db, user_id)
        if softly:
            await _delete_softly(db, user)
        else:
            await run(db, "delete from auth.users where id = %s", user_id)
    return JSONResponse({})


async def _hashed(body: Body) -> str:
    """Return the hash in the body, else that of the password in it, else an empty text."""
    if known := text(body, "password_hash"):
        return passwords.checked_hash(known)
    password = text(body, "password")
    return await passwords.hashed(password) if password else ""


def _columns(user: Row, body: Body) -> dict[str, Any]:
    """Return the other columns that the body changes."""
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


async def _delete_softly(db: Database, user: Row) -> None:
    """Replace all that identifies the user by hashes, which can be compared but not read."""
    user = await set_password(db, user, "")
    columns = {name: _obfuscated(user, user[name]) for name in ("email", "phone", "email_change", "phone_change")}
    metadata: dict[str, Any] = {"raw_user_meta_data": {}, "raw_app_meta_data": {}}
    await change(db, user, **columns, **metadata, encrypted_password=None, deleted_at=datetime.now(UTC))
    for identity in user["identities"]:
        subject = _obfuscated(user, identity["provider_id"])
        await change_row(db, "identities", identity["id"], provider_id=subject, identity_data={})


def _obfuscated(user: Row, value: str | None) -> str:
    return urlsafe_b64encode(hashlib.sha256(f"{user['id']}{value or ''}".encode()).digest()).decode().rstrip("=")


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
