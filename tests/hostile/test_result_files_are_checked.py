"""A result is stored only if it can be displayed, and is served with its real type."""

from __future__ import annotations

import gzip
import struct
import zlib
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from service.downloads.dimensions import MOST_PIXELS, has_showable_size
from service.downloads.file_types import file_type_of
from tests.service.api_client import ApiClient, Person, succeed
from tests.service.conftest import clip  # noqa: F401  this is a fixture
from tests.service.media_host import MP4, MediaHost, picture
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Response

SIDE = 50_000


def png(width: int, height: int) -> bytes:
    """A PNG with this declared size and a single line of data."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes(1 + width // 8), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def riff(form: bytes, head: bytes) -> bytes:
    return b"RIFF\x40\0\0\0WEBP" + form + struct.pack("<I", len(head)) + head + bytes(32)


def jpeg(width: int, height: int, before: bytes = b"") -> bytes:
    size = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + before + b"\xff\xc0" + struct.pack(">H", len(size) + 2) + size + b"\xff\xd9"


LARGE = (SIDE - 1).to_bytes(3, "little")
UNDISPLAYABLE: dict[str, bytes] = {
    "PNG": png(SIDE, SIDE),
    "PNG without a width": png(0, 10),
    "PNG without its head": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "PNG cut off": png(10, 10)[:20],
    "GIF": b"GIF89a" + struct.pack("<HH", SIDE, SIDE) + bytes(20),
    "WebP, extended": riff(b"VP8X", bytes(4) + LARGE + LARGE),
    "WebP, lossless": riff(b"VP8L", b"\x2f" + b"\xff" * 4 + bytes(5)),
    "WebP, lossy": riff(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + b"\xff\x3f" * 2),
    "WebP with an unknown chunk": riff(b"ALPH", bytes(10)),
    "JPEG": jpeg(SIDE, SIDE),
    "JPEG with a comment before its size": jpeg(SIDE, SIDE, b"\xff\xfe\x00\x04ab"),
    "JPEG without a size": b"\xff\xd8\xff\xd9" + bytes(40),
    "JPEG of padding only": b"\xff\xd8" + b"\xff" * 100_000,
}


@pytest.mark.parametrize("content", UNDISPLAYABLE.values(), ids=UNDISPLAYABLE)
def test_an_undisplayable_picture_is_detected(content: bytes) -> None:
    file_type = file_type_of(content)
    assert file_type is not None
    assert not has_showable_size(file_type, BytesIO(content))


def test_an_undisplayable_picture_is_refunded(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    row = succeed(api_client, pixio, [{"url": media_host.put("/huge", UNDISPLAYABLE["PNG"])}])
    assert (row["failure_reason"], ada.balance()) == ("invalid_output", 500)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(1, 1), (640, 480), (3000, 2)])
def test_the_size_of_a_real_picture_is_read(kind: str, size: tuple[int, int]) -> None:
    for options in ({}, {"lossless": True}, {"progressive": True}, {"exif": b"Exif\0\0" + bytes(2000)}):
        buffer = BytesIO()
        Image.new("RGB", size, "teal").save(buffer, kind, **options)
        found = file_type_of(buffer.getvalue())
        assert found is not None
        assert has_showable_size(found, BytesIO(buffer.getvalue()))


def test_the_size_limit_counts_pixels() -> None:
    file_type = file_type_of(png(1, 1))
    assert file_type is not None
    assert has_showable_size(file_type, BytesIO(png(MOST_PIXELS, 1)))
    assert not has_showable_size(file_type, BytesIO(png(MOST_PIXELS + 1, 1)))


def test_a_compressed_download_is_never_decompressed(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    packed = gzip.compress(picture())
    url = media_host.put("/packed", lambda _: Response(body=packed, headers={"Content-Encoding": "gzip"}))
    row = succeed(api_client, pixio, [{"url": url}])
    assert (row["failure_reason"], ada.balance()) == ("invalid_output", 500)
    assert media_host.requests[-1].headers["accept-encoding"] == "identity"


def test_a_compressed_pixio_response_is_never_decompressed(
    api_client: ApiClient, ada: Person, pixio: Pixio, runner: Any
) -> None:
    generation_id = api_client.started()
    bomb = gzip.compress(b'{"status": "success", "x": "' + b"x" * (30 * 2**20) + b'"}')
    pixio.on_run = lambda _: Response(body=bomb, headers={"Content-Encoding": "gzip"})
    runner.invoke(args=["reconcile"])
    assert api_client.row(generation_id)["status"] == "processing"
    assert {each.headers["accept-encoding"] for each in pixio.requests} == {"identity"}


def hour_long() -> bytes:
    """The header of an MP4 that declares an hour of video."""
    times = struct.pack(">IIII", 0, 0, 1000, 3_600_000)
    header = bytes(4) + times + bytes(80)
    box = struct.pack(">I4s", 8 + len(header), b"mvhd") + header
    return MP4[:32] + struct.pack(">I4s", 8 + len(box), b"moov") + box


def test_a_small_file_that_declares_an_hour_of_video_is_stored_as_it_is(
    api_client: ApiClient,
    pixio: Pixio,
    media_host: MediaHost,
    clip: str,  # noqa: F811
) -> None:
    generation_id = api_client.started(clip, {"words": "x"})
    row = succeed(api_client, pixio, [{"url": media_host.put("/film", hour_long())}], generation_id)
    assert (row["status"], row["metadata"]["bytes"]) == ("completed", len(hour_long()))


PAGE = b"<!doctype html><script>alert(document.domain)</script>"
POLYGLOTS: dict[str, tuple[bytes, str]] = {
    "GIF and HTML": (picture("GIF") + PAGE, "image/gif"),
    "GIF and script": (b"GIF89a\x2f\x2a" + b"\x20\x00" + bytes(20) + b"*/=1;alert(1)", "image/gif"),
    "JPEG and HTML": (jpeg(9, 9, b"\xff\xfe" + struct.pack(">H", len(PAGE) + 2) + PAGE), "image/jpeg"),
    "PNG and HTML": (picture() + PAGE, "image/png"),
    "WebP and HTML": (picture("WEBP") + PAGE, "image/webp"),
    "PNG and an archive": (picture() + b"PK\x03\x04" + bytes(50), "image/png"),
}


@pytest.mark.parametrize(("content", "content_type"), POLYGLOTS.values(), ids=POLYGLOTS)
def test_a_polyglot_file_has_the_type_of_its_picture(content: bytes, content_type: str) -> None:
    file_type = file_type_of(content)
    assert file_type is not None
    assert file_type.content_type == content_type


def test_a_polyglot_file_is_served_as_a_picture_with_nosniff(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost
) -> None:
    content, content_type = POLYGLOTS["JPEG and HTML"]
    url = media_host.put("/x.html", lambda _: Response(body=content, headers={"Content-Type": "text/html"}))
    row = succeed(api_client, pixio, [{"url": url}])
    served = httpx.get(row["media_url"])
    assert (served.content[:2], b"script" in served.content) == (content[:2], False)  # it was in a comment
    assert served.headers["content-type"] == content_type
    assert served.headers["x-content-type-options"] == "nosniff"
    assert not row["media_url"].endswith((".html", ".js", ".svg"))
