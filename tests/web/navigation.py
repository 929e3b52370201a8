"""Open a page and wait until its islands are alive, and log in."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def alive(page: Page, path: str) -> Page:
    """Open a page and wait until its islands are alive."""
    page.goto(path)
    expect_alive(page)
    return page


def expect_alive(page: Page) -> None:
    """Wait until all islands of the page are alive."""
    expect(page.locator("astro-island[ssr]")).to_have_count(0)


def log_in(page: Page, email: str, password: str) -> None:
    """By the form of the login page."""
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
