"""Make and store the thumbnails of generations: after completion, and later for those without one."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from postgrest import CountMethod
from storage3.exceptions import StorageApiError

from service.errors import ServiceError
from service.supabase import database_errors, storage_errors, supabase
from service.thumbnails.image import Busy, NoThumbnail, Thumbnail, one_at_a_time, thumbnail_of_picture

log = logging.getLogger(__name__)

FRAME_SECONDS = 15
PAGE = 100
_FRAME_PROGRAM = str(Path(__file__).with_name("video_frame.py"))
_NOT_THERE = ("400", "404")  # Storage responds with status 400, and with 404 in the body
_OPTIONS = {"content-type": "image/webp", "upsert": "true", "cache-control": "31536000"}


def add_thumbnail(generation: dict[str, Any], path: Path) -> bool:
    """Store the thumbnail of the media file at `path`. `generation` has `id`, `user_id` and `media_type`. Returns whether
    there is one now. Failures are logged: a generation is complete without a thumbnail, and the reconciler retries."""
    about = {"generation": generation["id"]}
    try:
        return _add_or_record_none(generation, path)
    except Busy:
        log.warning("thumbnail postponed", extra=about)
    except Exception:
        log.exception("thumbnail not stored", extra=about)
    return False


def add_missing_thumbnails(limit: int | None = None) -> Iterator[bool]:
    """Add the thumbnails of completed generations that have none yet, at most `limit`. Yields for each whether it has one
    now."""
    last, left = "00000000-0000-0000-0000-000000000000", limit
    while left is None or left > 0:
        rows = _without_thumbnail(last, PAGE if left is None else min(PAGE, left))
        if not rows:
            return
        for row in rows:
            yield _add_to_stored(row)
        last, left = rows[-1]["id"], None if left is None else left - len(rows)


def count_missing_thumbnails() -> int:
    """How many completed generations have no thumbnail yet."""
    with database_errors():
        return _missing("id", count=CountMethod.exact).limit(1).execute().count or 0


def _without_thumbnail(last: str, limit: int) -> list[dict[str, Any]]:
    query = _missing("id,user_id,media_type,storage_path").gt("id", last).order("id").limit(limit)
    rows: list[dict[str, Any]] = supabase.fetch(query)
    return rows


def _missing(columns: str, count: CountMethod | None = None) -> Any:
    query = supabase.client.table("generated_media").select(columns, count=count)
    return query.eq("status", "completed").is_("thumbnail_url", "null")


def _add_to_stored(generation: dict[str, Any]) -> bool:
    try:
        with TemporaryDirectory(prefix="thumbnail-") as folder:
            path = Path(folder, "media")
            with storage_errors():
                path.write_bytes(_stored_file(generation["storage_path"]))
            return add_thumbnail(generation, path)
    except (ServiceError, OSError) as error:  # Storage does not respond, or the disk is full
        log.warning("media file not read", extra={"generation": generation["id"], "why": type(error).__name__})
        return False


def _stored_file(storage_path: str) -> bytes:
    """The media file; nothing if Storage does not have it, since another try would not help."""
    try:
        content: bytes = supabase.bucket.download(storage_path)
    except StorageApiError as error:
        if str(error.status) in _NOT_THERE:
            return b""
        raise
    return content


def _add_or_record_none(generation: dict[str, Any], path: Path) -> bool:
    try:
        return _add(generation, path)
    except NoThumbnail as error:
        log.warning("media file has no thumbnail", extra={"generation": generation["id"], "why": str(error)})
        _record(generation["id"], "")
        return False


def _add(generation: dict[str, Any], path: Path) -> bool:
    thumbnail = thumbnail_of_picture(path if generation["media_type"] == "image" else first_frame(path))
    name = f"{generation['user_id']}/thumbnails/{generation['id']}.webp"
    with storage_errors():
        supabase.bucket.upload(name, thumbnail.webp, _OPTIONS)
        url = supabase.bucket.get_public_url(name)
    if _record(generation["id"], url, thumbnail):
        return True
    with storage_errors():  # the generation was deleted meanwhile
        supabase.bucket.remove([name])
    return False


def _record(generation_id: str, url: str, thumbnail: Thumbnail | None = None) -> bool:
    """Store what a page needs to show the thumbnail. `url` is empty if there can be none. False if the generation was
    deleted."""
    row: dict[str, Any] = {"thumbnail_url": url}
    if thumbnail:
        row |= {"placeholder": thumbnail.placeholder, "width": thumbnail.width, "height": thumbnail.height}
    query = supabase.client.table("generated_media").update(row).eq("id", generation_id).eq("status", "completed")
    return bool(supabase.fetch(query))


def first_frame(path: Path) -> io.BytesIO:
    """The first frame of a video, as a picture.

    Raises:
        NoThumbnail: if it has none that can be read.
        Busy: if it should be made later.
    """
    command = [sys.executable, "-I", _FRAME_PROGRAM, str(path)]
    try:
        with one_at_a_time():
            done = subprocess.run(command, capture_output=True, timeout=FRAME_SECONDS, check=False, env={})
    except subprocess.TimeoutExpired:
        raise NoThumbnail("the video takes too long") from None
    if done.returncode != 0:
        raise NoThumbnail("the video has no readable frame")
    return io.BytesIO(done.stdout)
