"""The prompt and the workflow that ComfyUI writes into a file are in no stored file, and nothing else of it changes."""

from __future__ import annotations

import base64
import io
import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import av
import httpx
import pytest
from PIL import Image, ImageSequence
from PIL.PngImagePlugin import PngInfo

from service.downloads.file_types import file_type_of
from service.downloads.metadata import strip_metadata
from service.thumbnails.image import thumbnail_of_picture
from service.thumbnails.store import first_frame
from tests.service.api_client import ApiClient, succeed
from tests.service.media_host import MediaHost
from tests.service.scripted_pixio import Pixio

SECRET = "a fox at dawn"
PROMPT = f'{{"6": {{"class_type": "CLIPTextEncode", "inputs": {{"text": "{SECRET}"}}}}}}'
ORIENTATION, MAKE, MODEL = 0x0112, 0x010F, 0x0110
PROFILE = b"a colour profile".ljust(200)
Codec = Literal["libx264", "libvpx", "libvpx-vp9"]
FRAMES = [Image.frombytes("RGB", (48, 32), random.Random(seed).randbytes(48 * 32 * 3)) for seed in range(3)]


def exif() -> Image.Exif:
    """As ComfyUI writes it into WebP, and a camera's orientation."""
    made = Image.Exif()
    made[MAKE], made[MODEL], made[ORIENTATION] = f"workflow:{PROMPT}", f"prompt:{PROMPT}", 6
    return made


def encoded(kind: str, frames: int = 1, **options: Any) -> bytes:
    file = io.BytesIO()
    if frames > 1:
        options |= {"save_all": True, "append_images": FRAMES[1:frames], "duration": 40, "loop": 0}
    FRAMES[0].save(file, kind, **options)
    return file.getvalue()


def text_chunks() -> PngInfo:
    made = PngInfo()
    made.add_text("prompt", PROMPT)
    made.add_text("workflow", PROMPT, zip=True)
    made.add_itxt("XML:com.adobe.xmp", PROMPT)
    return made


def video(container_format: str, codec: Codec, **options: str) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container_format, options=options) as container:
        container.metadata.update(comment=PROMPT, prompt=PROMPT, title=SECRET)
        stream = container.add_stream(codec, rate=8)
        stream.width, stream.height, stream.pix_fmt = 48, 32, "yuv420p"
        stream.metadata["title"] = SECRET
        for picture in FRAMES:
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))  # type: ignore[no-untyped-call]
        container.mux(stream.encode())
    return file.getvalue()


PICTURES: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: encoded("PNG", pnginfo=text_chunks(), exif=exif(), icc_profile=PROFILE) + PROMPT.encode(),
    "animated PNG": lambda: encoded("PNG", 3, pnginfo=text_chunks()),
    "JPEG": lambda: encoded("JPEG", exif=exif(), comment=PROMPT, xmp=PROMPT.encode(), icc_profile=PROFILE) + b"P" * 99,
    "progressive JPEG": lambda: encoded("JPEG", progressive=True, comment=PROMPT),
    "WebP": lambda: encoded("WEBP", exif=exif(), xmp=PROMPT.encode(), icc_profile=PROFILE),
    "animated WebP": lambda: encoded("WEBP", 3, exif=exif(), lossless=True),
    "GIF": lambda: encoded("GIF", 3, comment=PROMPT),
    "GIF without a trailer": lambda: encoded("GIF", 3, comment=PROMPT)[:-1] + b"\0\0",
}
VIDEOS: dict[str, Callable[[], bytes]] = {
    "MP4": lambda: video("mp4", "libx264"),
    "MP4 of ComfyUI": lambda: video("mp4", "libx264", movflags="use_metadata_tags"),
    "fragmented MP4": lambda: video("mp4", "libx264", movflags="frag_keyframe+empty_moov"),
    "WebM": lambda: video("webm", "libvpx-vp9"),
    "live WebM": lambda: video("webm", "libvpx", live="1"),
}


def shown(content: bytes) -> list[Any]:
    """What a viewer shows of a picture."""
    with Image.open(io.BytesIO(content)) as picture:
        facts = [picture.info.get(name) for name in ("icc_profile", "loop", "duration")]
        frames = [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(picture)]
        return [*facts, picture.getexif().get(ORIENTATION), *frames]


def played(content: bytes) -> list[Any]:
    """What a player shows of a video."""
    with av.open(io.BytesIO(content), "r") as container:
        return [(frame.pts, [bytes(plane) for plane in frame.planes]) for frame in container.decode(video=0)]


def hidden(content: bytes) -> dict[str, Any]:
    """The metadata that Pillow finds, without the orientation."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        texts = {name: picture.info[name] for name in ("prompt", "workflow", "comment", "xmp") if name in picture.info}
        return texts | {str(tag): value for tag, value in picture.getexif().items() if tag != ORIENTATION}


@pytest.fixture
def strip(tmp_path: Path) -> Callable[[bytes], bytes]:
    """Strip a file's content."""

    def stripped(content: bytes) -> bytes:
        path = tmp_path / "result"
        path.write_bytes(content)
        file_type = file_type_of(content)
        assert file_type
        strip_metadata(path, file_type)
        return path.read_bytes()

    return stripped


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_keeps_what_is_shown_and_nothing_else(name: str, strip: Callable[[bytes], bytes]) -> None:
    original = PICTURES[name]()
    assert hidden(original)
    stripped = strip(original)
    assert (hidden(stripped), SECRET.encode() in stripped) == ({}, False)
    assert shown(stripped) == shown(original)
    assert strip(stripped) == stripped


def test_a_marker_without_a_length_loses_no_part_of_a_jpeg(strip: Callable[[bytes], bytes]) -> None:
    original = strip(encoded("JPEG"))
    assert strip(original[:2] + b"\xff\x01" + original[2:]) == original


@pytest.mark.parametrize("name", VIDEOS)
def test_a_video_keeps_what_is_played_and_nothing_else(name: str, strip: Callable[[bytes], bytes]) -> None:
    original = VIDEOS[name]()
    assert SECRET.encode() in original
    stripped = strip(original)
    assert SECRET.encode() not in stripped
    assert played(stripped) == played(original)
    assert len(stripped) == len(original)


def with_boxes(content: bytes, parents: str, boxes: bytes) -> bytes:
    """An MP4 with boxes at the start of the innermost of these parents."""
    made, at, end = bytearray(content), 0, len(content)
    for name in parents.split():
        while made[at + 4 : at + 8] != name.encode():
            at += struct.unpack_from(">I", made, at)[0]
            assert at < end, f"no {name}"
        (size,) = struct.unpack_from(">I", made, at)
        struct.pack_into(">I", made, at, size + len(boxes))
        at, end = at + 8, at + size
    made[at:at] = boxes
    return bytes(made)


@pytest.mark.parametrize(
    ("name", "parents"),
    [
        *[("MP4", f"moov {each}".strip()) for each in ("", "trak", "trak edts", "trak mdia", "trak mdia minf")],
        *[("MP4", f"moov trak mdia minf {each}") for each in ("dinf", "stbl")],
        *[("fragmented MP4", each) for each in ("moov mvex", "moof", "moof traf", "mfra")],
    ],
)
def test_metadata_in_any_container_box_are_removed(name: str, parents: str, strip: Callable[[bytes], bytes]) -> None:
    clean = strip(VIDEOS[name]())
    boxes = [
        struct.pack(">I4s", 8 + len(PROMPT), each) + PROMPT.encode() for each in b"udta meta uuid free skip".split()
    ]
    original = with_boxes(clean, parents, b"".join(boxes))
    stripped = strip(original)
    assert (len(stripped), SECRET.encode() in stripped) == (len(original), False)
    if name == "MP4":  # the sizes in a fragment are counted from its start, which the boxes move
        assert played(stripped) == played(clean)


def test_free_space_in_a_webm_is_zeroed(strip: Callable[[bytes], bytes]) -> None:
    clean = strip(VIDEOS["live WebM"]())
    original = clean + b"\xec" + bytes([0x80 | len(SECRET)]) + SECRET.encode()
    stripped = strip(original)
    assert (len(stripped), SECRET.encode() in stripped) == (len(original), False)
    assert played(stripped) == played(clean)


@pytest.mark.parametrize("name", PICTURES | VIDEOS)
def test_a_damaged_file_is_stripped_or_left(name: str, strip: Callable[[bytes], bytes]) -> None:
    original, chance = (PICTURES | VIDEOS)[name](), random.Random(0)
    for _ in range(100):
        damaged = bytearray(original[: chance.randrange(64, len(original))])
        for _ in range(chance.randrange(4)):
            damaged[chance.randrange(32, len(damaged))] = chance.choice((0, 1, 0xFF, chance.randrange(256)))
        assert len(strip(bytes(damaged))) <= len(damaged) + 32


def test_a_file_of_very_many_parts_is_left(strip: Callable[[bytes], bytes]) -> None:
    """Each takes time, and four million fit into the largest file."""
    for head, part in [
        (encoded("PNG")[:8], b"\0\0\0\0tEXt\0\0\0\0"),
        (encoded("WEBP")[:12], b"XMP \0\0\0\0"),
        (video("mp4", "libx264")[:32], b"\0\0\0\x08udta"),
    ]:
        content = head + part * 100_001
        assert len(strip(content)) == len(content)


def test_the_stored_file_and_its_thumbnail_carry_no_prompt(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, clip: str
) -> None:
    for original, model in [(PICTURES["PNG"](), None), (VIDEOS["MP4"](), clip)]:
        generation = api_client.started(model, {"words": "x"}) if model else None
        row = succeed(api_client, pixio, [{"url": media_host.put("/a", original)}], generation)
        stored, thumbnail = (httpx.get(row[name]).content for name in ("media_url", "thumbnail_url"))
        assert SECRET.encode() not in stored + thumbnail
        assert row["metadata"]["bytes"] == len(stored)


def test_a_thumbnail_carries_no_metadata_even_of_a_file_that_has_some(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(VIDEOS["MP4"]())
    for original in [io.BytesIO(make()) for make in PICTURES.values()] + [first_frame(tmp_path / "clip.mp4")]:
        made = thumbnail_of_picture(original)
        for content in (made.webp, base64.b64decode(made.placeholder.partition(",")[2])):
            assert (hidden(content), SECRET.encode() in content) == ({}, False)
