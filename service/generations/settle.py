"""Apply the state of a run to its generation, for the webhook and the reconciler.

`settle` may be called any number of times, in any order, by several processes at once, and be interrupted at any point:
each step is idempotent, and the database ends a generation only once.
"""

from __future__ import annotations

import logging

from service.downloads.fetch import MediaFile, first_usable
from service.errors import InvalidOutput, NotFound
from service.generations.repository import (
    FINISHED,
    Generation,
    complete,
    fail,
    fetch_generation,
    record_progress,
    start_storing,
)
from service.pixio.client import pixio
from service.pixio.run import Run, State
from service.settings import settings
from service.supabase import storage_errors, supabase
from service.thumbnails.store import add_thumbnail

log = logging.getLogger(__name__)

_REASONS = {State.FAILED: "failed", State.TIMED_OUT: "timed_out", State.CANCELLED: "cancelled"}
_FOLDERS = {"image": "images", "video": "videos"}


def settle(generation_id: str, run: Run) -> str:
    """Apply the state of `run` to a generation. Returns the generation's status afterwards.

    Raises:
        NotFound: if there is no such generation.
        RunMismatch: if it belongs to another run.
        Unavailable: if a dependency did not respond; call again later.
    """
    status = record_progress(generation_id, run.id, run.progress, run.live_status)
    if status in FINISHED:
        if status == "failed" and run.state is State.RUNNING:
            pixio.cancel(run.id)  # its result is no longer wanted
        return status
    if run.state is State.RUNNING:
        return status
    if run.state is State.SUCCEEDED:
        return _settle_success(generation_id, run)
    fail(generation_id, _REASONS[run.state])
    return "failed"


def _settle_success(generation_id: str, run: Run) -> str:
    if not run.urls:  # a webhook may omit the outputs; polling the run returns them
        run = pixio.run(run.id) or run
        if run.state is not State.SUCCEEDED:
            return settle(generation_id, run)
    generation = fetch_generation(generation_id)
    chosen = settings()
    try:
        with first_usable(
            run.urls, generation.media_type, chosen.pixio_media_hosts, chosen.media_timeout_seconds
        ) as file:
            return _store(generation, file)
    except InvalidOutput as error:
        log.warning("run has no usable output", extra={"generation": generation_id, "run": run.id, "why": str(error)})
        fail(generation_id, "invalid_output")
        return "failed"


def _store(generation: Generation, file: MediaFile) -> str:
    path = f"{generation.user_id}/{_FOLDERS[generation.media_type]}/{generation.id}.{file.file_type.extension}"
    options = {"content-type": file.file_type.content_type, "upsert": "true", "cache-control": "31536000"}
    if start_storing(generation.id, path):
        with storage_errors():
            supabase.bucket.upload(path, file.path, options)
            url = supabase.bucket.get_public_url(path)
        facts = {"content_type": file.file_type.content_type, "bytes": file.bytes}
        if complete(generation.id, url, path, facts):
            # After the completion, so that the user does not wait for the thumbnail.
            add_thumbnail(
                {"id": generation.id, "user_id": generation.user_id, "media_type": generation.media_type}, file.path
            )
            return "completed"
    return _remove_late_file(generation.id, path)


def _remove_late_file(generation_id: str, path: str) -> str:
    """The generation ended before its result was stored: remove the file, unless it is the stored result."""
    try:
        generation = fetch_generation(generation_id)
    except NotFound:
        generation = None
    if generation is None or generation.status != "completed" or generation.storage_path != path:
        with storage_errors():
            supabase.bucket.remove([path])
    return generation.status if generation else "failed"
