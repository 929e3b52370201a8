"""Thumbnails: each result gets a small picture and a placeholder, and completes without them if it must."""

from __future__ import annotations

import base64
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from flask.testing import FlaskCliRunner
from PIL import Image

from service.errors import Unavailable
from service.supabase import supabase
from service.thumbnails import image as image_module
from service.thumbnails.image import Busy, NoThumbnail, thumbnail_of_picture
from service.thumbnails.store import add_thumbnail, first_frame
from tests.service.api_client import ApiClient, succeed
from tests.service.conftest import MakeApp
from tests.service.media_host import MP4, MediaHost
from tests.service.scripted_pixio import Pixio


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def noise(width: int, height: int) -> Image.Image:
    """A picture that compresses badly."""
    return Image.frombytes("RGB", (width, height), random.Random(0).randbytes(3 * width * height))


def video(width: int = 320, height: int = 180) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for _ in range(3):
            frame = av.VideoFrame.from_image(Image.new("RGB", (width, height), "teal"))  # type: ignore[no-untyped-call]
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def opened_placeholder(url: str) -> Image.Image:
    return opened(base64.b64decode(url.removeprefix("data:image/webp;base64,")))


def stored(api_client: ApiClient, row: dict[str, Any]) -> list[dict[str, Any]]:
    return api_client.files(f"{row['user_id']}/thumbnails/{row['id']}.webp")


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize(
    ("size", "small"), [((2000, 1000), (640, 320)), ((768, 1344), (366, 640)), ((100, 80), (100, 80)), ((3, 1), (3, 1))]
)
def test_a_thumbnail_has_at_most_640_pixels_and_60_kb(size: tuple[int, int], small: tuple[int, int]) -> None:
    made = thumbnail_of_picture(io.BytesIO(encoded(noise(*size), "PNG")))
    assert (made.width, made.height) == size
    assert opened(made.webp).size == small
    assert len(made.webp) <= 60_000
    assert max(opened_placeholder(made.placeholder).size) <= 16
    assert len(made.placeholder) < 450


def test_a_photo_that_lies_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = thumbnail_of_picture(io.BytesIO(encoded(noise(900, 300), "JPEG", exif=exif.tobytes())))
    assert (made.width, made.height) == (300, 900)
    assert opened(made.webp).size == (213, 640)


def test_transparency_and_the_first_of_several_frames_are_kept() -> None:
    frames = [Image.new("RGBA", (50, 50), colour) for colour in ((255, 0, 0, 0), (0, 255, 0, 255))]
    content = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    small = opened(thumbnail_of_picture(io.BytesIO(content)).webp)
    assert (small.mode, small.getpixel((25, 25))[3]) == ("RGBA", 0)  # type: ignore[index]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n" + bytes(100), encoded(noise(99, 99), "PNG")[:5000], encoded(noise(9, 9), "BMP")],
    ids=["nothing", "only the magic bytes", "cut off", "another format"],
)
def test_a_damaged_picture_has_no_thumbnail(content: bytes) -> None:
    with pytest.raises(NoThumbnail):
        thumbnail_of_picture(io.BytesIO(content))


def test_a_picture_of_too_many_pixels_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_module, "MOST_PIXELS", 99)
    with pytest.raises(NoThumbnail, match="too many pixels"):
        thumbnail_of_picture(io.BytesIO(encoded(noise(10, 10), "PNG")))


def test_a_grey_picture_of_16_bits_keeps_its_brightness() -> None:
    small = opened(thumbnail_of_picture(io.BytesIO(encoded(Image.new("I;16", (20, 20), 20_000), "PNG"))).webp)
    assert small.getpixel((9, 9))[0] in range(76, 81)  # type: ignore[index]


def test_a_jpeg_of_too_many_scans_is_not_decoded() -> None:
    content = encoded(Image.new("RGB", (64, 64)), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    assert thumbnail_of_picture(io.BytesIO(content)).width == 64
    with pytest.raises(NoThumbnail, match="too many scans"):
        thumbnail_of_picture(io.BytesIO(content[:last] + content[last:-2] * 100 + content[-2:]))


def test_a_slow_decoder_does_not_occupy_the_other_threads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(image_module, "WAIT_SECONDS", 0.01)
    (tmp_path / "a.mp4").write_bytes(video())
    with image_module.one_at_a_time():
        with pytest.raises(Busy):
            thumbnail_of_picture(io.BytesIO(encoded(noise(9, 9), "PNG")))
        with pytest.raises(Busy):
            first_frame(tmp_path / "a.mp4")
    assert thumbnail_of_picture(first_frame(tmp_path / "a.mp4")).width == 320


def test_a_playlist_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "other.mp4").write_bytes(video())
    (tmp_path / "a.mp4").write_text("ffconcat version 1.0\nfile other.mp4\n")
    with pytest.raises(NoThumbnail):
        first_frame(tmp_path / "a.mp4")


# ---------------------------------------------------------------- generations


def test_a_completed_picture_has_a_stored_thumbnail(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> None:
    row = succeed(api_client, pixio, [{"url": media_host.put("/a.png", encoded(noise(1200, 800), "PNG"))}])
    assert (row["status"], row["width"], row["height"]) == ("completed", 1200, 800)
    (file,) = stored(api_client, row)
    assert file["metadata"]["mimetype"] == "image/webp"
    assert row["thumbnail_url"].endswith(file["name"])
    assert opened_placeholder(row["placeholder"]).size == (16, 11)


def test_a_completed_video_has_its_first_frame(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, clip: str
) -> None:
    url = media_host.put("/a.mp4", video())
    row = succeed(api_client, pixio, [{"url": url}], api_client.started(clip, {"words": "x"}))
    assert (row["status"], row["width"], row["height"]) == ("completed", 320, 180)
    assert len(stored(api_client, row)) == 1


def test_a_video_without_a_readable_frame_completes_without_a_thumbnail(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, clip: str
) -> None:
    row = succeed(api_client, pixio, [{"url": media_host.put("/a.mp4", MP4)}], api_client.started(clip, {"words": "x"}))
    assert (row["status"], row["thumbnail_url"], row["width"]) == ("completed", "", None)
    assert stored(api_client, row) == []


def test_a_deleted_generation_leaves_no_thumbnail(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, tmp_path: Path, make_app: MakeApp
) -> None:
    row = succeed(api_client, pixio, media_host.result())
    api_client.sql("delete from generated_media where id = %s", [row["id"]])
    (tmp_path / "a.png").write_bytes(encoded(noise(9, 9), "PNG"))
    with make_app().app_context():
        assert not add_thumbnail(row, tmp_path / "a.png")
    assert stored(api_client, row) == []


def without_thumbnail(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> dict[str, Any]:
    """A completed generation from before thumbnails existed."""
    row = succeed(api_client, pixio, media_host.result())
    api_client.sql("update generated_media set thumbnail_url = null where id = %s", [row["id"]])
    return row


def test_reconcile_adds_missing_thumbnails(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, runner: FlaskCliRunner
) -> None:
    # Other tests leave many results without a thumbnail, and one pass makes at most fifty.
    api_client.sql("update generated_media set thumbnail_url = '' where status = 'completed' and thumbnail_url is null")
    row = without_thumbnail(api_client, pixio, media_host)
    assert runner.invoke(args=["reconcile"]).exit_code == 0
    assert api_client.row(row["id"])["thumbnail_url"] == row["thumbnail_url"]


def test_the_command_adds_all_missing_thumbnails(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, runner: FlaskCliRunner
) -> None:
    rows = [without_thumbnail(api_client, pixio, media_host) for _ in range(2)]
    done = runner.invoke(args=["thumbnails"])
    assert done.exit_code == 0, done.output
    assert " made." in done.output
    assert all(api_client.row(row["id"])["thumbnail_url"] == row["thumbnail_url"] for row in rows)


def test_a_result_that_is_not_in_storage_is_tried_once(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, runner: FlaskCliRunner, make_app: MakeApp
) -> None:
    row = without_thumbnail(api_client, pixio, media_host)
    with make_app().app_context():
        supabase.bucket.remove([row["storage_path"]])
    runner.invoke(args=["thumbnails"])
    assert api_client.row(row["id"])["thumbnail_url"] == ""


def test_a_failure_of_storage_is_tried_again(
    api_client: ApiClient,
    pixio: Pixio,
    media_host: MediaHost,
    monkeypatch: pytest.MonkeyPatch,
    runner: FlaskCliRunner,
) -> None:
    monkeypatch.setattr("service.thumbnails.store._add", raising(RuntimeError))
    row = succeed(api_client, pixio, media_host.result())
    assert (row["status"], row["thumbnail_url"]) == ("completed", None)
    monkeypatch.undo()
    runner.invoke(args=["reconcile"])
    assert api_client.row(row["id"])["thumbnail_url"]


@pytest.mark.parametrize(
    ("step", "error"), [("_record", Unavailable), ("_stored_file", Unavailable), ("TemporaryDirectory", OSError)]
)
def test_a_failure_of_one_thumbnail_stops_nothing(
    api_client: ApiClient,
    pixio: Pixio,
    media_host: MediaHost,
    monkeypatch: pytest.MonkeyPatch,
    runner: FlaskCliRunner,
    step: str,
    error: type[Exception],
) -> None:
    row = without_thumbnail(api_client, pixio, media_host)
    monkeypatch.setattr("service.thumbnails.store.thumbnail_of_picture", raising(NoThumbnail))
    monkeypatch.setattr(f"service.thumbnails.store.{step}", raising(error))
    done = runner.invoke(args=["reconcile"])
    assert (done.exit_code, done.exception) == (0, None)
    assert api_client.row(row["id"])["thumbnail_url"] is None


def raising(error: type[Exception]) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
