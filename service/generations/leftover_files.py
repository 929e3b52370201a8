"""Remove leftover files of failed and deleted generations: their first removal failed, or an upload ended after it."""

from __future__ import annotations

import logging
from collections import deque

from storage3.utils import StorageException

from service.errors import ServiceError
from service.supabase import storage_errors, supabase

log = logging.getLogger(__name__)

PAGE = 1000  # the most files that storage removes in one request
MOST_REQUESTS = 100  # in one pass


def remove_leftover_files() -> int:
    """Remove the leftover files that are due. Returns how many. What is left when storage is away, or after the most
    requests, is tried again after an hour or two."""
    removed = 0
    halves: deque[list[str]] = deque()
    try:
        for _ in range(MOST_REQUESTS):
            paths = halves.popleft() if halves else supabase.call("next_files_to_remove", p_limit=PAGE)
            if not paths:
                break
            if _remove(paths):
                removed += len(paths)
            elif len(paths) > 1:
                middle = len(paths) // 2
                halves += [paths[:middle], paths[middle:]]
    except ServiceError:
        log.exception("leftover files not removed")
    return removed


def _remove(paths: list[str]) -> bool:
    """Remove files. False if storage refuses the request, which may be because of one of them."""
    with storage_errors():
        try:
            supabase.bucket.remove(paths)
        except StorageException as error:
            status = getattr(error, "status", None)
            log.warning(
                "storage refused to remove files", extra={"status": status, "count": len(paths), "path": paths[0]}
            )
            return False
    supabase.call("forget_files", p_paths=paths)
    return True
