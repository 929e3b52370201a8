"""Who comes from another provider: known by that identity, else by the address, else new.

The provider vouches for the address, so whoever comes by it owns the account of that address. An account that nobody
has confirmed may have been made by a stranger who waits for the owner: the password and names of that account go.
"""

from __future__ import annotations

import hashlib
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb
from starlette.requests import Request

from local.auth.database import Auth, Database, Row, row, run
from local.auth.guards import ask_before_creation
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
    """Who the owner of this address is to this provider: the same whenever they come."""
    subject = str(int(hashlib.sha256(f"{provider}:{address}".encode()).hexdigest()[:15], 16))
    name = address.partition("@")[0].replace(".", " ").replace("_", " ").title()
    about = {"sub": subject, "provider_id": subject, "email": address, "name": name, "full_name": name}
    return Identity(provider, subject, {**about, "email_verified": True, "phone_verified": False})


async def sign_in_with(auth: Auth, request: Request, identity: Identity) -> UUID:
    """The user of this identity, who has it from now on.

    Raises:
        AuthError: 422 if they are new and sign-ups are closed, 403 if they are banned, what the hook says if it refuses.
    """
    new = new_user(identity.claims["email"], identity.provider, raw_user_meta_data=identity.claims)
    async with auth.transaction() as db:
        user = await _known(db, identity) or await user_by_email(db, new["email"])
    if user is None:
        check_open(auth)
        await ask_before_creation(auth, request, new)
    async with auth.transaction("Database error saving new user") as db:
        user = user or await insert_user(db, new, identity)
        check_not_banned(user, status=403)
        await _attach(db, user, identity)
        user_id: UUID = user["id"]
        return user_id


async def _known(db: Database, identity: Identity) -> Row | None:
    known = "select user_id from auth.identities where provider = %s and provider_id = %s"
    found = await row(db, known, identity.provider, identity.provider_id)
    return await existing(db, found["user_id"]) if found else None


async def _attach(db: Database, user: Row, identity: Identity) -> None:
    """Let the user have this identity, with a confirmed address and what the provider says."""
    query: LiteralString = """
        update auth.identities set identity_data = %s, last_sign_in_at = now(), updated_at = now()
        where provider = %s and provider_id = %s"""
    if not await run(db, query, Jsonb(identity.claims), identity.provider, identity.provider_id):
        await insert_identity(db, user, identity)
    if user["email_confirmed_at"]:
        metadata = merged(user["raw_user_meta_data"], identity.claims)
        user = await change(db, user, raw_user_meta_data=metadata)
    else:
        user = await _take_over(db, user, identity)
    await change(db, user, raw_app_meta_data=await _app_metadata(db, user))


async def _take_over(db: Database, user: Row, identity: Identity) -> Row:
    """Leave nothing of who made the account without confirming its address."""
    await run(db, "delete from auth.identities where user_id = %s and provider <> %s", user["id"], identity.provider)
    return await confirm(db, await change(db, user, encrypted_password="", raw_user_meta_data=identity.claims))


async def _app_metadata(db: Database, user: Row) -> dict[str, Any]:
    """What the project says of the user, with the providers of all identities."""
    identities = (await existing(db, user["id"]))["identities"]
    providers = list(dict.fromkeys(each["provider"] for each in identities))
    old = user["raw_app_meta_data"] or {}
    provider = old.get("provider") if old.get("provider") in providers else providers[0]
    return {**old, "provider": provider, "providers": providers}
