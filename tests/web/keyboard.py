"""Use the pages by keyboard only."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.web.navigation import expect_hydrated

FARTHEST = 40
FOCUSED = "(element) => element === document.activeElement"
SHOWN = """(element) => [[element], [element, '::after'], [element.nextElementSibling]].some(([drawn, part]) => {
  const {outlineStyle, outlineWidth} = drawn ? getComputedStyle(drawn, part) : {};
  return outlineStyle && outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
})"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this element has a visible focus."""
    expect(target).to_be_visible()
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if target.evaluate(FOCUSED):
            assert target.evaluate(SHOWN), f"the focus on {target} cannot be seen"
            return
    raise AssertionError(f"{FARTHEST} times Tab do not lead to {target}")


def press(page: Page, target: Locator) -> None:
    """Tab to this element and press Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def skip_to_content(page: Page) -> None:
    """Wait until the page is hydrated, then use the skip link."""
    expect_hydrated(page)
    page.evaluate("document.activeElement?.blur()")
    press(page, page.get_by_role("link", name="Skip to content"))


def write(page: Page, target: Locator, text: str) -> None:
    """Tab to an input and type."""
    tab_to(page, target)
    page.keyboard.type(text)
