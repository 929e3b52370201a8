"""Accessibility of pages: screen readers, zoom, reduced motion, and locales."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.conftest import NewUser
from tests.web.conftest import DESKTOP, NewStudio
from tests.web.navigation import open_hydrated
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, wait_for

ENLARGED: list[ViewportSize] = [
    {"width": 640, "height": 400},
    {"width": 320, "height": 256},
]  # 1280 px at 200 and 400 %

CUT_OFF = """() => [...document.querySelectorAll('body :not(input)')]
  .filter((element) => element.checkVisibility() && element.clientWidth > 1 && !element.closest('.truncate, .sr-only'))
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .filter((element) => ['hidden', 'clip'].includes(getComputedStyle(element).overflowX))
  .map((element) => element.outerHTML.slice(0, 120))"""

LISTEN = """() => {
  window.readOut = [];
  const tell = () => document.querySelectorAll(':is([role=status], [role=alert]):not([hidden])').forEach((region) => {
    const text = region.textContent.trim();
    if (text && !window.readOut.includes(text)) window.readOut.push(text);
  });
  new MutationObserver(tell).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def overflow_pixels(page: Page) -> int:
    """The number of pixels by which the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def expect_whole(page: Page) -> None:
    """Assert that the enlarged page shows everything in one column."""
    for size in ENLARGED:
        page.set_viewport_size(size)
        assert overflow_pixels(page) == 0, size
        assert page.evaluate(CUT_OFF) == [], size


@pytest.mark.parametrize("path", ["/", "/pricing", "/login", "/signup"])
def test_a_public_page_can_be_zoomed_without_loss(visitor: Page, path: str) -> None:
    open_hydrated(visitor, path)
    visitor.wait_for_load_state("networkidle")
    expect_whole(visitor)


def test_user_pages_can_be_zoomed_without_loss(studio: Studio) -> None:
    studio.add_rows(3)
    studio.add_failed("Failed fox")
    studio.choose("Wan 2.2")
    studio.submit()
    expect(studio.cards).to_have_count(4)
    expect_whole(studio.page)
    studio.page.set_viewport_size(DESKTOP)  # only cards near the screen are in the page
    studio.card("Picture 2").click()
    expect(studio.page.get_by_role("dialog", name="Details")).to_be_visible()
    expect_whole(studio.page)
    studio.page.goto("/account")
    expect(studio.page.get_by_label("Name")).to_be_visible()
    expect_whole(studio.page)


def test_a_generation_is_announced_from_start_to_end(studio: Studio, pixio: Pixio) -> None:
    def read_out() -> list[str]:
        return list(studio.page.evaluate("window.readOut"))

    studio.page.evaluate(LISTEN)
    pixio.hold("held-aloud", at="queued")
    studio.generate("held-aloud fox")
    wait_for(studio.page, read_out)
    assert read_out() == ["Your generation has started."]
    pixio.release()
    wait_for(studio.page, lambda: "Your generation is ready." in read_out())
    pixio.hold("held-later", at="uploading")
    studio.generate("held-later fox")
    wait_for(studio.page, lambda: "75% done." in read_out())


def test_a_toast_is_announced_over_a_dialog(
    new_studio: NewStudio, new_user: NewUser, clipboard: dict[str, Any]
) -> None:
    studio = new_studio(new_user(), **clipboard)
    studio.add_rows(1)
    studio.card("Picture 1").click()
    dialog = studio.page.get_by_role("dialog", name="Details")
    dialog.get_by_role("button", name="Copy prompt").click()
    expect(dialog.get_by_role("status")).to_contain_text("Prompt copied.")


def test_nothing_moves_with_reduced_motion(studio: Studio, pixio: Pixio) -> None:
    moving = "document.getAnimations().length > 0"
    pixio.hold("held-still", at="running")
    studio.generate("held-still fox")
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()
    assert not studio.page.evaluate(moving)
    studio.page.emulate_media(reduced_motion="no-preference")
    assert studio.page.evaluate(moving)


@pytest.mark.browser_context_args(locale="de-DE", timezone_id="Asia/Tokyo")
def test_numbers_and_dates_follow_the_sites_language_and_the_visitors_time_zone(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(1)
    studio.sql(
        "update generated_media set created_at = '2026-03-01T20:00:00Z', credits_used = 1234 where user_id = %s",
        [studio.user.id],
    )
    studio.open()
    expect(studio.cards).to_contain_text("Mar 2, 5:00 AM · 1,234")
    studio.show_own_size()
    expect(studio.field("Height")).to_have_accessible_description("512–2,048, steps of 64")
