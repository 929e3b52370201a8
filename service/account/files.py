"""The files of a user: everything in their folder of the bucket, as listed by the database."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
from storage3.utils import StorageException

from service.errors import Unavailable
from service.supabase import supabase

log = logging.getLogger(__name__)

PAGE = 1000  # the most files that storage removes in one request
MOST_PAGES = 1000


def file_pages(user_id: str) -> Iterator[list[str]]:
    """The paths of all files of a user, in order, page by page. Each page begins after the last path of the page before, so
    files that cannot be removed are not listed again.

    Raises:
        Unavailable: if the database does not respond.
    """
    last = ""
    for _ in range(MOST_PAGES):
        page: list[str] = supabase.call("list_user_files", p_user_id=user_id, p_after=last, p_limit=PAGE)
        if not page:
            return
        yield page
        last = page[-1]
    log.error("user has more files than can be listed", extra={"deleted_user": user_id, "files": MOST_PAGES * PAGE})


def remove_files(user_id: str) -> None:
    """Remove all files of a user. Files that storage refuses to remove are logged as an error, and stay.

    Raises:
        Unavailable: if Supabase does not respond; some files may be gone then.
    """
    for page in file_pages(user_id):
        left = len(page) - _removed(page)
        if left > 0:
            log.error("storage did not remove all files", extra={"deleted_user": user_id, "left": left})


def _removed(paths: list[str]) -> int:
    """Remove files. Returns how many were removed: none if storage rejects one of the names."""
    try:
        return len(supabase.bucket.remove(paths))
    except StorageException as error:
        if str(getattr(error, "status", "")) != "400":
            raise Unavailable from None
        return 0
    except (httpx.HTTPError, ValueError) as error:  # no response, or not JSON
        raise Unavailable from error
