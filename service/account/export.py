"""Everything that is stored about a user, as one JSON document, streamed while it is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any
from urllib.parse import quote

from service.account.files import file_pages
from service.auth_users import auth_user
from service.rows import each_row
from service.settings import settings
from service.supabase import BUCKET, supabase

TABLES = {
    "generations": "generated_media",
    "collections": "collections",
    "credit_grants": "credit_grants",
    "credit_purchases": "credit_purchases",
    "credit_usage": "credit_usage",
    "subscriptions": "subscriptions",
}
"""The table of each list in the document; its rows are selected by `user_id`."""

COLUMNS = {
    "generated_media": "*,favorites(created_at),collection_items(collection_id,added_at)",
    "subscriptions": "*,stripe_invoices(*,stripe_invoice_lines(*))",
}
"""The columns and embedded rows to read, for tables that need more than their own columns."""

WHY_KEPT = (
    "We keep this after you delete your account, so that credits and trials are given once for each address. We also keep the"
    " credits that are left or owed of your free month, which of your payments were refunded or disputed, and, for 18 months,"
    " which of your payments bought credits that you used. The hash is made with a secret key: your address cannot be read"
    " from it."
)

ACCOUNT_FIELDS = ("id", "email", "phone", "created_at", "last_sign_in_at", "user_metadata", "app_metadata")


def export_of(user_id: str) -> Iterator[str]:
    """The document in pieces. Everything but the lists is read before the first piece is yielded.

    Raises:
        Unauthorized: if the user is gone.
        Unavailable: if Supabase does not respond.
    """
    parts: dict[str, Any] = {
        "exported_at": datetime.now(UTC).isoformat(),
        "account": _account(user_id),
        "profile": _own_row("users", user_id),
        "stripe_customer": _own_row("customers", user_id),
        "kept_after_deletion": _kept_after_deletion(user_id),
    }
    lists = {name: each_row(partial(_rows, table, user_id)) for name, table in TABLES.items()}
    return _document(parts, {**lists, "files": _files(user_id)})


def _document(parts: dict[str, Any], lists: dict[str, Iterable[Any]]) -> Iterator[str]:
    yield "{" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in parts.items())
    for name, items in lists.items():
        yield f",\n{json.dumps(name)}: ["
        for index, item in enumerate(items):
            yield (",\n" if index else "\n") + json.dumps(item)
        yield "]"
    yield "}\n"


def _account(user_id: str) -> dict[str, Any]:
    user = auth_user(user_id)
    return {name: user.get(name) for name in ACCOUNT_FIELDS}


def _kept_after_deletion(user_id: str) -> dict[str, Any] | None:
    mailbox = supabase.call("export_mailbox", p_user_id=user_id)
    return {"why": WHY_KEPT, **mailbox} if mailbox else None


def _own_row(table: str, user_id: str) -> dict[str, Any] | None:
    rows = supabase.fetch(supabase.client.table(table).select("*").eq("id", user_id))
    return rows[0] if rows else None


def _rows(table: str, user_id: str) -> Any:
    return supabase.client.table(table).select(COLUMNS.get(table, "*")).eq("user_id", user_id)


def _files(user_id: str) -> Iterator[dict[str, str]]:
    # Not supabase-py's get_public_url, which turns two slashes into one.
    bucket = f"{settings().supabase_url}/storage/v1/object/public/{BUCKET}"
    for path in chain.from_iterable(file_pages(user_id)):
        yield {"path": path, "url": f"{bucket}/{quote(path)}"}
