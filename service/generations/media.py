"""Rows of `generated_media`, and wrappers of the SQL functions that change them and book the credits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.errors import NotFound
from service.supabase import supabase

COLUMNS = "id,user_id,media_type,status,credits_used,run_id,failure_reason,storage_path"
FINISHED = ("completed", "failed")


@dataclass(frozen=True)
class Media:
    """A generation. `status` is pending, processing, completed or failed."""

    id: str
    user_id: str
    media_type: str
    status: str
    credits_used: int
    run_id: str | None
    failure_reason: str | None
    storage_path: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Media:
        """The generation in a row, which may have more columns."""
        return cls(**{name: row[name] for name in COLUMNS.split(",")})

    @property
    def finished(self) -> bool:
        """Has it ended?"""
        return self.status in FINISHED


def media_of(media_id: str, user_id: str | None = None) -> Media:
    """The generation with this id; with `user_id`, only if it belongs to that user.

    Raises:
        NotFound: if there is none.
    """
    query = supabase.client.table("generated_media").select(COLUMNS).eq("id", media_id)
    rows = supabase.fetch(query.eq("user_id", user_id) if user_id else query)
    if not rows:
        raise NotFound
    return Media.of(rows[0])


def attach_run(media_id: str, run_id: str) -> str:
    """Store the run of a generation. Returns the generation's status afterwards.

    Raises:
        NotFound, RunMismatch
    """
    return str(supabase.call("attach_run", p_id=media_id, p_run_id=run_id))


def record_progress(media_id: str, run_id: str, progress: float, live_status: str | None) -> str:
    """Store progress, which never decreases. Returns the generation's status afterwards.

    Raises:
        NotFound, RunMismatch
    """
    return str(
        supabase.call("record_progress", p_id=media_id, p_run_id=run_id, p_progress=progress, p_live_status=live_status)
    )


def complete(media_id: str, url: str, path: str, facts: dict[str, Any]) -> bool:
    """Complete a generation with its result. False if it had ended before."""
    return bool(
        supabase.call("complete_generation", p_id=media_id, p_media_url=url, p_storage_path=path, p_metadata=facts)
    )


def fail(media_id: str, reason: str) -> bool:
    """Fail a generation and refund it. False if it had ended before."""
    return bool(supabase.call("fail_generation", p_id=media_id, p_reason=reason))
