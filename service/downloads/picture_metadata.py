"""The pieces of a picture that are needed to show it, and its orientation: everything else is dropped.

Each format is a list of parts. A part yields one piece, which is empty if the part is dropped.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from zlib import crc32

from service.downloads.file_types import GIF, JPEG, PNG, WEBP, FileType

MOST_PARTS = 100_000

Piece = memoryview | bytes


def pieces_of(file_type: FileType, content: memoryview) -> list[Piece]:
    """The pieces of a picture without metadata.

    Raises:
        ValueError, IndexError, struct.error: if it cannot be parsed.
    """
    pieces = list(islice(_FORMATS[file_type](content), MOST_PARTS + 1))
    if len(pieces) > MOST_PARTS:
        raise ValueError("too many parts")
    return pieces


# ---------------------------------------------------------------- PNG

_PNG_CHUNKS = b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()


def _png(content: memoryview) -> Iterator[Piece]:
    yield content[:8]
    at, name = 8, b""
    while at + 8 <= len(content) and name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        yield _png_chunk(name, content[at:end])
        at = end


def _png_chunk(name: bytes, chunk: memoryview) -> Piece:
    if name in _PNG_CHUNKS:
        return chunk
    exif = _orientation_of(chunk[8:-4]) if name == b"eXIf" else b""
    return exif and struct.pack(">I4s", len(exif), name) + exif + struct.pack(">I", crc32(name + exif))


# ---------------------------------------------------------------- WebP

_WEBP_CHUNKS = b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def _webp(content: memoryview) -> Iterator[Piece]:
    chunks = list(islice(_webp_chunks(content), MOST_PARTS + 1))
    exif = next((_orientation_of(chunk[8:]) for name, chunk in chunks if name == b"EXIF"), b"")
    pieces = [_webp_chunk(name, chunk, exif) for name, chunk in chunks]
    yield struct.pack("<4sI4s", b"RIFF", 4 + sum(map(len, pieces)), b"WEBP")
    yield from pieces


def _webp_chunks(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = 12
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sI", content, at)
        end = at + 8 + length + length % 2
        yield name, content[at:end]
        at = end


def _webp_chunk(name: bytes, chunk: memoryview, exif: bytes) -> Piece:
    if name == b"VP8X":
        flags = chunk[8] & ~(_HAS_EXIF | _HAS_XMP) | (_HAS_EXIF if exif else 0)
        return bytes(chunk[:8]) + bytes([flags]) + bytes(chunk[9:])
    if name == b"EXIF":
        return exif and struct.pack("<4sI", name, len(exif)) + exif
    return chunk if name in _WEBP_CHUNKS else b""


# ---------------------------------------------------------------- JPEG

# Frames, tables and scans; JFIF, the colour profile, and the colour transform of Adobe.
_JPEG_SEGMENT = re.compile(rb"[\xc0-\xcf\xda-\xdf]|\xe0..JFIF\0|\xe2..ICC_PROFILE\0|\xee..Adobe", re.DOTALL)
_JPEG_EXIF = re.compile(rb"\xe1..Exif\0\0", re.DOTALL)
# In the data of a scan, 0xFF is escaped by a zero, or begins a restart marker. TEM (0x01) has no length either.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
_SCAN, _END = 0xDA, 0xD9


def _jpeg(content: memoryview) -> Iterator[Piece]:
    yield content[:2]
    at = 2
    while marker := _JPEG_MARKER.search(content, at):
        at, kind = marker.start(), content[marker.start() + 1]
        if kind == _END:
            yield content[at : at + 2]
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        yield _jpeg_segment(content[at:end])
        if kind == _SCAN:
            following = _JPEG_MARKER.search(content, end)
            yield content[end : following.start() if following else len(content)]
        at = end


def _jpeg_segment(segment: memoryview) -> Piece:
    if _JPEG_SEGMENT.match(segment, 1):
        return segment
    exif = _orientation_of(segment[4:]) if _JPEG_EXIF.match(segment, 1) else b""
    return exif and struct.pack(">2sH6s", b"\xff\xe1", 8 + len(exif), b"Exif\0\0") + exif


# ---------------------------------------------------------------- GIF

_EXTENSION, _FRAME, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_REPEATS = b"NETSCAPE2.0", b"ANIMEXTS1.0"


def _gif(content: memoryview) -> Iterator[Piece]:
    at = 13 + _table_size(content[10])
    yield content[:at]
    # Browsers show a file without a trailer, and with zeros between its blocks.
    while at < len(content) and (kind := content[at]) != _TRAILER:
        if kind == 0:
            end = at + 1
            yield b""
        elif kind == _EXTENSION:
            end = _after_blocks(content, at + 2)
            yield content[at:end] if _is_needed(content[at:end]) else b""
        elif kind == _FRAME:
            end = _after_blocks(content, at + 11 + _table_size(content[at + 9]))
            yield content[at:end]
        else:
            raise ValueError("neither an extension nor a frame")
        at = end
    yield bytes([_TRAILER])


def _table_size(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(content: memoryview, at: int) -> int:
    while size := content[at]:
        at += 1 + size
    return at + 1


def _is_needed(extension: memoryview) -> bool:
    return extension[1] == _CONTROL or (extension[1] == _APPLICATION and extension[3:14] in _REPEATS)


# ---------------------------------------------------------------- EXIF

_ORIENTATION, _SHORT = 0x0112, 3


def _orientation_of(exif: memoryview) -> bytes:
    """EXIF data with the orientation of `exif` alone; nothing if the picture is upright."""
    tiff = exif[6:] if bytes(exif[:6]) == b"Exif\0\0" else exif
    order = "<" if bytes(tiff[:2]) == b"II" else ">"
    with suppress(struct.error):
        (at,) = struct.unpack_from(f"{order}4xI", tiff)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(count):
            tag, value = struct.unpack_from(f"{order}H6xH", tiff, at + 2 + 12 * entry)
            if tag == _ORIENTATION and 1 < value <= 8:
                return struct.pack(">2sHIHHHIHxxI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, value, 0)
    return b""


_FORMATS: dict[FileType, Callable[[memoryview], Iterator[Piece]]] = {PNG: _png, WEBP: _webp, JPEG: _jpeg, GIF: _gif}
