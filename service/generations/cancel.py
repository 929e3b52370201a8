"""Cancel a generation, by its owner."""

from __future__ import annotations

from service.errors import AlreadyFinished
from service.generations.repository import Generation, fail, fetch_generation
from service.pixio.client import pixio


def cancel(generation_id: str, user_id: str) -> Generation:
    """Stop a generation's run and refund it.

    Raises:
        NotFound: if this user has no such generation.
        AlreadyFinished: if it has ended.
    """
    before = fetch_generation(generation_id, user_id)
    if before.finished:
        raise AlreadyFinished
    if before.run_id:
        pixio.cancel(before.run_id)
    fail(generation_id, "cancelled")
    after = fetch_generation(generation_id, user_id)
    # Pixio's webhook may have ended it first, also as cancelled. With any other reason it had ended before the cancel.
    if after.failure_reason != "cancelled":
        raise AlreadyFinished
    if after.run_id and not before.run_id:  # it was queued meanwhile
        pixio.cancel(after.run_id)
    return after
