"""Tokens that travel in mails: six digits for people, and a hash of them with the address for links. Each works once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID, uuid4

from local.auth import flows
from local.auth.database import Database, Row, row, run
from local.auth.errors import AuthError
from local.auth.users import existing

CONFIRMATION = "confirmation_token"
RECOVERY = "recovery_token"
CHANGE_NEW = "email_change_token_new"
CHANGE_CURRENT = "email_change_token_current"

SENT_AT = {
    CONFIRMATION: "confirmation_sent_at",
    RECOVERY: "recovery_sent_at",
    CHANGE_NEW: "email_change_sent_at",
    CHANGE_CURRENT: "email_change_sent_at",
}
STAMP: dict[str, LiteralString] = {
    "confirmation_sent_at": "update auth.users set confirmation_sent_at = now(), updated_at = now() where id = %s",
    "recovery_sent_at": "update auth.users set recovery_sent_at = now(), updated_at = now() where id = %s",
    "email_change_sent_at": "update auth.users set email_change_sent_at = now(), updated_at = now() where id = %s",
}


@dataclass(frozen=True)
class OneTimeToken:
    """`otp` is what a person types, `hash` is what a link carries, `address` is where it went."""

    otp: str
    hash: str
    address: str


@dataclass(frozen=True)
class Redeemed:
    """The user a token belonged to, and which token it was."""

    user: Row
    token_type: str


def new_token(address: str, length: int, *, pkce: bool) -> OneTimeToken:
    """Fresh random digits for this address."""
    otp = "".join(secrets.choice("0123456789") for _ in range(length))
    return OneTimeToken(otp, (flows.PREFIX if pkce else "") + hash_of(address, otp), address)


async def keep(db: Database, user_id: UUID, token_type: str, token: OneTimeToken) -> None:
    """Remember the token in place of an earlier one of its type, and note the time on the user."""
    await run(
        db,
        """insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
           values (%s, %s, %s, %s, %s)
           on conflict (user_id, token_type) do update
             set token_hash = excluded.token_hash, relates_to = excluded.relates_to, created_at = now(), updated_at = now()""",
        uuid4(),
        user_id,
        token_type,
        token.hash,
        token.address,
    )
    await run(db, STAMP[SENT_AT[token_type]], user_id)


async def redeem(db: Database, token_types: tuple[str, ...], hashes: tuple[str, ...], lifetime: int) -> Redeemed:
    """Use up the token with one of these hashes; raises AuthError 403 if there is none or it is older than `lifetime`."""
    token = await row(
        db,
        """delete from auth.one_time_tokens
           where token_hash = any (%s) and token_type = any (%s::auth.one_time_token_type[])
           returning user_id, token_type""",
        list(hashes),
        list(token_types),
    )
    if token is None:
        raise expired()
    user = await existing(db, token["user_id"])
    sent_at = user[SENT_AT[token["token_type"]]]
    if sent_at is None or datetime.now(UTC) > sent_at + timedelta(seconds=lifetime):
        raise expired()
    return Redeemed(user, token["token_type"])


async def withdraw(db: Database, user_id: UUID, token_types: tuple[str, ...]) -> None:
    """Make tokens of these types worthless."""
    await run(
        db,
        "delete from auth.one_time_tokens where user_id = %s and token_type = any (%s::auth.one_time_token_type[])",
        user_id,
        list(token_types),
    )


def hash_of(address: str, otp: str) -> str:
    """What a link carries in place of address and digits."""
    return hashlib.sha224(f"{address}{otp}".encode()).hexdigest()


def expired() -> AuthError:
    """Used, too old, or never issued: nobody is told which."""
    return AuthError(403, "otp_expired", "Email link is invalid or has expired")
