"""Header, content and footer of a page have the same left and right edge at every width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser_errors import BrowserErrors
from tests.web.studio import Studio
from tests.web.test_pages import PUBLIC, overflow_pixels

WIDTHS = (390, 768, 1280, 1920)
OTHERS = ["/pricing", "/terms", "/privacy", f"/shared#{'0' * 32}"]
OWN = ["/", "/pricing", "/dashboard", "/account", "/premium"]

# The edges of what lies inside of the padding. A form and a page of text are narrower than the footer, in its middle.
EDGES = """() => {
  const inside = (element) => {
    const {left, right} = element.getBoundingClientRect();
    const {paddingLeft, paddingRight} = getComputedStyle(element);
    return [left + parseFloat(paddingLeft), right - parseFloat(paddingRight)].map(Math.round);
  };
  const bar = document.querySelector('header > .glass').getBoundingClientRect();
  const content = [...document.querySelectorAll('main :is(.shell, .studio):not(.max-w-3xl)')].filter((each) => each.checkVisibility());
  return {
    header: [bar.left, bar.right].map(Math.round),
    footer: inside(document.querySelector('footer > div')),
    ...Object.fromEntries(content.map((each, index) => [`content ${index}`, inside(each)])),
  };
}"""


def uneven(page: Page, paths: list[str]) -> list[str]:
    """The pages on which something has other edges than the header, and the edges."""
    found: list[str] = []
    for path in paths:
        page.goto(path)
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            edges = page.evaluate(EDGES)
            if any(each != edges["header"] for each in edges.values()):
                found.append(f"{path} at {width} px: {edges}")
    return found


def test_header_content_and_footer_of_a_public_page_share_their_edges(
    visitor: Page, browser_errors: BrowserErrors
) -> None:
    browser_errors.expect("status of 404")
    assert uneven(visitor, [*PUBLIC, *OTHERS]) == []


def test_header_content_and_footer_of_a_users_page_share_their_edges(unopened_studio: Studio) -> None:
    assert uneven(unopened_studio.page, OWN) == []


@pytest.mark.parametrize("width", [390, 700])
def test_the_menu_of_a_phone_has_the_edges_of_the_header(unopened_studio: Studio, width: int) -> None:
    page = unopened_studio.page
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/pricing", "/dashboard"):
        page.goto(path)
        page.get_by_role("button", name="Open menu").click()
        menu, bar = page.locator("#sheet").bounding_box(), page.locator("header > .glass").bounding_box()
        assert menu is not None
        assert bar is not None
        assert (round(menu["x"]), round(menu["width"])) == (round(bar["x"]), round(bar["width"])), path


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_menus_of_the_header_open_below_its_bar(unopened_studio: Studio, width: int) -> None:
    page = unopened_studio.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/account")
    names = ["show details", "Account menu", "Open menu"] if width < 768 else ["show details", "Account menu"]
    tops = []
    for name in names:
        page.get_by_role("button", name=name).click()
        expect(page.locator(":popover-open")).to_have_count(1)
        tops.append(page.locator(":popover-open").evaluate("(menu) => parseFloat(getComputedStyle(menu).top)"))
        page.keyboard.press("Escape")
    bar = page.locator("header > .glass").bounding_box()
    assert bar is not None
    assert tops == [bar["y"] + bar["height"] + 8] * len(names)


def test_the_header_of_the_smallest_phone_has_room_for_six_digits_of_credits(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.sql("select adjust_credits(%s, 999000, 'Test')", [studio.user.id])
    studio.page.set_viewport_size({"width": 320, "height": 640})
    studio.open()
    expect(studio.credits).to_have_text("999,500 credits")
    bar = studio.page.locator("header > .glass")
    assert bar.evaluate("(bar) => bar.scrollWidth <= bar.clientWidth")
    assert overflow_pixels(studio.page) == 0
