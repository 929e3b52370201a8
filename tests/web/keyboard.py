"""A person who has no pointer."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.web.navigation import expect_alive

FARTHEST = 40
FOCUSED = "(element) => element === document.activeElement"
SHOWN = """(element) => [element, element.nextElementSibling].some((drawn) => {
  const {outlineStyle, outlineWidth} = drawn ? getComputedStyle(drawn) : {};
  return outlineStyle && outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
})"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there, where it can be seen."""
    expect(target).to_be_visible()
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if target.evaluate(FOCUSED):
            assert target.evaluate(SHOWN), f"the focus on {target} cannot be seen"
            return
    raise AssertionError(f"{FARTHEST} times Tab do not lead to {target}")


def press(page: Page, target: Locator) -> None:
    """Go there and press Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def skip_to_content(page: Page) -> None:
    """By the link that comes first on every page, once the page is alive."""
    expect_alive(page)
    page.evaluate("document.activeElement?.blur()")
    press(page, page.get_by_role("link", name="Skip to content"))


def write(page: Page, target: Locator, text: str) -> None:
    """Go to an input and type."""
    tab_to(page, target)
    page.keyboard.type(text)
