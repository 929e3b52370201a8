"""Remove the metadata of a media file: ComfyUI writes the prompt and the workflow there, and the bucket is public.

Nothing is encoded again: pixels, frames and colour profiles stay.
"""

from __future__ import annotations

import logging
import mmap
import struct
from pathlib import Path

from service.downloads.file_types import MP4, WEBM, FileType
from service.downloads.picture_metadata import pieces_of
from service.downloads.video_metadata import blank_mp4, blank_webm

log = logging.getLogger(__name__)

_UNREADABLE = (ValueError, IndexError, struct.error)
_BLANK_VIDEO = {MP4: blank_mp4, WEBM: blank_webm}


def strip_metadata(path: Path, file_type: FileType) -> None:
    """Remove the metadata of the file at `path`. A file that cannot be parsed stays as it is."""
    try:
        if file_type in _BLANK_VIDEO:
            _strip_video(path, file_type)
        else:
            _strip_picture(path, file_type)
    except _UNREADABLE as error:
        log.warning("metadata not removed", extra={"type": file_type.content_type, "why": str(error)})


def _strip_video(path: Path, file_type: FileType) -> None:
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        _BLANK_VIDEO[file_type](content)


def _strip_picture(path: Path, file_type: FileType) -> None:
    stripped = path.with_name("stripped")
    with path.open("rb") as file:
        # The pieces are views of the mapped file: no copy of it is in memory.
        pieces = pieces_of(file_type, memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
        with stripped.open("wb") as target:
            target.writelines(pieces)
    stripped.replace(path)
