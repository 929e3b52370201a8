"""Read Stripe's objects: existence, ids, our metadata, times."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import stripe

Json = dict[str, Any]
T = TypeVar("T", bound=stripe.StripeObject | Json)

MOST_CREDITS = 99_999_999
"""The most credits that one sale may grant."""
_CREDITS = re.compile(r"[0-9]{1,8}")


def retrieve_or_none(retrieve: Callable[[], T]) -> T | None:
    """The object that `retrieve` returns, or None if Stripe has no such object or has deleted it."""
    try:
        found = retrieve()
    except stripe.InvalidRequestError as error:
        if error.http_status == 404:
            return None
        raise
    return None if is_deleted(found) else found


def is_deleted(found: stripe.StripeObject | Json) -> bool:
    """Did Stripe return the stub of a deleted object?"""
    return bool(found.get("deleted") if isinstance(found, dict) else getattr(found, "deleted", False))


def id_of(reference: str | stripe.StripeObject | Json | None) -> str | None:
    """The id in a field that holds an id or, expanded, the object."""
    return reference if reference is None or isinstance(reference, str) else str(reference["id"])


def user_in(metadata: stripe.StripeObject | Json | None) -> str | None:
    """The user id that we stored in an object's metadata."""
    try:
        return str(UUID(metadata["user_id"])) if metadata and "user_id" in metadata else None
    except ValueError:
        return None


def credits_of(metadata: Json) -> int | None:
    """The credits that we stored in the metadata of a sale; None unless they are 1 to 8 digits."""
    text = str(metadata.get("credits", ""))
    return int(text) if _CREDITS.fullmatch(text) else None


def iso_timestamp(seconds: int | None) -> str | None:
    """A Stripe timestamp (seconds since 1970) in ISO 8601."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
