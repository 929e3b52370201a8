"""Close a dialog and wait until it has left the page.

The browser closes a dialog at once, but the page removes its content a moment later. Until then a text in both the
dialog and the page is found twice, which Playwright reports as an error.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

CORNER = (4, 4)
LEFT_BEHIND = "dialog:not([open]) > *"
# A closed dialog leaves its history entry a moment later; a navigation before that would be stopped.
SETTLED = "() => document.querySelector('dialog[open]') || !history.state?.dialogs"


def press_escape(page: Page, title: str) -> None:
    """Press Escape to close the dialog with this title."""
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect_gone(dialog)


def press_beside(page: Page, dialog: Locator) -> None:
    """Click outside an open dialog to close it."""
    expect(dialog).to_be_visible()
    page.mouse.click(*CORNER)
    expect_gone(dialog)


def expect_gone(dialog: Locator) -> None:
    """Wait until a dialog is closed and its content removed from the page."""
    expect(dialog).to_have_count(0)
    expect(dialog.page.locator(LEFT_BEHIND)).to_have_count(0)
    settle_history(dialog.page)


def settle_history(page: Page) -> None:
    """Wait until the history entry of closed dialogs was left."""
    page.wait_for_function(SETTLED)
