"""Make the thumbnail of a picture."""

from __future__ import annotations

import base64
import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Semaphore
from typing import BinaryIO

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000  # decoded, these take up to 160 MB
SIDE, MOST_BYTES = 640, 60_000
PLACEHOLDER_SIDE, PLACEHOLDER_QUALITY = 16, 20
_QUALITIES = (80, 65, 50, 35, 20, 5)
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, MemoryError, struct.error, Image.DecompressionBombError)
MOST_SCANS = 100  # of a progressive JPEG, which has about ten; each takes as long as the whole picture
WAIT_SECONDS = 5
_decoders = Semaphore(1)


class NoThumbnail(Exception):
    """The file cannot be made small: it is damaged, too large or of an unknown format."""


class Busy(Exception):
    """Another thread has been decoding for long. The reconciler makes this thumbnail later."""


@dataclass(frozen=True)
class Thumbnail:
    """A thumbnail as WebP; a placeholder of a few pixels, as a `data:` URL; the size of the original in pixels."""

    webp: bytes
    placeholder: str
    width: int
    height: int


def thumbnail_of_picture(file: Path | BinaryIO) -> Thumbnail:
    """The thumbnail of a picture, of its first frame if it is animated.

    Raises:
        NoThumbnail: if there can be none.
        Busy: if it should be made later.
    """
    try:
        with one_at_a_time(), _opened(file) as picture:
            return _thumbnail(picture)
    except _UNREADABLE as error:
        raise NoThumbnail(type(error).__name__) from None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one thread of the process decode: that takes much memory.

    Raises:
        Busy: if another thread still decodes after WAIT_SECONDS, so that a slow picture does not occupy all threads.
    """
    if not _decoders.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _decoders.release()


@contextmanager
def _opened(file: Path | BinaryIO) -> Iterator[Image.Image]:
    with Image.open(file, formats=_FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise NoThumbnail("too many pixels")
        if picture.format == "JPEG" and _scans(picture) > MOST_SCANS:
            raise NoThumbnail("too many scans")
        yield picture


def _scans(picture: Image.Image) -> int:
    """How many scans a JPEG has, by their markers: its other data contains none."""
    file = picture.fp  # type: ignore[attr-defined]
    at = file.tell()
    file.seek(0)
    count: int = file.read().count(b"\xff\xda")
    file.seek(at)
    return count


def _thumbnail(picture: Image.Image) -> Thumbnail:
    width, height = picture.size
    # A JPEG can be decoded at half, a quarter or an eighth of its size.
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))
    upright = ImageOps.exif_transpose(picture)
    if (upright.width > upright.height) != (width > height):
        width, height = height, width
    if upright.mode.startswith("I"):  # 16 bits a pixel, of which `convert` would cut off the high ones
        upright = upright.point(lambda value: value / 256).convert("L")
    small = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    small.thumbnail((SIDE, SIDE))
    tiny = small.copy()
    tiny.thumbnail((PLACEHOLDER_SIDE, PLACEHOLDER_SIDE))
    placeholder = base64.b64encode(_webp(tiny, PLACEHOLDER_QUALITY)).decode()
    return Thumbnail(_small_enough(small), f"data:image/webp;base64,{placeholder}", width, height)


def _small_enough(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        if len(webp := _webp(picture, quality)) <= MOST_BYTES:
            return webp
    raise NoThumbnail("too many bytes")


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, exif=b"")
    return file.getvalue()
