"""Everything on a page is large enough for a finger, and errors do not move a form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser_errors import BrowserErrors
from tests.web.studio import Studio
from tests.web.test_pages import PHONE, PUBLIC

# The skip link too, which is above the screen. A control inside of its label has the label's size.
SMALL = """() => [...document.querySelectorAll('a, button, select, summary, input, textarea, label:has(input.sr-only)')]
  .filter((element) => element.checkVisibility() && !element.matches('.sr-only, [type=hidden], .sr-only *'))
  .filter((element) => !element.closest('label') || element.matches('label'))
  .filter((element) => element.getBoundingClientRect().height < 43.9)
  .map((element) => element.outerHTML.slice(0, 200))"""


def small(page: Page, paths: list[str]) -> list[str]:
    """What is lower than 44 px on these pages, on a phone."""
    page.set_viewport_size(PHONE)
    found: list[str] = []
    for path in paths:
        page.goto(path, wait_until="networkidle")
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        found += [f"{path}: {target}" for target in page.evaluate(SMALL)]
    return found


def test_public_pages_have_44_pixel_targets(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 404")
    assert small(visitor, [*PUBLIC, "/pricing", "/terms", f"/shared#{'0' * 32}"]) == []


def test_pages_of_a_user_have_44_pixel_targets(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(1)
    (row,) = studio.sql(
        "with m as (update generated_media set width = 640, height = 480 where user_id = %s returning user_id, id)"
        " insert into shares (user_id, generation_id) select user_id, id from m returning token",
        [studio.user.id],
    )
    assert small(studio.page, ["/", "/dashboard", "/account", "/premium", "/pricing", f"/s/{row['token']}"]) == []


@pytest.mark.parametrize("path", ["/signup", "/login", "/forgot-password"])
def test_errors_do_not_move_a_form(visitor: Page, path: str) -> None:
    visitor.set_viewport_size(PHONE)
    visitor.goto(path, wait_until="networkidle")
    heading, submit = visitor.get_by_role("heading", level=1), visitor.locator("form [type=submit]").first
    before = heading.bounding_box(), submit.bounding_box()
    submit.click()
    expect(visitor.locator("[aria-invalid=true]").first).to_be_visible()
    assert (heading.bounding_box(), submit.bounding_box()) == before
