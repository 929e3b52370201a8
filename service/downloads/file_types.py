"""The file types that the bucket accepts, detected by magic bytes; URL and Content-Type are ignored."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_BYTES = 64


@dataclass(frozen=True)
class FileType:
    """A file type: its MIME type, its file name extension, and its value of models.media_type."""

    content_type: str
    extension: str
    media_type: str


PNG = FileType("image/png", "png", "image")
JPEG = FileType("image/jpeg", "jpg", "image")
WEBP = FileType("image/webp", "webp", "image")
GIF = FileType("image/gif", "gif", "image")
MP4 = FileType("video/mp4", "mp4", "video")
WEBM = FileType("video/webm", "webm", "video")


# HEIC, AVIF and QuickTime have the same container as MP4, but other brands. Matroska has the same container as WebM, but
# another document type.
_MAGIC_BYTES = {
    PNG: rb"\x89PNG\r\n\x1a\n",
    JPEG: rb"\xff\xd8\xff",
    WEBP: rb"RIFF.{4}WEBP",
    GIF: rb"GIF8[79]a",
    MP4: rb".{4}ftyp(isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash)",
    WEBM: rb"\x1a\x45\xdf\xa3.*webm",
}


def file_type_of(head: bytes) -> FileType | None:
    """The type of a file that begins with `head` (`HEAD_BYTES` are enough), or None if the bucket accepts no such file."""
    found = (file_type for file_type, magic in _MAGIC_BYTES.items() if re.match(magic, head[:HEAD_BYTES], re.DOTALL))
    return next(found, None)
