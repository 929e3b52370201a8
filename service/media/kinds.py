"""The kinds of files that the bucket takes, told by their first bytes: neither a URL nor a header is believed."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_BYTES = 64


@dataclass(frozen=True)
class Kind:
    """A kind of file: its MIME type, the extension of its name, and what of models.media_type it is."""

    content_type: str
    extension: str
    media_type: str


PNG = Kind("image/png", "png", "image")
JPEG = Kind("image/jpeg", "jpg", "image")
WEBP = Kind("image/webp", "webp", "image")
GIF = Kind("image/gif", "gif", "image")
MP4 = Kind("video/mp4", "mp4", "video")
WEBM = Kind("video/webm", "webm", "video")


# MP4 is told from the other formats in an ISO container (HEIC, AVIF, QuickTime) by its brand, WebM from Matroska by
# its document type.
_BEGINNINGS = {
    PNG: rb"\x89PNG\r\n\x1a\n",
    JPEG: rb"\xff\xd8\xff",
    WEBP: rb"RIFF.{4}WEBP",
    GIF: rb"GIF8[79]a",
    MP4: rb".{4}ftyp(isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash)",
    WEBM: rb"\x1a\x45\xdf\xa3.*webm",
}


def kind_of(head: bytes) -> Kind | None:
    """The kind of a file that begins with `head` (`HEAD_BYTES` of it are enough), or None for any other."""
    kinds = (kind for kind, beginning in _BEGINNINGS.items() if re.match(beginning, head[:HEAD_BYTES], re.DOTALL))
    return next(kinds, None)
