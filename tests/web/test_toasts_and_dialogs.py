"""Toasts do not intercept clicks, and every dialog closes when its backdrop is clicked, in every browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.conftest import NewUser
from tests.web.conftest import DESKTOP, NewStudio
from tests.web.dialogs import CORNER, press_beside
from tests.web.older_browser import NO_CLOSEDBY
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio
from tests.web.test_pages import PHONE


def test_a_click_beside_a_toast_reaches_the_page(
    new_studio: NewStudio, new_user: NewUser, clipboard: dict[str, Any]
) -> None:
    studio = new_studio(new_user(), **clipboard)
    page = studio.page
    studio.generate("A fox")
    copy = studio.pane.get_by_role("button", name="Copy prompt")
    dismiss = page.get_by_role("button", name="Dismiss")
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        copy.click()
        expect(dismiss).to_be_visible()
        assert height(dismiss.locator("xpath=..")) <= 60
        for control in page.get_by_role("banner").locator(":is(a, button):visible").all():
            control.click(trial=True, timeout=2000)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.get_by_role("contentinfo").get_by_role("link").last.click(trial=True, timeout=2000)
        dismiss.click()
        expect(dismiss).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Select all").click()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    copy.evaluate("button => button.click()")
    expect(dismiss).to_be_visible()
    for tool in page.get_by_role("toolbar").get_by_role("button").all():
        tool.click(trial=True, timeout=2000)


def test_on_a_phone_a_toast_leaves_the_field_in_use_and_generate_free(studio: Studio) -> None:
    page = studio.page
    page.set_viewport_size(PHONE)
    reset = page.get_by_role("button", name="Reset to defaults")
    toast = page.get_by_role("button", name="Dismiss").locator("xpath=..")
    for scrolled in (0, 60, 200):
        for name in ("Prompt", "Seed"):
            page.evaluate("top => scrollTo(0, top)", scrolled)
            for _ in range(3):  # the newest replaces the others
                reset.evaluate("button => button.click()")
            field = studio.field(name)
            field.evaluate("input => input.focus({preventScroll: true})")
            expect(toast).to_have_count(1)
            for other in (field, studio.submit_button, page.get_by_role("banner")):
                assert not overlap(toast, other), f"{name}, scrolled by {scrolled}"
    # It moves out of the way of what comes by.
    field = studio.field("Prompt")
    field.focus()
    for _ in range(30):
        page.evaluate("() => { scrollBy(0, 20); return new Promise(requestAnimationFrame); }")
        assert not overlap(toast, studio.submit_button)


@pytest.mark.parametrize("height", [844, 664])
def test_on_a_phone_a_toast_covers_no_field_of_the_form(studio: Studio, height: int) -> None:
    page = studio.page
    page.set_viewport_size({"width": 390, "height": height})
    page.get_by_role("button", name="Reset to defaults").click()
    toast = page.get_by_role("button", name="Dismiss").locator("xpath=..")
    expect(toast).to_be_in_viewport(ratio=1)
    fields = studio.page.get_by_role("form").locator("textarea, input[type=number], label, [data-submit]")
    expect(fields.first).to_have_text("Prompt")
    assert fields.count() > 10
    for field in fields.all():
        assert not overlap(toast, field), field
    assert not overlap(toast, page.get_by_role("button", name="Recent"))


@pytest.mark.parametrize("script", ["", NO_CLOSEDBY], ids=["closedby", "no closedby"])
def test_every_dialog_closes_by_a_click_on_the_backdrop(unopened_studio: Studio, pixio: Pixio, script: str) -> None:
    studio, page = unopened_studio, unopened_studio.page
    page.add_init_script(script)
    studio.add_rows(1)
    studio.open()
    studio.card("Picture 1").click()
    details = page.get_by_role("dialog", name="Details")
    details.get_by_role("button", name="Delete").click()
    question = page.get_by_role("dialog", name="Delete this for good?")
    press_beside(page, question)
    expect(details).to_be_visible()
    press_beside(page, details)

    pixio.hold("held-beside")
    studio.generate("held-beside fox")
    studio.pane.get_by_role("button", name="Cancel generation").click()
    press_beside(page, page.get_by_role("dialog", name="Cancel this generation?"))
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()


def test_a_press_that_starts_inside_a_dialog_does_not_close_it(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    page.add_init_script(NO_CLOSEDBY)
    studio.add_rows(1)
    studio.open()
    studio.card("Picture 1").click()
    dialog = page.get_by_role("dialog", name="Details")
    dialog.get_by_text("Picture 1", exact=True).hover()
    page.mouse.down()
    page.mouse.move(*CORNER)
    page.mouse.up()
    dialog.get_by_role("button", name="Copy prompt").click(trial=True)
    expect(dialog).to_be_visible()


def test_an_open_video_leaves_focus_and_arrow_keys_to_the_lightbox(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(2)
    studio.sql("update generated_media set media_type = 'video' where user_id = %s", [studio.user.id])
    studio.open()
    studio.card("Picture 2").click()
    dialog = studio.page.get_by_role("dialog", name="Details")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    studio.page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("Picture 1")


def test_a_menu_stays_on_the_screen_when_a_phone_is_turned(studio: Studio) -> None:
    page, menu = studio.page, studio.page.locator("#credits-split")
    page.set_viewport_size({"width": 844, "height": 390})
    studio.credits.click()
    for size in (PHONE, DESKTOP, PHONE):
        page.set_viewport_size(size)
        expect(menu).to_be_in_viewport(ratio=1)
        expect(menu.get_by_role("link", name="Statement")).to_be_visible()


def overlap(one: Locator, other: Locator) -> bool:
    """Whether they overlap on the screen."""
    first, second = one.bounding_box(), other.bounding_box()
    assert first is not None
    assert second is not None
    return first["y"] < second["y"] + second["height"] and second["y"] < first["y"] + first["height"]


def height(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["height"]
