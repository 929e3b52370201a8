"""Cancelling a run, by its owner."""

from __future__ import annotations

from service.errors import AlreadyFinished
from service.generations.media import Media, fail, media_of
from service.pixio.client import pixio


def cancel(media_id: str, user_id: str) -> Media:
    """Stop a run and refund it.

    Raises:
        NotFound: if there is no such generation of this user.
        AlreadyFinished: if it had ended.
    """
    before = media_of(media_id, user_id)
    if before.finished:
        raise AlreadyFinished
    if before.run_id:
        pixio.cancel(before.run_id)
    fail(media_id, "cancelled")
    after = media_of(media_id, user_id)
    # Pixio's own report of the cancel may have ended it first; any other end came before the cancel.
    if after.failure_reason != "cancelled":
        raise AlreadyFinished
    if after.run_id and not before.run_id:  # it was queued meanwhile
        pixio.cancel(after.run_id)
    return after
