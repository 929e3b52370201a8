"""Who comes from another provider: known by that identity, else by the address, else new.

The provider vouches for the address, so whoever comes by it owns the account of that address. An account that nobody
has confirmed may have been made by a stranger who waits for the owner: his password and names go.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from starlette.requests import Request

from local.auth import one_time_tokens
from local.auth.database import Auth, Database, Row, row, run
from local.auth.errors import AuthError
from local.auth.hooks import ask_before_creation
from local.auth.one_time_tokens import CONFIRMATION, RECOVERY
from local.auth.users import (
    Identity,
    NewUser,
    check_not_banned,
    confirm_email,
    existing,
    insert_identity,
    insert_user,
    merge_app_metadata,
    merge_user_metadata,
    user_by_email,
    user_by_id,
)


def identity_of(provider: str, address: str) -> Identity:
    """Who the owner of this address is to this provider: the same whenever he comes."""
    subject = str(int(hashlib.sha256(f"{provider}:{address}".encode()).hexdigest()[:15], 16))
    name = address.partition("@")[0].replace(".", " ").replace("_", " ").title()
    about = {"sub": subject, "provider_id": subject, "email": address, "name": name, "full_name": name}
    return Identity(provider, subject, {**about, "email_verified": True, "phone_verified": False})


async def ask_if_new(auth: Auth, request: Request, identity: Identity) -> None:
    """Ask the hook about whoever has neither this identity nor an account; raises AuthError if it refuses."""
    if not auth.settings.signup_enabled:
        return
    known = "select from auth.identities where provider = %s and provider_id = %s"
    async with auth.transaction() as db:
        if await row(db, known, identity.provider, identity.provider_id) is not None:
            return
    await ask_before_creation(auth, request, _new_user(identity))


async def sign_in_with(auth: Auth, db: Database, identity: Identity) -> UUID:
    """The user of this identity, who has it from now on.

    Raises:
        AuthError: 422 if he is new and sign-ups are closed, 403 if he is banned.
    """
    await run(db, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", identity.provider_id)
    user = await _known(db, identity) or await _linked(db, identity) or await _new(auth, db, identity)
    check_not_banned(user, status=403)
    if not user["email_confirmed_at"]:
        await _take_over(db, user, identity)
        await confirm_email(db, user["id"])
    await _update_providers(db, user["id"])
    user_id: UUID = user["id"]
    return user_id


async def latest_addresses(db: Database, provider: str, limit: int) -> list[str]:
    """The addresses that last came from this provider, the latest first."""
    found = await row(
        db,
        """select array_agg(email) as addresses from (
             select email from auth.identities where provider = %s order by last_sign_in_at desc limit %s) as latest""",
        provider,
        limit,
    )
    return list((found or {}).get("addresses") or [])


async def _known(db: Database, identity: Identity) -> Row | None:
    found = await row(
        db,
        """update auth.identities set identity_data = %s, last_sign_in_at = now(), updated_at = now()
           where provider = %s and provider_id = %s returning user_id""",
        Jsonb(identity.claims),
        identity.provider,
        identity.provider_id,
    )
    if found is None:
        return None
    user = await existing(db, found["user_id"])
    await merge_user_metadata(db, user, identity.claims)
    return user


async def _linked(db: Database, identity: Identity) -> Row | None:
    user = await user_by_email(db, identity.claims["email"], lock=True)
    if user is not None:
        await insert_identity(db, user["id"], identity)
    return user


async def _new(auth: Auth, db: Database, identity: Identity) -> Row:
    if not auth.settings.signup_enabled:
        raise AuthError(422, "signup_disabled", "Signups not allowed for this instance")
    user = await insert_user(db, _new_user(identity)) or await _linked(db, identity)
    if user is None:
        raise AuthError(409, "conflict", "The account changed meanwhile, try again")
    return user


def _new_user(identity: Identity) -> NewUser:
    return NewUser(identity.claims["email"], user_metadata=identity.claims, identity=identity)


async def _take_over(db: Database, user: Row, identity: Identity) -> None:
    """Leave nothing of who made the account without confirming its address."""
    await run(db, "delete from auth.identities where user_id = %s and provider <> %s", user["id"], identity.provider)
    await run(
        db,
        "update auth.users set encrypted_password = '', raw_user_meta_data = %s where id = %s",
        Jsonb(identity.claims),
        user["id"],
    )
    await one_time_tokens.withdraw(db, user["id"], (CONFIRMATION, RECOVERY))


async def _update_providers(db: Database, user_id: UUID) -> None:
    user = await user_by_id(db, user_id)
    assert user is not None
    providers = list(dict.fromkeys(each["provider"] for each in user["identities"]))
    about: dict[str, Any] = {"providers": providers}
    if user["raw_app_meta_data"].get("provider") not in providers:
        about["provider"] = providers[0]
    await merge_app_metadata(db, user, about)
