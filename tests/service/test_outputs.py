"""Which of a run's outputs becomes the result, and its file type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.service.api_client import ApiClient, Person, succeed
from tests.service.media_host import MP4, WEBM, MediaHost, picture
from tests.service.scripted_pixio import Pixio
from tests.service.servers import Request, Response

SHAPES: dict[str, Callable[[str], Any]] = {
    "images": lambda url: [{"data": {"images": [{"url": url, "type": "output", "filename": "a.png"}]}}],
    "files": lambda url: [{"data": {"files": [{"url": url}]}}],
    "gifs": lambda url: [{"data": {"gifs": [{"url": url}]}}],
    "videos": lambda url: [{"data": {"videos": [{"url": url}]}}],
    "url": lambda url: [{"url": url}],
    "not the first output": lambda url: [{"data": {"text": ["x"]}}, {"data": {}}, {"data": {"images": [{"url": url}]}}],
    "not the first image": lambda url: [{"data": {"images": [{"filename": "a"}, None, "b", {"url": url}]}}],
    "empty ones before": lambda url: [{"data": {"images": [], "files": [{"url": url}]}}],
    "data null": lambda url: [{"data": None}, {"url": url}],
    "an object": lambda url: {"node": {"images": [{"url": url}]}},
    "more keys": lambda url: [
        {"id": 1, "run_id": "r", "data": {"images": [{"url": url, "subfolder": ""}]}, "node_meta": {}}
    ],
}


def test_outputs_of_every_shape_are_parsed(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> None:
    for name, shape in SHAPES.items():
        assert succeed(api_client, pixio, shape(media_host.put("/a", picture())))["status"] == "completed", name


@pytest.mark.parametrize(
    ("content", "extension", "content_type"),
    [
        (picture("PNG"), "png", "image/png"),
        (picture("JPEG"), "jpg", "image/jpeg"),
        (picture("WEBP"), "webp", "image/webp"),
        (picture("GIF"), "gif", "image/gif"),
    ],
)
def test_the_type_of_a_picture_is_detected_from_its_bytes(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, content: bytes, extension: str, content_type: str
) -> None:
    url = media_host.put("/result.jpg", lambda _: Response(body=content, headers={"Content-Type": "image/jpg"}))
    row = succeed(api_client, pixio, [{"url": f"{url}?X-Amz-Signature=abc&type=.mp4"}])
    assert row["storage_path"].endswith(f"/images/{row['id']}.{extension}")
    (stored,) = api_client.files(row["storage_path"])
    assert stored["metadata"]["mimetype"] == content_type


@pytest.mark.parametrize(("content", "extension"), [(MP4, "mp4"), (WEBM, "webm")])
def test_a_video_is_found_anywhere_in_the_outputs(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost, clip: str, content: bytes, extension: str
) -> None:
    preview, video = media_host.put("/preview.png", picture()), media_host.put("/video.gif", content)
    outputs = [{"data": {"images": [{"url": preview}], "gifs": [{"url": video}]}}]
    generation_id = api_client.started(clip, {"words": "x"})
    row = succeed(api_client, pixio, outputs, generation_id)
    assert row["storage_path"] == f"{ada.id}/videos/{generation_id}.{extension}"


def test_a_preview_is_used_only_as_a_last_resort(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> None:
    preview, saved = media_host.put("/preview.png", picture(size=2)), media_host.put("/saved.png", picture(size=9))
    images = [{"url": preview, "type": "temp"}, {"url": saved, "type": "output"}]
    assert succeed(api_client, pixio, [{"data": {"images": images}}])["metadata"]["bytes"] == len(picture(size=9))
    assert succeed(api_client, pixio, [{"data": {"images": images[:1]}}])["metadata"]["bytes"] == len(picture(size=2))


def test_an_unusable_output_is_skipped(api_client: ApiClient, pixio: Pixio, media_host: MediaHost) -> None:
    urls = [
        media_host.put("/log.txt", b"done"),
        "https://evil.example/a.png",
        "file:///a.png",
        media_host.put("/a", picture()),
    ]
    assert succeed(api_client, pixio, [{"url": url} for url in urls])["status"] == "completed"


def test_a_success_without_outputs_is_fetched_from_pixio(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    generation_id = api_client.started()
    run = pixio.runs[pixio.run_of(generation_id)]
    run |= {"status": "success", "outputs": [{"url": media_host.put("/a", picture())}]}
    assert api_client.report(generation_id, run["id"], "success").status_code == 200
    assert (api_client.row(generation_id)["status"], ada.balance()) == ("completed", 490)


NOTHING_USABLE: dict[str, Any] = {
    "no outputs": None,
    "an empty list": [],
    "a text": "https://example.com",
    "a number": 7,
    "texts only": [{"data": {"text": ["hello"]}}],
    "an url that is none": [{"url": "http://[::1"}],
    "an url that is empty": [{"url": ""}],
    "an url of the wrong type": [{"url": 7}],
    "half a surrogate": [{"url": "https://\ud800.example/a.png"}],
    "too deep": [[[[[[[[[[[{"url": "{media_host}/a"}]]]]]]]]]]],
}


def test_a_success_with_nothing_usable_fails_and_refunds(api_client: ApiClient, ada: Person, pixio: Pixio) -> None:
    for name, outputs in NOTHING_USABLE.items():
        generation_id = api_client.started()
        pixio.runs[pixio.run_of(generation_id)]["status"] = "success"
        row = succeed(api_client, pixio, outputs, generation_id)
        assert (row["status"], row["failure_reason"]) == ("failed", "invalid_output"), name
        assert ada.balance() == 500, name


WRONG: dict[str, bytes] = {
    "nothing": b"",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a page after a picture's name": b"PNG<html>",
    "a video": MP4,
    "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
    "AVIF": b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00",
    "QuickTime": b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00",
    "Matroska": WEBM.replace(b"webm", b"matroska"),
    "a sound": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "a program": b"\x7fELF" + bytes(60),
}


def served_as_png(content: bytes) -> Callable[[Request], Response]:
    return lambda _: Response(body=content, headers={"Content-Type": "image/png"})


def test_a_file_of_the_wrong_type_is_refused_as_a_picture(
    api_client: ApiClient, ada: Person, pixio: Pixio, media_host: MediaHost
) -> None:
    for name, content in WRONG.items():
        url = media_host.put("/a.png", served_as_png(content))
        row = succeed(api_client, pixio, [{"url": url}])
        assert (row["failure_reason"], ada.balance()) == ("invalid_output", 500), name
        assert api_client.files(f"{ada.id}/images/{row['id']}.png") == [], name


@pytest.mark.parametrize("content", [picture("GIF"), picture()], ids=["an animation", "a picture"])
def test_a_file_of_the_wrong_type_is_refused_as_a_video(
    api_client: ApiClient, pixio: Pixio, media_host: MediaHost, clip: str, content: bytes
) -> None:
    generation_id = api_client.started(clip, {"words": "x"})
    assert (
        succeed(api_client, pixio, [{"url": media_host.put("/a", content)}], generation_id)["failure_reason"]
        == "invalid_output"
    )
