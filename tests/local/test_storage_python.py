"""Storage with supabase-py, as the service uses it, and its policies."""

from __future__ import annotations

import pytest
from storage3.exceptions import StorageApiError

from tests.conftest import Sql, User
from tests.local.storage import OTHER, PICTURE, PNG, UPSERT, private_bucket

DENIED = "row-level security"


def test_an_upload_needs_only_the_right_to_insert(sql: Sql, owner: User) -> None:
    with private_bucket(sql, verbs=("insert",)) as bucket:
        files = owner.client.storage.from_(bucket)
        files.upload(f"{owner.id}/a.png", PICTURE, PNG)
        with pytest.raises(StorageApiError, match="Object not found"):
            files.download(f"{owner.id}/a.png")


@pytest.mark.parametrize("missing", ["insert", "update", "select"])
def test_an_upsert_needs_the_rights_to_insert_to_update_and_to_select(sql: Sql, owner: User, missing: str) -> None:
    verbs = tuple({"insert", "update", "select"} - {missing})
    with private_bucket(sql, verbs=verbs) as bucket:
        sql("insert into storage.objects (bucket_id, name) values (%s, %s)", [bucket, f"{owner.id}/a.png"])
        with pytest.raises(StorageApiError, match=DENIED):
            owner.client.storage.from_(bucket).upload(f"{owner.id}/a.png", PICTURE, UPSERT)


def test_strangers_cannot_see_whether_a_name_exists(bucket: str, stranger: User, picture: str) -> None:
    with pytest.raises(StorageApiError, match=DENIED):
        stranger.client.storage.from_(bucket).upload(picture, OTHER, PNG)


def test_policies_can_read_the_operation(sql: Sql, bucket: str, owner: User, picture: str) -> None:
    only = "storage.allow_any_operation(array['object.list', 'storage.object.copy'])"
    sql(f'create policy "{bucket} only" on storage.objects as restrictive for select using ({only})')
    try:
        files = owner.client.storage.from_(bucket)
        assert len(files.list(f"{owner.id}/pictures")) == 1
        with pytest.raises(StorageApiError, match="Object not found"):
            files.download(picture)
    finally:
        sql(f'drop policy "{bucket} only" on storage.objects')
