"""Buckets with supabase-py: their rules, who sees and makes them, and what public means."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from storage3.types import FileOptions
from supabase import Client

from tests.conftest import Sql, User
from tests.local.storage import OTHER, PICTURE, PNG, contents_on_disk, private_bucket, refusal, versions_of

# A bucket's rules -------------------------------------------------------------------------------------------------


def test_a_type_outside_the_buckets_list_is_refused(sql: Sql, owner: User) -> None:
    with private_bucket(sql, allowed_mime_types=["image/png", "video/*"]) as bucket:
        files = owner.client.storage.from_(bucket)
        files.upload(f"{owner.id}/a.png", PICTURE, PNG)
        files.upload(f"{owner.id}/a.mp4", OTHER, {"content-type": "video/mp4"})
        page: FileOptions = {"content-type": "text/html"}
        assert refusal(files.upload, f"{owner.id}/a.html", OTHER, page) == ("415", "invalid_mime_type")


def test_a_content_over_the_buckets_limit_is_refused_and_leaves_nothing(stack: Any, sql: Sql, owner: User) -> None:
    with private_bucket(sql, file_size_limit=len(PICTURE)) as bucket:
        files = owner.client.storage.from_(bucket)
        before = contents_on_disk(stack.data_dir)
        files.upload(f"{owner.id}/fits.png", PICTURE, PNG)
        large = PICTURE + b"1"
        assert refusal(files.upload, f"{owner.id}/large.png", large, PNG) == ("413", "Payload too large")
        assert len(contents_on_disk(stack.data_dir)) == len(before) + 1
        assert len(versions_of(sql, bucket)) == 1


@pytest.mark.parametrize("verb", ["copy", "move"])
def test_neither_a_copy_nor_a_move_brings_in_what_an_upload_could_not(
    stack: Any, sql: Sql, bucket: str, owner: User, verb: str
) -> None:
    name = f"{owner.id}/page.html"
    owner.client.storage.from_(bucket).upload(name, b"<b>", {"content-type": "text/html"})
    with private_bucket(sql, allowed_mime_types=["image/png"]) as strict:
        body = {"bucketId": bucket, "sourceKey": name, "destinationBucket": strict, "destinationKey": name}
        headers = {"apikey": stack.publishable_key, "authorization": f"Bearer {owner.access_token}"}
        answer = httpx.post(f"{stack.supabase_url}/storage/v1/object/{verb}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_mime_type")


# Public buckets ---------------------------------------------------------------------------------------------------


def test_the_public_url_of_a_public_bucket_needs_no_key(sql: Sql, owner: User) -> None:
    with private_bucket(sql, public=True) as bucket:
        files = owner.client.storage.from_(bucket)
        files.upload(f"{owner.id}/a picture.png", PICTURE, PNG | {"cache-control": "60"})
        answer = httpx.get(files.get_public_url(f"{owner.id}/a picture.png"))
        assert (answer.status_code, answer.content) == (200, PICTURE)
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/png", "max-age=60")


def test_the_public_url_of_a_private_bucket_opens_nothing(bucket: str, owner: User, picture: str) -> None:
    answer = httpx.get(owner.client.storage.from_(bucket).get_public_url(picture))
    assert (answer.status_code, answer.json()["error"]) == (400, "Bucket not found")


def test_a_public_bucket_lets_nobody_list_or_write_for_that(
    sql: Sql, stranger: User, anon: Client, owner: User
) -> None:
    with private_bucket(sql, public=True) as bucket:
        owner.client.storage.from_(bucket).upload(f"{owner.id}/a.png", PICTURE, PNG)
        for client in (stranger.client, anon):
            files = client.storage.from_(bucket)
            assert files.list(owner.id) == files.remove([f"{owner.id}/a.png"]) == []
            assert refusal(files.upload, "x.png", OTHER, PNG) == ("403", "Unauthorized")


# Buckets ----------------------------------------------------------------------------------------------------------


def test_the_service_role_makes_changes_empties_and_deletes_buckets(admin: Client, sql: Sql) -> None:
    bucket = f"made-{uuid4()}"
    admin.storage.create_bucket(bucket, options={"public": True, "file_size_limit": 1000})
    assert admin.storage.get_bucket(bucket).file_size_limit == 1000
    admin.storage.update_bucket(bucket, {"public": False, "allowed_mime_types": ["image/png"]})
    made = admin.storage.get_bucket(bucket)
    assert (made.public, made.allowed_mime_types, made.file_size_limit) == (False, ["image/png"], 1000)
    assert bucket in [listed.id for listed in admin.storage.list_buckets()]
    admin.storage.from_(bucket).upload("a.png", OTHER, PNG)
    assert refusal(admin.storage.delete_bucket, bucket)[0] == "409"
    admin.storage.empty_bucket(bucket)
    admin.storage.delete_bucket(bucket)
    assert refusal(admin.storage.get_bucket, bucket) == ("404", "Bucket not found")


def test_users_neither_see_nor_make_buckets(bucket: str, owner: User, anon: Client) -> None:
    for client in (owner.client, anon):
        assert client.storage.list_buckets() == []
        assert refusal(client.storage.create_bucket, "mine") == ("403", "Unauthorized")
        assert refusal(client.storage.delete_bucket, bucket) == ("404", "Bucket not found")


def test_a_bucket_that_does_not_exist_is_named_as_such(owner: User) -> None:
    files = owner.client.storage.from_("no-such-bucket")
    assert refusal(files.upload, "a.png", OTHER, PNG) == ("404", "Bucket not found")
