"""Users and their identities: rows of the schema auth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

from psycopg import errors
from psycopg.types.json import Jsonb

from local.auth.database import Database, Row, row, run
from local.auth.errors import AuthError

NO_INSTANCE = UUID(int=0)

SELECT: LiteralString = """
    select users.*, coalesce(identity.all_of_them, '[]') as identities
    from auth.users
    left join lateral (
      select jsonb_agg(to_jsonb(identities) order by created_at, id) as all_of_them
      from auth.identities where user_id = users.id
    ) as identity on true
"""
INSERT: LiteralString = """
    insert into auth.users (
      instance_id, id, aud, role, email, encrypted_password,
      raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
      confirmation_token, recovery_token, email_change, email_change_token_new)
    values (%s, %s, 'authenticated', %s, %s, %s, %s, %s, now(), now(), '', '', '', '')
    on conflict (email) where is_sso_user = false do nothing
"""


async def user_by_id(db: Database, user_id: str | UUID) -> Row | None:
    """The user with identities."""
    return await row(db, SELECT + " where users.id = %s", user_id)


async def user_by_email(db: Database, email: str, lock: bool = False) -> Row | None:
    """The user with identities; locked, two requests for one address go one after the other."""
    where: LiteralString = " where users.email = %s and not users.is_sso_user"
    return await row(db, SELECT + where + (" for update of users" if lock else ""), email)


async def existing(db: Database, user_id: str | UUID) -> Row:
    """The user with identities; raises AuthError 404 if there is none."""
    user = await user_by_id(db, user_id)
    if user is None:
        raise AuthError(404, "user_not_found", "User not found")
    return user


@dataclass(frozen=True)
class Identity:
    """One way to prove to be somebody: who somebody is to this provider, and what it says of him."""

    provider: str
    provider_id: str
    claims: dict[str, Any]


@dataclass(frozen=True)
class NewUser:
    """An account to be made; an empty password's hash is no password. It has this identity, else one by e-mail."""

    email: str
    encrypted_password: str = ""
    user_metadata: dict[str, Any] = field(default_factory=dict)
    app_metadata: dict[str, Any] = field(default_factory=dict)
    id: UUID = field(default_factory=uuid4)
    role: str = "authenticated"
    identity: Identity | None = None


async def insert_user(db: Database, new: NewUser) -> Row | None:
    """The account with its identity, unconfirmed, or None if the address is taken.

    Raises:
        AuthError: 422 if the id is taken.
    """
    identity = first_identity(new)
    metadata = (Jsonb(app_metadata_of(new)), Jsonb(new.user_metadata))
    try:
        added = await run(db, INSERT, NO_INSTANCE, new.id, new.role, new.email, new.encrypted_password, *metadata)
    except errors.UniqueViolation as taken:
        raise AuthError(422, "user_already_exists", "A user with this ID has already been registered") from taken
    if not added:
        return None
    await insert_identity(db, new.id, identity)
    return await user_by_id(db, new.id)


async def insert_identity(db: Database, user_id: UUID, identity: Identity) -> None:
    """Give the user one more identity."""
    await run(
        db,
        """insert into auth.identities
             (user_id, provider_id, provider, identity_data, last_sign_in_at, created_at, updated_at)
           values (%s, %s, %s, %s, now(), now(), now())""",
        user_id,
        identity.provider_id,
        identity.provider,
        Jsonb(identity.claims),
    )


def first_identity(new: NewUser) -> Identity:
    """The identity that the account begins with."""
    return new.identity or Identity("email", str(new.id), identity_claims(new))


def app_metadata_of(new: NewUser) -> dict[str, Any]:
    """What the project says of the account at first."""
    provider = first_identity(new).provider
    return {"provider": provider, "providers": [provider], **new.app_metadata}


def identity_claims(new: NewUser) -> dict[str, Any]:
    """What the e-mail identity says of itself until it is confirmed."""
    return {"sub": str(new.id), "email": new.email, "email_verified": False, "phone_verified": False}


async def confirm_email(db: Database, user_id: UUID) -> None:
    """The address is the user's; confirming again changes nothing."""
    await run(
        db,
        """update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()), updated_at = now(),
             raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}'
           where id = %s""",
        user_id,
    )
    await run(
        db,
        """update auth.identities set identity_data = identity_data || '{"email_verified": true}', updated_at = now()
           where user_id = %s and provider = 'email'""",
        user_id,
    )


async def begin_email_change(db: Database, user: Row, email: str) -> Row:
    """The user with this address waiting for its confirmation; whoever agreed to an earlier change has to agree anew."""
    await run(
        db,
        "update auth.users set email_change = %s, email_change_confirm_status = 0 where id = %s",
        email,
        user["id"],
    )
    return {**user, "email_change": email, "email_change_confirm_status": 0}


async def set_email(db: Database, user_id: UUID, email: str) -> None:
    """Move the user to another, confirmed address; raises AuthError 422 if it is taken."""
    try:
        await run(
            db,
            """update auth.users set email = %s, email_change = '', email_change_confirm_status = 0,
                 updated_at = now() where id = %s""",
            email,
            user_id,
        )
    except errors.UniqueViolation as taken:
        raise email_exists() from taken
    await run(
        db,
        """update auth.identities set identity_data = identity_data || %s, updated_at = now()
           where user_id = %s and provider = 'email'""",
        Jsonb({"email": email}),
        user_id,
    )
    await confirm_email(db, user_id)


async def set_password(db: Database, user_id: UUID, encrypted_password: str) -> None:
    """Replace the password's hash."""
    await run(
        db,
        "update auth.users set encrypted_password = %s, updated_at = now() where id = %s",
        encrypted_password,
        user_id,
    )


async def merge_user_metadata(db: Database, user: Row, data: dict[str, Any]) -> None:
    """Add to what the user says of himself; a null takes the member away."""
    merged = _merged(user["raw_user_meta_data"], data)
    await run(
        db, "update auth.users set raw_user_meta_data = %s, updated_at = now() where id = %s", Jsonb(merged), user["id"]
    )


async def merge_app_metadata(db: Database, user: Row, data: dict[str, Any]) -> None:
    """Add to what the project says of the user; a null takes the member away."""
    merged = _merged(user["raw_app_meta_data"], data)
    await run(
        db, "update auth.users set raw_app_meta_data = %s, updated_at = now() where id = %s", Jsonb(merged), user["id"]
    )


def email_exists() -> AuthError:
    """The address belongs to somebody."""
    return AuthError(422, "email_exists", "A user with this email address has already been registered")


def check_not_banned(user: Row, status: int = 400, message: str = "User is banned") -> None:
    """Raise AuthError while the user is banned."""
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthError(status, "user_banned", message)


def _merged(old: dict[str, Any] | None, new: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**(old or {}), **new}.items() if value is not None}
