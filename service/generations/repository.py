"""Rows of `generated_media`, and wrappers of the SQL functions that change them and book the credits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.errors import NotFound
from service.supabase import supabase

COLUMNS = "id,user_id,media_type,status,credits_used,run_id,failure_reason,storage_path"
FINISHED = ("completed", "failed")


@dataclass(frozen=True)
class Generation:
    """A generation. `status` is waiting, pending, processing, completed or failed."""

    id: str
    user_id: str
    media_type: str
    status: str
    credits_used: int
    run_id: str | None
    failure_reason: str | None
    storage_path: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Generation:
        """The generation in a row, which may have more columns."""
        return cls(**{name: row[name] for name in COLUMNS.split(",")})

    @property
    def finished(self) -> bool:
        """Has it ended?"""
        return self.status in FINISHED


def fetch_generation(generation_id: str, user_id: str | None = None) -> Generation:
    """The generation with this id; with `user_id`, only if it belongs to that user.

    Raises:
        NotFound: if there is none.
    """
    query = supabase.client.table("generated_media").select(COLUMNS).eq("id", generation_id)
    rows = supabase.fetch(query.eq("user_id", user_id) if user_id else query)
    if not rows:
        raise NotFound
    return Generation.of(rows[0])


def fetch_generations(generation_ids: list[str], user_id: str) -> list[Generation]:
    """The generations of this user with these ids, in this order, each once."""
    query = supabase.client.table("generated_media").select(COLUMNS).in_("id", generation_ids).eq("user_id", user_id)
    return sorted(map(Generation.of, supabase.fetch(query)), key=lambda each: generation_ids.index(each.id))


def record_progress(generation_id: str, run_id: str, progress: float, live_status: str | None) -> str:
    """Store a run's id, with the first call, and its progress, which never decreases.

    Returns the generation's status afterwards: "failed" if it was cancelled meanwhile.

    Raises:
        NotFound, RunMismatch
    """
    return str(
        supabase.call(
            "record_progress", p_id=generation_id, p_run_id=run_id, p_progress=progress, p_live_status=live_status
        )
    )


def start_storing(generation_id: str, path: str) -> bool:
    """Store the path of a result that is about to be uploaded; from then on the generation cannot be cancelled. False if
    it has ended."""
    return bool(supabase.call("start_storing", p_id=generation_id, p_storage_path=path))


def complete(generation_id: str, url: str, path: str, facts: dict[str, Any]) -> bool:
    """Complete a generation with its result. False if it had ended before."""
    return bool(
        supabase.call("complete_generation", p_id=generation_id, p_media_url=url, p_storage_path=path, p_metadata=facts)
    )


def fail(generation_id: str, reason: str) -> bool:
    """Fail a generation and refund it. False if it had ended before, or `reason` is "cancelled" and its result is being
    stored."""
    return bool(supabase.call("fail_generation", p_id=generation_id, p_reason=reason))


def wait_again(generation_id: str) -> None:
    """Return a pending generation to the waiting list. Call it only if certainly nothing was sent to Pixio."""
    supabase.call("wait_again", p_id=generation_id)
