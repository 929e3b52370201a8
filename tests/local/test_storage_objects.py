"""Objects with supabase-py: who may do what with one, and what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from supabase import Client

from tests.conftest import Sql, User
from tests.local.storage import (
    OTHER,
    PICTURE,
    PNG,
    UPSERT,
    contents_on_disk,
    names,
    private_bucket,
    refusal,
    versions_of,
)

# Uploading --------------------------------------------------------------------------------------------------------


def test_an_upload_comes_back_byte_for_byte(bucket: str, owner: User, picture: str) -> None:
    assert owner.client.storage.from_(bucket).download(picture) == PICTURE


def test_an_upload_may_be_bytes_an_open_file_or_a_path(bucket: str, owner: User, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(PICTURE)
    files = owner.client.storage.from_(bucket)
    files.upload(f"{owner.id}/path.png", path, PNG)
    with path.open("rb") as opened:
        files.upload(f"{owner.id}/file.png", opened, PNG)
    assert files.download(f"{owner.id}/path.png") == files.download(f"{owner.id}/file.png") == PICTURE


def test_an_upload_answers_with_its_full_path_and_its_row_tells_the_facts(bucket: str, owner: User) -> None:
    name = f"{owner.id}/facts.png"
    options = PNG | {"cache-control": "60", "metadata": {"prompt": "a cat"}}
    answer = owner.client.storage.from_(bucket).upload(name, PICTURE, options)
    info = owner.client.storage.from_(bucket).info(name)
    assert answer.full_path == f"{bucket}/{name}"
    assert (info["content_type"], info["size"], info["cache_control"]) == ("image/png", len(PICTURE), "max-age=60")
    assert (info["name"], info["bucket_id"], info["metadata"]) == (name, bucket, {"prompt": "a cat"})


def test_the_row_belongs_to_the_uploader(sql: Sql, bucket: str, owner: User, picture: str) -> None:
    query = "select owner::text, owner_id, path_tokens from storage.objects where bucket_id = %s"
    (row,) = sql(query, [bucket])
    assert row == {"owner": owner.id, "owner_id": owner.id, "path_tokens": [owner.id, "pictures", "first.png"]}


def test_a_second_upload_of_one_name_is_refused_and_changes_nothing(bucket: str, owner: User, picture: str) -> None:
    files = owner.client.storage.from_(bucket)
    assert refusal(files.upload, picture, OTHER, PNG) == ("409", "Duplicate")
    assert files.download(picture) == PICTURE


def test_an_upsert_replaces_the_content_and_leaves_no_old_one(
    stack: Any, sql: Sql, bucket: str, owner: User, picture: str
) -> None:
    before = versions_of(sql, bucket)
    owner.client.storage.from_(bucket).upload(picture, OTHER, UPSERT)
    assert owner.client.storage.from_(bucket).download(picture) == OTHER
    assert not before & set(contents_on_disk(stack.data_dir))


def test_an_update_replaces_what_is_there_and_makes_what_is_not(bucket: str, owner: User, picture: str) -> None:
    files = owner.client.storage.from_(bucket)
    for name in (picture, f"{owner.id}/new.png"):
        files.update(name, OTHER, PNG)
        assert files.download(name) == OTHER


# Who may ----------------------------------------------------------------------------------------------------------


def test_a_stranger_can_do_nothing_with_an_object(bucket: str, owner: User, stranger: User, picture: str) -> None:
    files = stranger.client.storage.from_(bucket)
    assert refusal(files.download, picture) == ("404", "not_found")
    assert refusal(files.info, picture) == ("404", "not_found")
    assert refusal(files.create_signed_url, picture, 60) == ("404", "not_found")
    assert refusal(files.copy, picture, f"{stranger.id}/mine.png") == ("404", "not_found")
    assert refusal(files.move, picture, f"{stranger.id}/mine.png") == ("404", "not_found")
    assert refusal(files.update, picture, OTHER, PNG) == ("403", "Unauthorized")
    assert refusal(files.upload, picture, OTHER, UPSERT) == ("403", "Unauthorized")
    assert refusal(files.upload, f"{owner.id}/new.png", OTHER, PNG) == ("403", "Unauthorized")
    assert refusal(files.create_signed_upload_url, f"{owner.id}/new.png") == ("403", "Unauthorized")
    assert files.remove([picture]) == files.list(owner.id) == []
    assert owner.client.storage.from_(bucket).download(picture) == PICTURE


def test_a_stranger_does_not_learn_whether_a_name_is_taken(bucket: str, stranger: User, picture: str) -> None:
    files = stranger.client.storage.from_(bucket)
    assert refusal(files.upload, picture, OTHER, PNG) == ("403", "Unauthorized")


def test_anon_can_do_nothing_in_a_private_bucket(bucket: str, anon: Client, picture: str) -> None:
    files = anon.storage.from_(bucket)
    assert refusal(files.download, picture) == ("404", "not_found")
    assert refusal(files.upload, "anyone.png", OTHER, PNG) == ("403", "Unauthorized")
    assert files.remove([picture]) == files.list() == []


def test_the_service_role_may_do_everything(bucket: str, admin: Client, picture: str) -> None:
    files = admin.storage.from_(bucket)
    files.upload("anywhere.png", OTHER, PNG)
    assert files.download(picture) == PICTURE
    assert set(names(files.remove([picture, "anywhere.png"]))) == {picture, "anywhere.png"}


def test_an_upload_needs_only_the_right_to_insert(sql: Sql, owner: User) -> None:
    with private_bucket(sql, verbs=("insert",)) as bucket:
        files = owner.client.storage.from_(bucket)
        files.upload(f"{owner.id}/a.png", PICTURE, PNG)
        assert refusal(files.download, f"{owner.id}/a.png") == ("404", "not_found")


@pytest.mark.parametrize("missing", ["insert", "update", "select"])
def test_an_upsert_needs_the_rights_to_insert_to_update_and_to_select(sql: Sql, owner: User, missing: str) -> None:
    verbs = tuple({"insert", "update", "select"} - {missing})
    with private_bucket(sql, verbs=verbs) as bucket:
        sql("insert into storage.objects (bucket_id, name) values (%s, %s)", [bucket, f"{owner.id}/a.png"])
        files = owner.client.storage.from_(bucket)
        assert refusal(files.upload, f"{owner.id}/a.png", PICTURE, UPSERT) == ("403", "Unauthorized")


def test_a_caller_with_a_forged_token_is_refused(stack: Any, bucket: str, owner: User, picture: str) -> None:
    forged = owner.access_token[:-6] + "AAAAAA"
    url = f"{stack.supabase_url}/storage/v1/object/authenticated/{bucket}/{picture}"
    answer = httpx.get(url, headers={"apikey": stack.publishable_key, "authorization": f"Bearer {forged}"})
    assert (answer.status_code, answer.json()["statusCode"]) == (400, "403")
