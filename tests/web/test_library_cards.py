"""What a card of the library shows of its picture or video."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.web.studio import Studio, picture

COLOUR_OF_PRIMARY = """() => {
  const canvas = document.createElement('canvas').getContext('2d');
  canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--primary');
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def test_a_video_is_its_thumbnail_until_its_first_frame_is_there(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    page.emulate_media(reduced_motion="no-preference")
    studio.add_rows(1)
    studio.sql(
        "update generated_media set media_type = 'video', media_url = %s, thumbnail_url = %s where user_id = %s",
        [f"{studio.stack.site_url}/held.mp4", f"{studio.stack.site_url}/icon-512.png", studio.user.id],
    )
    page.route("**/held.mp4", lambda _: None)
    card = studio.open().card("Picture 1")
    with page.expect_request("**/held.mp4"):
        card.hover()
    expect(card.locator("img")).to_have_js_property("naturalWidth", 512)
    video = card.locator("video")
    expect(video).to_have_css("opacity", "0")
    video.dispatch_event("playing")
    expect(video).to_have_css("opacity", "1")


def test_a_selected_card_keeps_its_ring_while_its_picture_grows(unopened_studio: Studio) -> None:
    """As under a pointer: a picture that grows is drawn above what its parent draws."""
    studio, page = unopened_studio, unopened_studio.page
    page.emulate_media(color_scheme="dark")
    studio.add_rows(1)
    studio.sql("update generated_media set width = 600, height = 600 where user_id = %s", [studio.user.id])
    page.route("**/icon.svg", lambda route: route.fulfill(body=picture()["buffer"], content_type="image/png"))
    studio.open()
    page.get_by_role("checkbox", name="Select: Picture 1").click()
    card = page.get_by_role("button", name="Select: Picture 1")
    card.locator("img").evaluate("(img) => { img.style.scale = '1.03'; }")
    with Image.open(BytesIO(card.screenshot())) as shown:
        edge = shown.convert("RGB").getpixel((1, shown.height // 3))
    assert edge == pytest.approx(page.evaluate(COLOUR_OF_PRIMARY), abs=12)
