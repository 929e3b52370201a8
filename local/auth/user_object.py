"""The user object of the API, from a user's row with its identities."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from local.auth.database import Row

STAMPS = (
    "email_confirmed_at",
    "invited_at",
    "confirmation_sent_at",
    "confirmed_at",
    "recovery_sent_at",
    "email_change_sent_at",
    "last_sign_in_at",
    "banned_until",
    "deleted_at",
)


def user_json(user: Row) -> dict[str, Any]:
    """The user object of the API; times are ISO 8601 in UTC, members without a value are left out."""
    stamps = {name: timestamp(user[name]) for name in STAMPS if user[name]}
    pending = {"new_email": user["email_change"]} if user["email_change"] else {}
    return {
        "id": str(user["id"]),
        **stamps,
        **pending,
        **said_of(user),
        "identities": [_identity_json(identity) for identity in user["identities"]],
        "created_at": timestamp(user["created_at"]),
        "updated_at": timestamp(user["updated_at"]),
        "is_anonymous": user["is_anonymous"],
    }


def said_of(user: Row) -> dict[str, Any]:
    """What the user object and the tokens say alike of a user."""
    return {
        "aud": user["aud"],
        "role": user["role"],
        "email": user["email"] or "",
        "phone": user["phone"] or "",
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
    }


def timestamp(value: datetime | None) -> str | None:
    """ISO 8601 with `T` and `Z`."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


def _identity_json(identity: dict[str, Any]) -> dict[str, Any]:
    names = ("user_id", "identity_data", "provider", "last_sign_in_at", "created_at", "updated_at", "email")
    return {"identity_id": identity["id"], "id": identity["provider_id"], **{name: identity[name] for name in names}}
