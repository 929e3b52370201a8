"""Pictures for a run: chosen, dropped, pasted, out of the library; checked, scaled down, uploaded."""

from __future__ import annotations

import base64
import io
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.web.studio import Studio, picture, wait_for

DROP = """([zone, name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, {type: 'image/png'}));
  zone.dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data}));
}"""

PASTE = """([base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'pasted.png', {type: 'image/png'}));
  document.body.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));
}"""


def stored_pictures(studio: Studio) -> list[dict[str, Any]]:
    """What lies in the user's folder for pictures he has put in."""
    return studio.sql("select name, metadata from storage.objects where name like %s", [f"{studio.user.id}/uploads/%"])


def test_a_large_picture_is_scaled_down_before_it_is_uploaded(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    noise = Image.effect_noise((1900, 1400), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG", compress_level=1)
    studio.upload("Picture to edit", {"name": "noise.png", "mimeType": "image/png", "buffer": file.getvalue()})
    (stored,) = stored_pictures(studio)
    assert stored["metadata"]["mimetype"] == "image/jpeg"
    assert stored["metadata"]["size"] <= 950_000


def test_a_wide_picture_is_scaled_to_1920_pixels(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    studio.upload("Picture to edit", picture(size=(3000, 150)))
    (stored,) = stored_pictures(studio)
    data = studio.user.client.storage.from_("generated-media").download(stored["name"])
    assert Image.open(io.BytesIO(data)).size == (1920, 96)


def test_a_picture_comes_by_drop_paste_and_out_of_the_library(studio: Studio) -> None:
    coded = base64.b64encode(picture()["buffer"]).decode()
    studio.generate("For the library")
    expect(studio.card("For the library").locator("img")).to_be_visible()
    studio.choose("Qwen Edit")
    zone = studio.page.get_by_role("group", name="Second picture").element_handle()
    studio.page.evaluate(DROP, [zone, "dropped.png", coded])
    expect(studio.page.get_by_role("button", name="Remove picture: Second picture")).to_be_visible()
    studio.page.evaluate(PASTE, [coded])
    expect(studio.page.get_by_role("button", name="Remove picture: Picture to edit")).to_be_visible()

    studio.page.get_by_role("button", name="From library").click()
    dialog = studio.page.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_label("Search prompts").fill("nothing like it")
    expect(dialog.get_by_text("No picture matches your search")).to_be_visible()
    dialog.get_by_label("Search prompts").fill("FOR THE")
    dialog.get_by_role("button", name="For the library").click()
    expect(dialog).to_have_count(0)
    expect(studio.page.get_by_role("button", name="Remove picture: Third picture")).to_be_visible()

    studio.page.get_by_role("button", name="Remove picture: Third picture").click()
    studio.page.get_by_role("button", name="From library").click()
    dialog.get_by_text("Uploaded", exact=True).click()
    expect(dialog.get_by_role("button", name="Uploaded picture")).to_have_count(2)


@pytest.mark.parametrize(
    ("mime", "content", "words"),
    [
        ("text/plain", b"hello", "This is not a picture we can read."),
        ("image/png", b"no picture at all", "This picture cannot be read."),
    ],
)
def test_a_file_that_is_no_picture_is_refused_at_its_field(
    studio: Studio, mime: str, content: bytes, words: str
) -> None:
    studio.choose("Qwen Edit")
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    field.set_input_files({"name": "x", "mimeType": mime, "buffer": content})
    expect(field).to_have_accessible_description(re.compile(words))
    assert stored_pictures(studio) == []


def test_an_upload_shows_how_far_it_is_and_the_run_waits_for_it(studio: Studio) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    studio.choose("Qwen Edit")
    studio.page.route("**/storage/v1/object/**", hold, times=1)
    studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]").set_input_files(picture())
    bar = studio.image_input("Picture to edit").get_by_role("progressbar", name="Uploading")
    expect(bar).to_be_visible()
    wait_for(studio.page, lambda: held)
    studio.fill("What to change", "The sky")
    studio.submit()
    expect(studio.page.get_by_text("Wait until the picture is uploaded.")).to_be_visible()
    held[0].continue_()
    expect(bar).to_have_count(0)
    studio.submit()
    expect(studio.pane.get_by_role("img", name="The sky")).to_be_visible()


def test_a_failed_upload_says_so_and_can_be_tried_again(studio: Studio) -> None:
    studio.complaints.expect("ERR_FAILED")
    studio.choose("Qwen Edit")
    studio.page.route("**/storage/v1/object/**", lambda route: route.abort(), times=1)
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    field.set_input_files(picture())
    expect(field).to_have_accessible_description(re.compile("The upload failed."))
    studio.upload("Picture to edit", picture())
