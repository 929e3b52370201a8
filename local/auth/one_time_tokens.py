"""Tokens that travel in mails: six digits for people, and a hash of them with the address for links. Each works once.

A token stands in `auth.one_time_tokens`, and in the column of auth.users that has the name of its type.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from local.auth import flows
from local.auth.database import Database, Row, row, run
from local.auth.errors import AuthError
from local.auth.users import TOKENS, change, existing

CONFIRMATION, RECOVERY, CHANGE_NEW, CHANGE_CURRENT = TOKENS
SENT_AT = {
    CONFIRMATION: "confirmation_sent_at",
    RECOVERY: "recovery_sent_at",
    CHANGE_NEW: "email_change_sent_at",
    CHANGE_CURRENT: "email_change_sent_at",
}
BY_LINK = "Email link is invalid or has expired"
BY_CODE = "Token has expired or is invalid"


@dataclass(frozen=True)
class OneTimeToken:
    """`otp` is what a person types, `hash` is what a link carries, `address` is where it went."""

    otp: str
    hash: str
    address: str


def new_token(address: str, length: int, *, pkce: bool) -> OneTimeToken:
    """Fresh random digits for this address."""
    otp = "".join(secrets.choice("0123456789") for _ in range(length))
    return OneTimeToken(otp, (flows.PREFIX if pkce else "") + hash_of(address, otp), address)


async def keep(db: Database, user: Row, token_type: str, token: OneTimeToken) -> Row:
    """Remember the token in place of an earlier one of its type; the user with it, and with the time it was sent."""
    await run(
        db,
        """insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
           values (%s, %s, %s, %s, %s)
           on conflict (user_id, token_type) do update
             set token_hash = excluded.token_hash, relates_to = excluded.relates_to, created_at = now(), updated_at = now()""",
        uuid4(),
        user["id"],
        token_type,
        token.hash,
        token.address,
    )
    return await change(db, user, **{token_type: token.hash, SENT_AT[token_type]: datetime.now(UTC)})


async def redeem(
    db: Database, token_types: tuple[str, ...], hashes: tuple[str, ...], lifetime: int, refusal: str
) -> tuple[Row, str]:
    """Use up the token with one of these hashes; the user, and which token it was.

    Raises:
        AuthError: 403 with the message `refusal` if there is none, or it is older than `lifetime`.
    """
    token = await row(
        db,
        """delete from auth.one_time_tokens
           where token_hash = any (%s) and token_type = any (%s::auth.one_time_token_type[])
           returning user_id, token_type""",
        list(hashes),
        list(token_types),
    )
    if token is not None:
        user, token_type = await existing(db, token["user_id"]), str(token["token_type"])
        sent_at = user[SENT_AT[token_type]]
        if sent_at and datetime.now(UTC) <= sent_at + timedelta(seconds=lifetime):
            return await change(db, user, **{token_type: ""}), token_type
    raise expired(refusal)


def hash_of(address: str, otp: str) -> str:
    """What a link carries in place of address and digits."""
    return hashlib.sha224(f"{address}{otp}".encode()).hexdigest()


def expired(message: str = BY_LINK) -> AuthError:
    """Used, too old, or never issued: nobody is told which."""
    return AuthError(403, "otp_expired", message)
