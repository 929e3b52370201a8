"""Open a page, wait until its islands are hydrated, scroll, and log in."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def open_hydrated(page: Page, path: str) -> Page:
    """Open a page and wait until its islands are hydrated."""
    page.goto(path)
    expect_hydrated(page)
    return page


def expect_hydrated(page: Page) -> None:
    """Wait until all islands of the page are hydrated."""
    expect(page.locator("astro-island[ssr]")).to_have_count(0)


def scroll_to(target: Locator) -> None:
    """Scroll to an element that may be replaced meanwhile, for example when its island hydrates.

    Playwright's own `scroll_into_view_if_needed` fails if the element is replaced while it waits for it.
    """
    target.evaluate("element => element.scrollIntoView()")


def log_in(page: Page, email: str, password: str) -> None:
    """Log in with the form of the login page."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
