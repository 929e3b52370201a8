"""Ways to close a dialog, each of which waits until the dialog has left the page.

The browser closes a dialog at once, and the page removes what is in it a moment later. Until then a text that is both
in the dialog and on the page is found twice, which Playwright refuses without another try.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

CORNER = (4, 4)
LEFT_BEHIND = "dialog:not([open]) > *"


def press_escape(page: Page, title: str) -> None:
    """Close the dialog with this title by the keyboard."""
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect_gone(dialog)


def press_beside(page: Page, dialog: Locator) -> None:
    """Close an open dialog by a click outside of it."""
    expect(dialog).to_be_visible()
    page.mouse.click(*CORNER)
    expect_gone(dialog)


def expect_gone(dialog: Locator) -> None:
    """Wait until a dialog is closed, and until what was in it is no longer on the page."""
    expect(dialog).to_have_count(0)
    expect(dialog.page.locator(LEFT_BEHIND)).to_have_count(0)
