"""Remove leftover files of failed and deleted generations: their first removal failed, or an upload ended after it."""

from __future__ import annotations

import logging

from service.errors import ServiceError
from service.supabase import storage_errors, supabase

log = logging.getLogger(__name__)

PAGE = 1000  # the most files that storage removes in one request
MOST_PAGES = 100


def remove_leftover_files() -> int:
    """Remove the leftover files, oldest first. Returns how many. A failure is only logged: the next call tries again."""
    removed = 0
    try:
        for _ in range(MOST_PAGES):
            paths: list[str] = supabase.call("next_files_to_remove", p_limit=PAGE)
            if not paths:
                break
            with storage_errors():
                supabase.bucket.remove(paths)
            supabase.call("forget_files", p_paths=paths)
            removed += len(paths)
    except ServiceError:
        log.exception("leftover files not removed")
    return removed
