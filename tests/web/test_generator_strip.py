"""The strip of all that runs and waits, above the pane."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Locator, expect

from tests.web.studio import Studio


def current(studio: Studio) -> Locator:
    """The button of the strip whose set is in the pane."""
    return studio.pane.get_by_role("list", name="Running and waiting").locator("[aria-current=true]")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_strip_scrolls_to_what_is_shown_and_the_page_does_not(studio: Studio, width: int) -> None:
    for number in range(15):
        studio.sql(
            "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array[%s], '[{}]')",
            [uuid.uuid4(), studio.user.id, f"A tram {number}"],
        )
    page = studio.page
    page.set_viewport_size({"width": width, "height": 800})
    strip = studio.pane.get_by_role("list", name="Running and waiting")
    expect(strip.get_by_role("listitem")).to_have_count(15)
    strip.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    for number in (0, 14, 0):
        # Without Playwright's own scrolling.
        strip.get_by_role("button", name=f"A tram {number} ").first.evaluate("button => button.click()")
        expect(current(studio)).to_contain_text(f"A tram {number}")
        expect(current(studio)).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == top
