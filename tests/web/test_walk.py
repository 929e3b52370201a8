"""The main user journey, from the sign-up form to the picture in the library."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.running import RunningStack
from tests.web.conftest import NewStudio
from tests.web.dialogs import expect_gone
from tests.web.inbox import link_to
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, picture


def test_from_sign_up_to_the_first_picture(visitor: Page, stack: RunningStack) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    visitor.goto("/")
    visitor.get_by_role("link", name="Start for free").first.click()
    visitor.get_by_label("Name").fill("Grace Walker")
    visitor.get_by_label("Email").fill(address)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_focused()
    expect(visitor.get_by_text(address)).to_be_visible()

    visitor.goto(link_to(stack, address, "confirm"))
    visitor.get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/dashboard")
    expect(visitor.get_by_role("heading", name="Studio")).to_be_visible()
    expect(visitor.get_by_role("button", name="500 credits")).to_be_visible()

    visitor.get_by_role("textbox", name="Prompt").fill("A paper boat on a lake")
    visitor.get_by_role("button", name="Generate for 10 credits").click()
    expect(visitor.get_by_role("button", name="490 credits")).to_be_visible()
    pane = visitor.get_by_role("region", name="Your generation")
    expect(pane.get_by_role("img", name="A paper boat on a lake")).to_be_visible()
    expect(
        visitor.get_by_role("button", name="Open: A paper boat on a lake").get_by_role("presentation")
    ).to_be_visible()


def test_progress_updates_without_a_reload(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-walk", at="uploading")
    studio.generate("held-walk fox")
    bar = studio.pane.get_by_role("progressbar", name="Progress")
    expect(bar).to_be_visible()
    expect(studio.pane.get_by_text(re.compile(r"^[1-9]\d?%$"))).to_be_visible()
    expect(studio.pane.get_by_text(re.compile("0:0[0-9] elapsed"))).to_be_visible()
    expect(studio.card("held-walk fox")).to_contain_text("%")
    pixio.release()
    expect(studio.pane.get_by_role("img", name="held-walk fox")).to_be_visible()


def test_a_picture_is_edited(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    studio.upload("Picture to edit", picture())
    studio.fill("What to change", "Make it winter")
    studio.fill("What to avoid", "People")
    studio.submit()
    expect(studio.pane.get_by_role("img", name="Make it winter")).to_be_visible()
    studio.expect_credits(485)
    (row,) = studio.rows()
    assert row["inputs"]["image1"].startswith(f"{studio.user.id}/uploads/")
    assert row["inputs"]["negative"] == "People"


def test_two_pictures_become_a_video_that_plays_everywhere(studio: Studio) -> None:
    page, card = studio.page, studio.card("Night becomes day")
    page.emulate_media(reduced_motion="no-preference")
    studio.choose("Wan 2.2")
    studio.upload("First frame", picture("first.png", colour="navy"))
    studio.upload("Last frame", picture("last.png", colour="orange"))
    studio.fill("Prompt", "Night becomes day")
    studio.fill("Length", "25")
    studio.submit()
    video = studio.pane.locator("video")
    expect(video).to_be_visible()
    expect(video).to_have_js_property("error", None)
    studio.expect_credits(400)
    expect(card.locator("video")).to_have_js_property("paused", True)
    # Firefox makes each video a Tab stop inside the card, which is one already.
    expect(card.locator("video")).to_have_js_property("tabIndex", -1)
    card.hover()
    expect(card.locator("video")).to_have_js_property("paused", False)
    page.mouse.move(0, 0)
    expect(card.locator("video")).to_have_js_property("paused", True)
    card.focus()
    expect(card.locator("video")).to_have_js_property("paused", False)
    card.press("Enter")
    large = page.get_by_role("dialog", name="Details").get_by_label("Night becomes day", exact=True)
    expect(large).to_have_js_property("paused", False)
    expect(large).to_have_js_property("error", None)
    expect(page.get_by_role("dialog", name="Details")).to_contain_text("1.5 sec (25 frames)")


def test_a_cancel_asks_first_and_refunds_the_credits(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-cancel")
    studio.generate("held-cancel fox")
    studio.expect_credits(490)
    studio.pane.get_by_role("button", name="Cancel generation").click()
    dialog = studio.page.get_by_role("dialog", name="Cancel this generation?")
    expect(dialog).to_contain_text("You get 10 credits back")
    dialog.get_by_role("button", name="Keep it running").click()
    expect_gone(dialog)
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()

    studio.pane.get_by_role("button", name="Cancel generation").click()
    dialog.get_by_role("button", name="Cancel generation").click()
    expect_gone(dialog)
    expect(studio.pane.get_by_role("heading", name="This generation was cancelled")).to_be_visible()
    expect(studio.page.get_by_role("status").filter(has_text="This generation was cancelled")).to_have_count(1)
    expect(studio.page.get_by_text("10 credits refunded.")).to_have_count(1)
    studio.expect_credits(500)
    expect(studio.card("held-cancel fox")).to_contain_text("Cancelled")
    assert studio.rows()[0]["failure_reason"] == "cancelled"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"end": "failed", "error": "CUDA out of memory"}, "The model stopped with an error."),
        ({"output": "empty"}, "The model returned nothing that can be shown."),
        ({"queue": 422}, "The model rejected it."),
    ],
)
def test_a_failed_run_is_explained_and_refunded(
    studio: Studio, pixio: Pixio, fault: dict[str, str | int], words: str
) -> None:
    if "queue" in fault:
        studio.browser_errors.expect("status of 502")
    marker = f"faulty-{uuid.uuid4().hex[:6]}"
    pixio.fault(marker, **fault)
    studio.generate(f"{marker} fox")
    expect(studio.pane.get_by_role("heading", name="This generation failed")).to_be_visible()
    expect(studio.pane).to_contain_text(words)
    expect(studio.pane).to_contain_text("10 credits refunded.")
    expect(studio.pane).not_to_contain_text("CUDA")
    studio.expect_credits(500)
    expect(studio.card(f"{marker} fox")).to_contain_text("Failed")


def test_a_generation_is_followed_across_a_reload(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-reload")
    studio.generate("held-reload fox")
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()
    studio.open()
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()
    pixio.release()
    expect(studio.pane.get_by_role("img", name="held-reload fox")).to_be_visible()


def test_two_browsers_of_one_user_show_the_same(studio: Studio, new_studio: NewStudio) -> None:
    other = new_studio(studio.user)
    studio.generate("Seen twice")
    expect(other.card("Seen twice").locator("img")).to_be_visible()
    other.expect_credits(490)
