"""The size of a picture by its header: a small file may declare more pixels than a browser can show."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

from service.downloads.file_types import GIF, JPEG, PNG, WEBP, FileType

MOST_PIXELS = 100_000_000
MOST_SEGMENTS = 1000  # of a JPEG, before the one that holds its size

_STARTS_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})


def has_showable_size(file_type: FileType, file: BinaryIO) -> bool:
    """Does the picture in `file`, opened at its start, have a size that browsers can show? A video may have any size,
    since browsers decode it frame by frame."""
    if file_type not in _SIZES:
        return True
    try:
        width, height = _SIZES[file_type](file)
    except (struct.error, ValueError):
        return False
    return 0 < width * height <= MOST_PIXELS


def _png(file: BinaryIO) -> tuple[int, int]:
    name, width, height = struct.unpack(">12x4sII", file.read(24))
    if name != b"IHDR":
        raise ValueError
    return width, height


def _gif(file: BinaryIO) -> tuple[int, int]:
    width, height = struct.unpack("<6xHH", file.read(10))
    return width, height


def _webp(file: BinaryIO) -> tuple[int, int]:
    form, head = struct.unpack("<12x4s4x10s", file.read(30))
    if form == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    raise ValueError


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    file.read(2)
    for _ in range(MOST_SEGMENTS):
        mark, kind = struct.unpack("BB", file.read(2))
        if mark != 0xFF:
            raise ValueError
        if kind == 0xFF:  # padding
            file.seek(-1, 1)
        elif kind not in _WITHOUT_LENGTH:
            (length,) = struct.unpack(">H", file.read(2))
            if kind in _STARTS_OF_FRAME:
                height, width = struct.unpack(">xHH", file.read(5))
                return width, height
            file.seek(length - 2, 1)
    raise ValueError


_SIZES: dict[FileType, Callable[[BinaryIO], tuple[int, int]]] = {PNG: _png, GIF: _gif, WEBP: _webp, JPEG: _jpeg}
