"""Passwords: bcrypt, as in a hosted project, in a thread."""

from __future__ import annotations

import asyncio

import bcrypt

from local.auth.errors import AuthError, failure, invalid

MAX_LENGTH = 72  # bcrypt reads no further
ROUNDS = 4  # the fewest there are: it guards nothing but demo users, and tests make thousands of them


def check_strength(password: str, minimum: int) -> None:
    """Raise AuthError if the password is too short, or longer than bcrypt reads."""
    if len(password.encode()) > MAX_LENGTH:
        raise invalid(f"Password cannot be longer than {MAX_LENGTH} characters")
    if len(password) < minimum:
        message = f"Password should be at least {minimum} characters."
        raise AuthError(422, "weak_password", message, weak_password={"reasons": ["length"]})


async def hashed(password: str) -> str:
    """The bcrypt hash; raises AuthError 500 for a password that nobody has checked and bcrypt cannot read."""
    if len(password.encode()) > MAX_LENGTH:
        raise failure("Internal Server Error")
    return (await asyncio.to_thread(bcrypt.hashpw, password.encode(), bcrypt.gensalt(ROUNDS))).decode()


async def matches(password: str, encrypted: str | None) -> bool:
    """Whether the hash, if there is one, is this password's."""
    if not encrypted or len(password.encode()) > MAX_LENGTH:
        return False
    try:
        return await asyncio.to_thread(bcrypt.checkpw, password.encode(), encrypted.encode())
    except ValueError:  # no bcrypt hash
        return False


def is_hash(encrypted: str) -> bool:
    """Whether this is a bcrypt hash."""
    return len(encrypted) == 60 and encrypted.startswith(("$2a$", "$2b$", "$2y$"))
