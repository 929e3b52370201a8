"""Helpers of the tests of Storage: contents, private buckets, files on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from storage3.types import FileOptions

from tests.conftest import Sql, User

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 700
OTHER = b"GIF89a" + b"another picture"
PNG: FileOptions = {"content-type": "image/png"}
UPSERT: FileOptions = {"content-type": "image/png", "upsert": "true"}

OWN_FOLDER = "bucket_id = '{bucket}' and (storage.foldername(name))[1] = (select auth.uid())::text"
VERBS = {"select": "using", "insert": "with check", "update": "using", "delete": "using"}


@contextmanager
def private_bucket(sql: Sql, verbs: tuple[str, ...] = tuple(VERBS), **rules: Any) -> Iterator[str]:
    """Yield a bucket in which signed-in users may use these verbs in their own folders; `rules` are columns of its row."""
    bucket = f"test-{uuid4()}"
    values = {"public": False, "file_size_limit": None, "allowed_mime_types": None} | rules
    sql(
        "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values (%s, %s, %s, %s, %s)",
        [bucket, bucket, *values.values()],
    )
    for verb in verbs:
        condition = OWN_FOLDER.format(bucket=bucket)
        sql(
            f'create policy "{bucket} {verb}" on storage.objects for {verb} to authenticated {VERBS[verb]} ({condition})'
        )
    try:
        yield bucket
    finally:
        for verb in verbs:
            sql(f'drop policy "{bucket} {verb}" on storage.objects')


def contents_on_disk(data_dir: str | Path) -> dict[str, Path]:
    """Return all files of Storage, complete or not, by their name."""
    return {path.name: path for path in (Path(data_dir) / "storage").rglob("*") if path.is_file()}


def versions_of(sql: Sql, bucket: str) -> set[str]:
    """Return the versions in the rows of the bucket."""
    return {row["version"] for row in sql("select version from storage.objects where bucket_id = %s", [bucket])}


@contextmanager
def storage_api(stack: Any, user: User) -> Iterator[httpx.Client]:
    """Yield an HTTP client of the storage API with the token of this user."""
    headers = {"apikey": stack.publishable_key, "authorization": f"Bearer {user.access_token}"}
    with httpx.Client(base_url=f"{stack.supabase_url}/storage/v1/", headers=headers) as client:
        yield client
