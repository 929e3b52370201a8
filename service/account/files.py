"""The files of a user: everything below his own folder of the bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.supabase import storage_errors, supabase

PAGE = 1000


def files_of(user_id: str) -> Iterator[str]:
    """The paths of all files of a user."""
    return _files_below(user_id)


def remove_files(user_id: str) -> None:
    """Remove all files of a user.

    Raises:
        Unavailable: if storage does not answer; some may be gone then.
    """
    while paths := _some(files_of(user_id)):
        with storage_errors():
            supabase.bucket.remove(paths)


def _some(paths: Iterator[str]) -> list[str]:
    return [path for path, _ in zip(paths, range(PAGE), strict=False)]


def _files_below(folder: str) -> Iterator[str]:
    for entry in _entries(folder):
        path = f"{folder}/{entry['name']}"
        if entry["id"] is None:  # a folder
            yield from _files_below(path)
        else:
            yield path


def _entries(folder: str) -> Iterator[dict[str, Any]]:
    offset = 0
    while entries := _page(folder, offset):
        yield from entries
        offset += len(entries)


def _page(folder: str, offset: int) -> list[dict[str, Any]]:
    with storage_errors():
        entries: list[dict[str, Any]] = supabase.bucket.list(folder, {"limit": PAGE, "offset": offset})
    return entries
