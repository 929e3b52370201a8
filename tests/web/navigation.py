"""Open a page, wait until its islands are hydrated, and log in."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def open_hydrated(page: Page, path: str) -> Page:
    """Open a page and wait until its islands are hydrated."""
    page.goto(path)
    expect_hydrated(page)
    return page


def expect_hydrated(page: Page) -> None:
    """Wait until all islands of the page are hydrated."""
    expect(page.locator("astro-island[ssr]")).to_have_count(0)


def log_in(page: Page, email: str, password: str) -> None:
    """Log in with the form of the login page."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
