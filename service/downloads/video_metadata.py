"""Overwrite the metadata of a video in place with padding, which players skip: a `free` box (MP4) or a Void element (WebM).
No other part moves, so the positions in the container's index stay valid."""

from __future__ import annotations

import mmap
import struct

MOST_PARTS = 100_000

# All boxes that hold only boxes, of a film and of its fragments. Free space may hold what was there before.
_MP4_PARENTS = b"moov trak edts mdia minf dinf stbl mvex moof traf mfra".split()
_MP4_METADATA = b"udta meta uuid free skip".split()


def blank_mp4(content: mmap.mmap) -> None:
    """Make each box with metadata a box of free space.

    Raises:
        ValueError, struct.error: if the content cannot be parsed.
    """
    at = 0
    for _ in range(MOST_PARTS):
        if at + 8 > len(content):
            return
        name, header, size = _box(content, at)
        if name in _MP4_METADATA:
            content[at + 4 : at + 8] = b"free"
            content[at + header : at + size] = bytes(size - header)
        at += header if name in _MP4_PARENTS else size
    raise ValueError("too many boxes")


def _box(content: mmap.mmap, at: int) -> tuple[bytes, int, int]:
    """The name of a box, the length of its header, and its size, which is cut at the end of the file."""
    size, name = struct.unpack_from(">I4s", content, at)
    header = 8
    if size == 1:
        (size,), header = struct.unpack_from(">Q", content, at + 8), 16
    left = len(content) - at
    size = min(size or left, left)  # 0: to the end of the file
    if size < header:
        raise ValueError("a box that is smaller than its header")
    return name, header, size


_SEGMENT, _INFO, _TRACKS, _TRACK = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
_TAGS, _ATTACHMENTS, _CHAPTERS, _TITLE, _TRACK_NAME = 0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x536E
_FREE = 0xEC
_CHECKSUM = 0xBF  # of the parent element; it is wrong once metadata in that element are overwritten
_WEBM_PARENTS = _SEGMENT, _INFO, _TRACKS, _TRACK
_WEBM_METADATA = _TAGS, _ATTACHMENTS, _CHAPTERS, _TITLE, _TRACK_NAME, _FREE, _CHECKSUM


def blank_webm(content: mmap.mmap) -> None:
    """Make each element with metadata a void one.

    Raises:
        ValueError, IndexError: if the content cannot be parsed.
    """
    at = 0
    for _ in range(MOST_PARTS):
        if at >= len(content):
            return
        name, header, size = _element(content, at)
        end = min(at + header + (size or 0), len(content))
        if name in _WEBM_METADATA:
            content[at:end] = _void(end - at)
        # After an element of unknown size, as in a live recording, its children follow.
        at = at + header if name in _WEBM_PARENTS or size is None else end
    raise ValueError("too many elements")


def _element(content: mmap.mmap, at: int) -> tuple[int, int, int | None]:
    """The id of an element, the length of its header, and its size; None if that is unknown."""
    size_at = at + _vint_length(content[at])
    header_end = size_at + _vint_length(content[size_at])
    most = (1 << 7 * (header_end - size_at)) - 1
    size = int.from_bytes(content[size_at:header_end]) & most
    return int.from_bytes(content[at:size_at]), header_end - at, None if size == most else size


def _vint_length(first: int) -> int:
    """The length of a number, by the zeros that its first byte begins with."""
    if first == 0:
        raise ValueError("a number of more than eight bytes")
    return 9 - first.bit_length()


def _void(length: int) -> bytes:
    """An element without content that is `length` bytes long, at least 2."""
    size_length = 8 if length > 9 else 1
    size = (length - 1 - size_length) | 1 << 7 * size_length
    return (bytes([_FREE]) + size.to_bytes(size_length)).ljust(length, b"\0")
