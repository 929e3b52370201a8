"""Sharing a result: making the link, its page, and ending it."""

from __future__ import annotations

import io
import re
from typing import Any, Literal, cast

import httpx
import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.conftest import NewUser
from tests.running import RunningStack, eventually
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext, NewStudio
from tests.web.dialogs import expect_gone
from tests.web.studio import Studio
from tests.web.test_pages import JAVASCRIPT, javascript, overflow_pixels, violations

Scheme = Literal["light", "dark"]
Pixel = tuple[int, int, int]
SCHEMES: list[Scheme] = ["light", "dark"]


@pytest.fixture
def sharer(new_studio: NewStudio, new_user: NewUser, clipboard: dict[str, Any]) -> Studio:
    """The dashboard of a user with a picture, who may copy."""
    studio = new_studio(new_user(), closed=True, **clipboard)
    studio.add_rows(1)
    studio.sql("update generated_media set width = 640, height = 480 where user_id = %s", [studio.user.id])
    return studio.open()


def open_share_dialog(studio: Studio) -> Locator:
    """Open the dialog from the lightbox of the picture."""
    details = studio.page.get_by_role("dialog", name="Details")
    if not details.is_visible():
        studio.card("Picture 1").click()
    details.get_by_role("button", name="Share").click()
    return studio.page.get_by_role("dialog", name="Share with a link")


def test_a_result_is_shared_seen_and_closed_again(sharer: Studio, visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 404")
    dialog = open_share_dialog(sharer)
    expect(dialog.get_by_text("This result is not shared.")).to_be_visible()
    expect(dialog.get_by_text("Your name is not shown.")).to_be_visible()
    assert violations(sharer.page) == []
    dialog.get_by_role("button", name="Create and copy link").click()
    link = dialog.get_by_label("Link", exact=True)
    expect(link).to_have_value(re.compile(rf"^{sharer.stack.site_url}/s/[0-9a-f]{{32}}$"))
    address = link.input_value()
    assert sharer.page.evaluate("navigator.clipboard.readText()") == address
    assert violations(sharer.page) == []

    visitor.goto(address)
    expect_shared_without_prompt(visitor)
    expect(visitor).to_have_url(address)

    dialog.get_by_role("checkbox", name="Also show the prompt").check()
    eventually(lambda: prompt_is_shown(sharer))
    visitor.reload()
    expect(visitor.get_by_role("heading", name="Picture 1")).to_be_visible()

    dialog.get_by_role("button", name="Stop sharing").click()
    expect(dialog.get_by_text("This result is not shared.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert violations(visitor) == []
    sharer.page.keyboard.press("Escape")
    expect_gone(dialog)
    expect(sharer.page.get_by_role("dialog", name="Details")).to_be_visible()


def test_a_link_that_cannot_be_copied_is_selected(sharer: Studio) -> None:
    page = sharer.page
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('')); }")
    dialog = open_share_dialog(sharer)
    for name in ("Create and copy link", "Copy link"):
        dialog.get_by_role("button", name=name).click()
        expect(dialog.get_by_role("alert")).to_have_text(
            "Your browser did not allow copying. Copy the link below.", use_inner_text=True
        )
        link = dialog.get_by_label("Link", exact=True)
        expect(link).to_be_focused()
        assert page.evaluate("getSelection().toString()") == link.input_value()


def expect_shared_without_prompt(visitor: Page) -> None:
    expect(visitor.get_by_role("img", name="A shared result")).to_be_visible()
    expect(visitor.get_by_text("Made with Krea Flux")).to_be_visible()
    expect(visitor.get_by_text("Picture 1")).to_have_count(0)
    assert visitor.locator("meta[name=robots]").get_attribute("content") == "noindex"
    assert violations(visitor) == []
    visitor.set_viewport_size({"width": 320, "height": 640})
    assert overflow_pixels(visitor) == 0


def prompt_is_shown(studio: Studio) -> bool:
    (row,) = studio.sql("select show_prompt from shares where user_id = %s", [studio.user.id])
    return bool(row["show_prompt"])


def test_a_video_is_shown_with_controls_before_it_is_loaded(visitor: Page, studio: Studio) -> None:
    studio.add_rows(1)
    poster = f"{studio.stack.site_url}/favicon.ico"
    (row,) = studio.sql(
        "with m as (update generated_media set media_type = 'video', width = 480, height = 832, thumbnail_url = %s"
        " where user_id = %s returning user_id, id)"
        " insert into shares (user_id, generation_id, show_prompt) select user_id, id, true from m returning token",
        [poster, studio.user.id],
    )
    visitor.route("**/icon.svg", lambda _: None)  # no file arrives
    visitor.goto(f"/s/{row['token']}")
    video = visitor.locator("video[controls]")
    expect(video).to_have_attribute("poster", poster)
    expect(visitor.get_by_role("link", name="Download")).to_have_attribute("href", re.compile("download=picture-1"))
    expect(visitor.get_by_role("heading", name="Picture 1")).to_be_visible()
    box = video.bounding_box()
    assert box is not None
    assert box["height"] / box["width"] == pytest.approx(832 / 480, abs=0.02)
    assert visitor.locator("meta[name=robots]").get_attribute("content") == "noindex"
    assert violations(visitor) == []
    visitor.set_viewport_size({"width": 320, "height": 640})
    assert overflow_pixels(visitor) == 0


def test_a_collection_is_shown_by_one_link(visitor: Page, studio: Studio) -> None:
    studio.add_rows(3)
    studio.sql("update generated_media set width = 640, height = 480 where user_id = %s", [studio.user.id])
    (row,) = studio.sql(
        "with c as (insert into collections (user_id, name) values (%(user)s, 'For a client') returning id, user_id),"
        " i as (insert into collection_items (user_id, collection_id, generation_id)"
        " select c.user_id, c.id, m.id from c join generated_media m on m.user_id = c.user_id)"
        " insert into shares (user_id, collection_id) select user_id, id from c returning token",
        {"user": studio.user.id},
    )
    visitor.goto(f"/s/{row['token']}")
    expect(visitor.get_by_role("heading", name="For a client")).to_be_visible()
    links = visitor.get_by_role("link", name="Open result")
    expect(links).to_have_count(3)
    assert violations(visitor) == []
    look_through(visitor, links)
    visitor.set_viewport_size({"width": 320, "height": 640})
    assert overflow_pixels(visitor) == 0


def look_through(visitor: Page, links: Locator) -> None:
    """Open the second of three results in the viewer, turn with buttons and keys, and close it."""
    links.nth(1).click()
    viewer = visitor.get_by_role("dialog")
    expect(viewer).to_have_accessible_name("Result 2 of 3")
    expect(viewer.get_by_role("img", name="A shared result")).to_be_visible()
    download = viewer.get_by_role("link", name="Download")
    expect(download).to_have_attribute("href", re.compile(r"icon\.svg\?download=a-shared-result\.svg$"))
    assert violations(visitor) == []
    viewer.get_by_role("button", name="Next").click()
    expect(viewer).to_have_accessible_name("Result 3 of 3")
    visitor.keyboard.press("ArrowRight")
    for _ in range(2):
        visitor.keyboard.press("ArrowLeft")
    expect(viewer).to_have_accessible_name("Result 1 of 3")
    expect(viewer.get_by_role("button", name="Previous")).to_be_disabled()
    visitor.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(links.nth(1)).to_be_focused()


def test_the_page_says_when_it_cannot_be_read(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 500")
    visitor.route("**/rest/v1/rpc/shared**", lambda route: route.fulfill(status=500, body="{}"))
    visitor.goto(f"/shared#{'0' * 32}")
    again = visitor.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    assert violations(visitor) == []
    visitor.unroute("**/rest/v1/rpc/shared**")
    again.click()
    expect(visitor.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_the_host_sends_a_link_to_the_service(stack: RunningStack) -> None:
    answer = httpx.get(f"{stack.site_url}/s/{'0' * 32}")
    assert answer.status_code == 404
    assert f'<a href="/shared#{"0" * 32}">' in answer.text


def test_a_link_shows_its_result_without_javascript(
    new_context: NewContext, browser_errors: BrowserErrors, studio: Studio
) -> None:
    """The picture loads, which the page's policy must allow; the prompt is there if the owner shows it."""
    studio.add_rows(2)
    studio.sql("update generated_media set width = 640, height = 480 where user_id = %s", [studio.user.id])
    (row,) = studio.sql(
        "insert into shares (user_id, generation_id, show_prompt) select user_id, id, true from generated_media"
        " where user_id = %s and prompt = 'Picture 1' returning token",
        [studio.user.id],
    )
    page = browser_errors.listen(new_context(java_script_enabled=False).new_page())
    with page.expect_response("**/icon.svg") as picture:
        page.goto(f"/s/{row['token']}")
    assert picture.value.ok
    expect(page.get_by_role("img", name="Picture 1")).to_be_visible()
    expect(page.get_by_role("figure")).to_have_text(re.compile(r"Picture 1\s+Krea Flux · 640 × 480"))
    expect(page.get_by_text("Picture 2")).to_have_count(0)
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow_pixels(page) == 0


def test_the_page_of_links_says_what_to_do_without_javascript(stack: RunningStack) -> None:
    (words,) = re.findall("<noscript>(.*?)</noscript>", httpx.get(f"{stack.site_url}/shared").text, re.DOTALL)
    assert "This page needs JavaScript." in words


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_checkbox_of_a_share_is_seen_in_both_states(sharer: Studio, scheme: Scheme) -> None:
    """Its frame and its tick have a contrast of 3 to 1. An empty box is not filled, which would look disabled."""
    sharer.page.emulate_media(color_scheme=scheme)
    box = open_share_dialog(sharer).get_by_role("checkbox", name="Also show the prompt")
    around, frame, *inside = across(box)
    assert contrast(frame, around) >= 3
    assert contrast(inside[0], around) < 1.2
    box.check()
    around, frame, *inside = across(box)
    assert contrast(frame, around) >= 3
    assert max(contrast(each, inside[0]) for each in inside) >= 3


def across(box: Locator) -> list[Pixel]:
    """The colour beside a box, that of its frame, and those of the line across its middle."""
    place = box.bounding_box()
    assert place is not None
    clip: FloatRect = {"x": place["x"] - 4, "y": place["y"] + place["height"] / 2, "width": place["width"], "height": 1}
    with Image.open(io.BytesIO(box.page.screenshot(clip=clip))) as picture:
        line = [cast(Pixel, picture.convert("RGB").getpixel((x, 0))) for x in range(picture.width)]
    return [line[0], line[4], *line[6:]]


def contrast(one: Pixel, other: Pixel) -> float:
    """The contrast of two colours as WCAG computes it."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Pixel) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_shared_result_loads_little_javascript(visitor: Page, studio: Studio) -> None:
    studio.add_rows(1)
    studio.sql("update generated_media set width = 640, height = 480 where user_id = %s", [studio.user.id])
    (row,) = studio.sql(
        "insert into shares (user_id, generation_id) select user_id, id from generated_media where user_id = %s returning token",
        [studio.user.id],
    )

    def visit() -> None:
        visitor.goto(f"/s/{row['token']}")
        expect(visitor.get_by_role("img", name="A shared result")).to_be_visible()

    assert javascript(visitor, visit) <= JAVASCRIPT["/s/"]
