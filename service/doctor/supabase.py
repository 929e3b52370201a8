"""The checks of Supabase: keys, schema, storage, realtime, the sign-up hook, models and credits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import httpx
from postgrest.exceptions import APIError
from storage3.utils import StorageException

from service.doctor.problem import Problem
from service.generations.models import SCHEMA_TEXT
from service.generations.schema import BrokenSchema, read_schema
from service.ledger import ledger_problems
from service.settings import settings
from service.supabase import BUCKET, supabase

TABLES = (
    "users",
    "customers",
    "tiers",
    "products",
    "prices",
    "subscriptions",
    "models",
    "generated_media",
    "credit_grants",
    "credit_purchases",
    "credit_usage",
    "credit_grant_failures",
    "settings",
    "stripe_events",
    "orphaned_customers",
    "premium_content",
    "refused_mail_domains",
)
REALTIME_TABLES = ("users", "generated_media", "models", "products", "prices", "subscriptions", "premium_content")
STORAGE_POLICIES = (
    "Can view own files",
    "Can upload to own folder",
    "Can change own files",
    "Can delete own files",
)
MIME_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "video/mp4", "video/webm")
MEDIA_FILE_BYTES = 50 * 1024 * 1024

MOST_NAMED = 20
MIGRATE = "Apply the migrations: npx supabase db push --remote."


def check_secret_key() -> Iterator[Problem]:
    """Does the data API respond, and accept the secret key?"""
    yield from _key_problems("SUPABASE_SECRET_KEY", settings().supabase_secret_key)


def check_publishable_key() -> Iterator[Problem]:
    """Does the data API accept the publishable key?"""
    yield from _key_problems("SUPABASE_PUBLISHABLE_KEY", settings().supabase_publishable_key)


def _key_problems(name: str, key: str) -> Iterator[Problem]:
    address = settings().supabase_url
    headers = {"apikey": key}
    try:
        response = httpx.get(
            f"{address}/rest/v1/products", params={"select": "id", "limit": "1"}, headers=headers, timeout=10
        )
    except httpx.HTTPError:
        yield Problem(
            f"Supabase at {address} cannot be reached.",
            "Check SUPABASE_URL, and whether the project is paused or, on this machine, started.",
        )
        return
    if response.status_code in (401, 403):
        yield Problem(f"{name} is refused by {address}.", "Copy it again: Project Settings > API Keys.")
    elif response.is_server_error:
        yield Problem(f"Supabase returns {response.status_code}.", "Is the project paused? See its dashboard.")


def check_tables() -> Iterator[Problem]:
    """Does every table exist, with the grants of the service role?"""
    for table in TABLES:
        try:
            supabase.client.table(table).select("*").limit(1).execute()
        except APIError as error:
            yield Problem(f"The table {table} cannot be read ({error.code}).", MIGRATE)


def check_models() -> Iterator[Problem]:
    """Is any model active, and is the schema of each valid?"""
    table = supabase.client.table("models")
    models = supabase.fetch(table.select(f"id,{SCHEMA_TEXT}").eq("active", True).order("position").order("id"))
    if not models:
        yield Problem("No model is active.", "Switch one on in Studio: the table models, column active.")
    for model in models:
        try:
            read_schema(model["input_schema"])
        except BrokenSchema as broken:
            yield Problem(
                f"The model {model['id']} cannot be run: {broken}.",
                "Correct its input_schema in Studio, the table models; docs/models.md lists what it may contain.",
            )


def check_due_credits() -> Iterator[Problem]:
    """Are the monthly credits of every user booked?"""
    columns = "user_id,error,attempts,users!inner(credits_reset_at)"
    failed = supabase.client.table("credit_grant_failures").select(columns)
    due = failed.lte("users.credits_reset_at", datetime.now(UTC).isoformat())
    for row in supabase.fetch(due.order("failed_at").limit(20)):
        yield Problem(
            f"The monthly credits of the user {row['user_id']} were not booked (SQLSTATE {row['error']}, tried"
            f" {row['attempts']} times).",
            f"See the whole error in Studio's SQL editor: select ensure_due_credits('{row['user_id']}');",
        )


def check_bucket() -> Iterator[Problem]:
    """Does the bucket exist, is it public, does it accept every type and size of media file, and does it have its policies?"""
    try:
        bucket = supabase.client.storage.get_bucket(BUCKET)
    except StorageException:
        yield Problem(f"There is no bucket {BUCKET}.", MIGRATE)
        return
    where = f"Studio > Storage > {BUCKET} > Edit bucket"
    if not bucket.public:
        yield Problem(f"The bucket {BUCKET} is not public.", f"Make it public: {where}.")
    if bucket.file_size_limit and bucket.file_size_limit < MEDIA_FILE_BYTES:
        yield Problem(f"The bucket {BUCKET} accepts less than 50 MiB a file.", f"Raise the limit: {where}.")
    refused = set(MIME_TYPES) - set(bucket.allowed_mime_types or MIME_TYPES)
    if refused:
        yield Problem(f"The bucket {BUCKET} refuses {', '.join(sorted(refused))}.", f"Allow them: {where}.")

    policies: Any = supabase.client.rpc("storage_policies", {}).execute().data
    for policy in sorted(set(STORAGE_POLICIES) - set(policies)):
        yield Problem(
            f"Storage lacks the policy {policy!r}: uploads or deletions of users fail.",
            "Create it again: supabase/migrations/20261122000600_storage.sql has it.",
        )


def check_row_security() -> Iterator[Problem]:
    """Is row level security on, for each table that browsers may reach?"""
    tables: Any = supabase.client.rpc("tables_without_rls", {}).execute().data
    for table in tables:
        yield Problem(
            f"Row level security of {table} is off: everybody may read or change what is granted.",
            f"In Studio's SQL editor: alter table {table} enable row level security;",
        )


def check_publication() -> Iterator[Problem]:
    """Are the tables that pages subscribe to published to Realtime?"""
    try:
        published: Any = supabase.client.rpc("published_tables", {}).execute().data
    except APIError as error:
        yield Problem(f"The tables that are published to Realtime cannot be read ({error.code}).", MIGRATE)
        return
    for table in REALTIME_TABLES:
        if table not in published:
            statement = f"alter publication supabase_realtime add table public.{table};"
            yield Problem(f"Changes of {table} do not reach browsers.", f"In Studio's SQL editor: {statement}")


def check_sign_up_hook() -> Iterator[Problem]:
    """Does the function exist that Auth calls before it creates a user?"""
    try:
        works = supabase.client.rpc("sign_up_hook_works", {}).execute().data is True
    except APIError:
        works = False
    if not works:
        yield Problem(
            "The function before_user_created is missing, fails, or Auth may not call it: while Auth's hook is on"
            " (supabase/config.toml, auth.hook.before_user_created), nobody can sign up.",
            f"{MIGRATE} Until then, switch the hook off: Authentication > Hooks.",
        )


def check_ledgers() -> Iterator[Problem]:
    """Is every balance the sum of its lines, and does every line have one cause?"""
    for wrong in islice(ledger_problems(), MOST_NAMED):
        yield Problem(
            f"The ledger of user {wrong['user_id']} is wrong: {wrong['problem']}.",
            "A balance or a row was changed by hand. docs/ledger.md explains the lines; correct it by adjust_credits.",
        )
