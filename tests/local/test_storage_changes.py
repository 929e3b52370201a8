"""Copying, moving and removing objects with supabase-py."""

from __future__ import annotations

from typing import Any

from tests.conftest import Sql, User
from tests.local.storage import OTHER, PICTURE, PNG, contents_on_disk, names, refusal, versions_of


def test_a_copy_stands_on_its_own(bucket: str, owner: User, picture: str) -> None:
    files = owner.client.storage.from_(bucket)
    answer = files.copy(picture, f"{owner.id}/copy.png")
    files.remove([picture])
    assert answer["Key"] == f"{bucket}/{owner.id}/copy.png"
    assert files.download(f"{owner.id}/copy.png") == PICTURE


def test_a_move_leaves_the_old_name_empty(bucket: str, owner: User, picture: str) -> None:
    files = owner.client.storage.from_(bucket)
    assert files.move(picture, f"{owner.id}/moved.png")["message"] == "Successfully moved"
    assert files.download(f"{owner.id}/moved.png") == PICTURE
    assert not files.exists(picture)


def test_neither_a_copy_nor_a_move_goes_into_anothers_folder_or_over_another_object(
    bucket: str, owner: User, stranger: User, picture: str
) -> None:
    files = owner.client.storage.from_(bucket)
    files.upload(f"{owner.id}/taken.png", OTHER, PNG)
    for act in (files.copy, files.move):
        assert refusal(act, picture, f"{stranger.id}/gift.png") == ("403", "Unauthorized")
        assert refusal(act, picture, f"{owner.id}/taken.png") == ("409", "Duplicate")
        assert refusal(act, f"{owner.id}/none.png", f"{owner.id}/x.png") == ("404", "not_found")
    assert files.download(f"{owner.id}/taken.png") == OTHER


def test_a_row_without_a_file_is_no_object(sql: Sql, bucket: str, owner: User) -> None:
    name = f"{owner.id}/never-arrived.png"
    sql("insert into storage.objects (bucket_id, name) values (%s, %s)", [bucket, name])
    files = owner.client.storage.from_(bucket)
    assert refusal(files.download, name) == ("404", "not_found")
    assert refusal(files.copy, name, f"{owner.id}/copy.png") == ("404", "not_found")
    assert names(files.remove([name])) == [name]


def test_removing_removes_row_and_content_and_says_what_it_removed(
    stack: Any, sql: Sql, bucket: str, owner: User, picture: str
) -> None:
    (version,) = versions_of(sql, bucket)
    removed = owner.client.storage.from_(bucket).remove([picture, f"{owner.id}/none.png"])
    assert names(removed) == [picture]
    assert versions_of(sql, bucket) == set()
    assert version not in contents_on_disk(stack.data_dir)


def test_exists_tells_what_is_there(bucket: str, owner: User, picture: str) -> None:
    files = owner.client.storage.from_(bucket)
    assert files.exists(picture)
    assert not files.exists(f"{owner.id}/none.png")
