"""Users and their identities: rows of the schema auth, and how the API shows them.

The row of a user includes its identities. Functions that change a user return the changed row with the identities from
before, as the real Auth does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from local.auth.database import Database, Row, insert, row, run, update
from local.auth.errors import AuthError

NO_INSTANCE = UUID(int=0)
SELECT: LiteralString = """
    select users.*, (select coalesce(jsonb_agg(to_jsonb(identities) order by created_at, id), '[]')
                     from auth.identities where user_id = users.id) as identities
    from auth.users where instance_id = '00000000-0000-0000-0000-000000000000'
"""
TOKENS = ("confirmation_token", "recovery_token", "email_change_token_new", "email_change_token_current")
STAMPS = (
    "email_confirmed_at", "confirmation_sent_at", "confirmed_at", "recovery_sent_at", "email_change_sent_at",
    "last_sign_in_at", "banned_until", "deleted_at", "created_at", "updated_at",
)  # fmt: skip
PENDING = {"email_change": "new_email", "phone_change": "new_phone"}
IDENTITY = ("user_id", "identity_data", "provider", "last_sign_in_at", "created_at", "updated_at", "email")


@dataclass(frozen=True)
class Identity:
    """A user's identity at a provider: its id there, and the provider's claims."""

    provider: str
    provider_id: str
    claims: dict[str, Any]


def new_user(email: str, provider: str = "email", **columns: Any) -> Row:
    """Return the row of a new, unconfirmed user."""
    app_metadata = {"provider": provider, "providers": [provider], **columns.pop("raw_app_meta_data", {})}
    now = datetime.now(UTC)
    return {
        "instance_id": NO_INSTANCE,
        "id": uuid4(),
        "aud": "authenticated",
        "role": "authenticated",
        "email": email,
        "encrypted_password": "",
        "raw_app_meta_data": app_metadata,
        "raw_user_meta_data": {},
        "created_at": now,
        "updated_at": now,
        "is_anonymous": False,
        "email_change": "",
        **dict.fromkeys(TOKENS, ""),
        **columns,
    }


def by_email(user: Row) -> Identity:
    """Return the user's identity by email, with an unconfirmed address."""
    user_id = str(user["id"])
    claims = {"sub": user_id, "email": user["email"], "email_verified": False, "phone_verified": False}
    return Identity("email", user_id, claims)


async def user_by_id(db: Database, user_id: str | UUID) -> Row | None:
    """Return the user with identities."""
    return await row(db, SELECT + " and users.id = %s", user_id)


async def user_by_email(db: Database, email: str) -> Row | None:
    """Return the user with identities."""
    where: LiteralString = " and users.email = %s and users.aud = 'authenticated' and not users.is_sso_user"
    return await row(db, SELECT + where, email)


async def existing(db: Database, user_id: str | UUID) -> Row:
    """Return the user with identities; raise AuthError 404 if there is none."""
    user = await user_by_id(db, user_id)
    if user is None:
        raise AuthError(404, "user_not_found", "User not found")
    return user


async def insert_user(db: Database, user: Row, identity: Identity) -> Row:
    """Insert the user with a first identity."""
    await insert(db, "users", **user)
    who = {"user_id": user["id"], "provider": identity.provider, "provider_id": identity.provider_id}
    await insert(db, "identities", **who, identity_data=identity.claims, last_sign_in_at=datetime.now(UTC))
    return await existing(db, user["id"])


async def change(db: Database, user: Row, **columns: Any) -> Row:
    """Update columns of the user; return the changed row."""
    await update(db, "users", user["id"], **columns)
    return {**user, **columns, "updated_at": datetime.now(UTC)}


async def change_identity(db: Database, user: Row, **claims: Any) -> None:
    """Update claims of the identity by email."""
    query: LiteralString = """
        update auth.identities set identity_data = identity_data || %s, updated_at = now()
        where user_id = %s and provider = 'email'"""
    await run(db, query, Jsonb(claims), user["id"])


async def confirm(db: Database, user: Row) -> Row:
    """Confirm the address; return the changed row."""
    user = await forget_tokens(db, user)
    metadata = merged(user["raw_user_meta_data"], {"email_verified": True})
    return await change(db, user, email_confirmed_at=datetime.now(UTC), raw_user_meta_data=metadata)


async def forget_tokens(db: Database, user: Row) -> Row:
    """Delete the tokens of all mails; return the changed row."""
    await run(db, "delete from auth.one_time_tokens where user_id = %s", user["id"])
    return await change(db, user, **dict.fromkeys(TOKENS, ""))


def merged(old: dict[str, Any] | None, new: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata with these members added; null removes a member."""
    return {name: value for name, value in {**(old or {}), **new}.items() if value is not None}


def email_exists() -> AuthError:
    """Return the error for an address that is in use."""
    return AuthError(422, "email_exists", "A user with this email address has already been registered")


def check_not_banned(user: Row, status: int = 400, message: str = "User is banned") -> None:
    """Raise AuthError if the user is banned."""
    if user["banned_until"] and user["banned_until"] > datetime.now(UTC):
        raise AuthError(status, "user_banned", message)


def user_json(user: Row) -> dict[str, Any]:
    """Return the user object of the API: times in ISO 8601 UTC, without members that have no value."""
    identities = user.get("identities", [])
    return {
        "id": str(user["id"]),
        **{name: timestamp(user[name]) for name in STAMPS if user.get(name)},
        **{shown: user[name] for name, shown in PENDING.items() if user.get(name)},
        **shared_claims(user),
        "identities": identities and [_identity_json(each) for each in identities],
        "is_anonymous": user["is_anonymous"],
    }


def shared_claims(user: Row) -> dict[str, Any]:
    """Return what the user object and the tokens have in common."""
    return {
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"] or "",
        "phone": user.get("phone") or "",
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"],
    }


def timestamp(value: datetime) -> str:
    """Return ISO 8601 with `T` and `Z`."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _identity_json(identity: Row) -> dict[str, Any]:
    shown = {name: identity[name] for name in IDENTITY if identity[name]}
    return {"identity_id": identity["id"], "id": identity["provider_id"], **shown}
