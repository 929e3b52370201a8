"""Users who sign in with another provider: found by their identity there, else by their address, else created.

The provider vouches for the address, so its owner gets the account of that address. If that account is unconfirmed, a
stranger may have created it: its password and metadata are replaced.
"""

from __future__ import annotations

import hashlib
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb
from starlette.requests import Request

from local.auth.database import Auth, Database, Row, row, run
from local.auth.hooks import call_before_user_created
from local.auth.signup import check_open
from local.auth.users import (
    Identity,
    change,
    check_not_banned,
    confirm,
    existing,
    insert_identity,
    insert_user,
    merged,
    new_user,
    user_by_email,
)


def identity_of(provider: str, address: str) -> Identity:
    """Return the identity of this address at the provider: the same one each time."""
    subject = str(int(hashlib.sha256(f"{provider}:{address}".encode()).hexdigest()[:15], 16))
    name = address.partition("@")[0].replace(".", " ").replace("_", " ").title()
    claims = {"sub": subject, "provider_id": subject, "email": address, "name": name, "full_name": name}
    return Identity(provider, subject, {**claims, "email_verified": True, "phone_verified": False})


async def sign_in_with(auth: Auth, request: Request, identity: Identity) -> UUID:
    """Link the identity to its user, who is created if need be; return the user's id.

    Raises:
        AuthError: 422 for a new user if sign-ups are closed, 403 for a banned one, or the error of the hook.
    """
    new = new_user(identity.claims["email"], identity.provider, raw_user_meta_data=identity.claims)
    async with auth.transaction() as db:
        user = await _known(db, identity) or await user_by_email(db, new["email"])
    if user is None:
        check_open(auth)
        await call_before_user_created(auth, request, new)
    async with auth.transaction("Database error saving new user") as db:
        user = user or await insert_user(db, new, identity)
        check_not_banned(user, status=403)
        await _link(db, user, identity)
        user_id: UUID = user["id"]
        return user_id


async def _known(db: Database, identity: Identity) -> Row | None:
    known = "select user_id from auth.identities where provider = %s and provider_id = %s"
    found = await row(db, known, identity.provider, identity.provider_id)
    return await existing(db, found["user_id"]) if found else None


async def _link(db: Database, user: Row, identity: Identity) -> None:
    """Store the identity, confirm the address, and take over the metadata of the provider."""
    query: LiteralString = """
        update auth.identities set identity_data = %s, last_sign_in_at = now(), updated_at = now()
        where provider = %s and provider_id = %s"""
    if not await run(db, query, Jsonb(identity.claims), identity.provider, identity.provider_id):
        await insert_identity(db, user, identity)
    if user["email_confirmed_at"]:
        metadata = merged(user["raw_user_meta_data"], identity.claims)
        user = await change(db, user, raw_user_meta_data=metadata)
    else:
        others: LiteralString = "delete from auth.identities where user_id = %s and provider <> %s"
        await run(db, others, user["id"], identity.provider)
        user = await change(db, user, encrypted_password="", raw_user_meta_data=identity.claims)
        user = await confirm(db, user)
    await change(db, user, raw_app_meta_data=await _app_metadata(db, user))


async def _app_metadata(db: Database, user: Row) -> dict[str, Any]:
    """Return the user's app_metadata with the providers of all identities."""
    identities = (await existing(db, user["id"]))["identities"]
    providers = list(dict.fromkeys(each["provider"] for each in identities))
    old = user["raw_app_meta_data"] or {}
    provider = old.get("provider") if old.get("provider") in providers else providers[0]
    return {**old, "provider": provider, "providers": providers}
