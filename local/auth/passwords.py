"""Passwords, hashed with bcrypt in a thread."""

import asyncio
import re

import bcrypt

from local.auth.errors import AuthError, failure, invalid

MAX_LENGTH = 72  # bytes that bcrypt reads
BCRYPT = re.compile(r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}")
ROUNDS = 4  # the minimum: it protects demo users only, and tests create thousands of users


def check_strength(password: str, minimum: int) -> None:
    """Raise AuthError if the password is too short, or longer than what bcrypt reads."""
    if len(password.encode()) > MAX_LENGTH:
        raise invalid(f"Password cannot be longer than {MAX_LENGTH} characters")
    if len(password) < minimum:
        message = f"Password should be at least {minimum} characters."
        raise AuthError(422, "weak_password", message, weak_password={"reasons": ["length"]})


async def hashed(password: str) -> str:
    """Return the bcrypt hash; raise AuthError 500 for an unchecked password that is too long for bcrypt."""
    if len(password.encode()) > MAX_LENGTH:
        raise failure("Internal Server Error")
    return (await asyncio.to_thread(bcrypt.hashpw, password.encode(), bcrypt.gensalt(ROUNDS))).decode()


def checked_hash(text: str) -> str:
    """Return `text`; raise AuthError 500 if it is no bcrypt hash. Of the real Auth's kinds, only this one is supported."""
    if not BCRYPT.fullmatch(text):
        raise AuthError(500, "unexpected_failure", "Error creating user")
    return text


async def matches(password: str, encrypted: str | None) -> bool:
    """Return whether this is the hash of the password."""
    if not encrypted or len(password.encode()) > MAX_LENGTH:
        return False
    try:
        return await asyncio.to_thread(bcrypt.checkpw, password.encode(), encrypted.encode())
    except ValueError:  # not a bcrypt hash
        return False
