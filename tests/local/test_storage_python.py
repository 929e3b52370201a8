"""Storage with supabase-py, as the service uses it, and what policies decide; supabase-js is in `js/storage.mjs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from storage3.exceptions import StorageApiError
from supabase import Client

from tests.conftest import Sql, User
from tests.local.storage import OTHER, PICTURE, PNG, UPSERT, private_bucket

DENIED = "row-level security"


def test_bytes_an_open_file_and_a_path_come_back_byte_for_byte(bucket: str, owner: User, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(PICTURE)
    files = owner.client.storage.from_(bucket)
    with path.open("rb") as opened:
        sent: dict[str, Any] = {"path": path, "file": opened, "bytes": PICTURE}
        for name, content in sent.items():
            files.upload(f"{owner.id}/{name}.png", content, PNG)
            assert files.download(f"{owner.id}/{name}.png") == PICTURE


def test_what_the_client_sends_with_a_file_is_kept(sql: Sql, bucket: str, owner: User) -> None:
    name = f"{owner.id}/facts.png"
    options = PNG | {"cache-control": "60", "metadata": {"prompt": "a cat"}}
    files = owner.client.storage.from_(bucket)
    assert files.upload(name, PICTURE, options).full_path == f"{bucket}/{name}"
    info = files.info(name)
    assert (info["content_type"], info["size"], info["cache_control"]) == ("image/png", len(PICTURE), "max-age=60")
    assert info["metadata"] == {"prompt": "a cat"}
    (row,) = sql("select owner::text, owner_id from storage.objects where bucket_id = %s", [bucket])
    assert set(row.values()) == {owner.id}


def test_the_client_lists_signs_copies_moves_and_removes(bucket: str, owner: User, anon: Client, picture: str) -> None:
    files = owner.client.storage.from_(bucket)
    signed, none = files.create_signed_urls([picture, "none.png"], 60)
    assert httpx.get(str(signed["signedURL"])).content == PICTURE
    assert none["signedURL"] is None
    assert httpx.get(str(files.create_signed_url(picture, 60)["signedURL"])).content == PICTURE
    given = f"{owner.id}/pictures/given.png"
    token = files.create_signed_upload_url(given)["token"]
    anon.storage.from_(bucket).upload_to_signed_url(given, token, OTHER, PNG)
    files.copy(picture, f"{owner.id}/pictures/copy.png")
    files.move(given, f"{owner.id}/pictures/moved.png")
    assert not files.exists(given)
    listed = [
        row["name"] for row in files.list(f"{owner.id}/pictures", {"sortBy": {"column": "name", "order": "desc"}})
    ]
    assert listed == ["moved.png", "first.png", "copy.png"]
    removed = files.remove([f"{owner.id}/pictures/{name}" for name in (*listed, "none.png")])
    assert len(removed) == 3


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


def test_a_stranger_does_not_learn_whether_a_name_is_taken(bucket: str, stranger: User, picture: str) -> None:
    with pytest.raises(StorageApiError, match=DENIED):
        stranger.client.storage.from_(bucket).upload(picture, OTHER, PNG)


def test_a_public_bucket_lets_nobody_list_write_or_remove_for_that(
    sql: Sql, owner: User, stranger: User, anon: Client
) -> None:
    with private_bucket(sql, public=True) as bucket:
        owner.client.storage.from_(bucket).upload(f"{owner.id}/a.png", PICTURE, PNG)
        for client in (stranger.client, anon):
            files = client.storage.from_(bucket)
            assert files.list(owner.id) == files.remove([f"{owner.id}/a.png"]) == []
            with pytest.raises(StorageApiError, match=DENIED):
                files.upload("x.png", OTHER, PNG)


def test_a_policy_can_tell_what_is_being_done(sql: Sql, bucket: str, owner: User, picture: str) -> None:
    only = "storage.allow_any_operation(array['object.list', 'storage.object.copy'])"
    sql(f'create policy "{bucket} only" on storage.objects as restrictive for select using ({only})')
    try:
        files = owner.client.storage.from_(bucket)
        assert len(files.list(f"{owner.id}/pictures")) == 1
        with pytest.raises(StorageApiError, match="Object not found"):
            files.download(picture)
    finally:
        sql(f'drop policy "{bucket} only" on storage.objects')
