"""Listing a bucket with supabase-py."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import User
from tests.local.storage import PNG, names


@pytest.fixture
def shelf(bucket: str, owner: User) -> Any:
    files = owner.client.storage.from_(bucket)
    for name in ("b.png", "a.png", "c_1.png", "videos/one.mp4", "videos/deep/two.mp4", "images/x.png"):
        files.upload(f"{owner.id}/{name}", name.encode(), PNG)
    return files


def test_a_list_shows_the_folders_then_the_files_of_one_level(shelf: Any, owner: User) -> None:
    rows = shelf.list(owner.id)
    assert names(rows) == ["images", "videos", "a.png", "b.png", "c_1.png"]
    assert [row["id"] is None for row in rows] == [True, True, False, False, False]
    assert rows[2]["metadata"]["mimetype"] == "image/png"
    assert names(shelf.list(f"{owner.id}/videos/")) == ["deep", "one.mp4"]


def test_a_list_is_sorted_searched_and_cut_as_asked(shelf: Any, owner: User) -> None:
    newest = {"sortBy": {"column": "created_at", "order": "desc"}}
    assert names(shelf.list(owner.id, newest)) == ["images", "videos", "c_1.png", "a.png", "b.png"]
    assert names(shelf.list(owner.id, {"search": "C_"})) == ["c_1.png"]
    assert names(shelf.list(owner.id, {"search": "_"})) == []
    assert names(shelf.list(owner.id, {"limit": 2, "offset": 2})) == ["a.png", "b.png"]


def test_a_list_shows_only_what_the_caller_may_see(shelf: Any, bucket: str, owner: User, stranger: User) -> None:
    assert stranger.client.storage.from_(bucket).list() == []
    assert names(shelf.list()) == [owner.id]
