"""Idempotency keys: the same request again gets the same answer, and does nothing again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from local.stripe.account import Account
from local.stripe.resource import Json
from local.stripe.wire.errors import IdempotencyError


@dataclass(frozen=True)
class Kept:
    """An answer that was given."""

    status: int
    body: Json
    request_id: str


def kept_answer(account: Account, key: str, path: str, text: str) -> Kept | None:
    """The answer to the request that first came with this key. Raises IdempotencyError if it was another request."""
    fact = account.store.fact(_name(key))
    if fact is None:
        return None
    if fact["request"] != _digest(path, text):
        raise IdempotencyError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request."
        )
    return Kept(fact["status"], fact["body"], fact["request_id"])


def keep_answer(account: Account, key: str, path: str, text: str, answer: Kept) -> None:
    """Remember what this key was answered with."""
    fact = {"request": _digest(path, text), "status": answer.status, "body": answer.body}
    account.store.set_fact(_name(key), {**fact, "request_id": answer.request_id})


def _name(key: str) -> str:
    return f"idempotency.{key}"


def _digest(path: str, text: str) -> str:
    return hashlib.sha256(f"{path}\n{text}".encode()).hexdigest()
