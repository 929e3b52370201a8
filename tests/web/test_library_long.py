"""A library of 2,000 generations scrolls smoothly."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import NewUser, Sql
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext
from tests.web.studio import Studio, signed_in_state, wait_for
from tests.web.tracing import longest_task

ROWS = 2_000
LONGEST_TASK_MS = 100
END = "scrollTo(0, document.documentElement.scrollHeight)"
DRAWN = "document.querySelectorAll('[role=list] [role=listitem]').length"


@pytest.fixture
def long_library(
    new_context: NewContext, browser_errors: BrowserErrors, stack: RunningStack, sql: Sql, new_user: NewUser
) -> Studio:
    """The dashboard of a user with 2,000 pictures."""
    user = new_user()
    page = browser_errors.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    studio = Studio(page, user, stack, sql, browser_errors)
    studio.add_rows(ROWS)
    return studio.open()


def scroll(page: Page) -> None:
    """Scroll up and down with the wheel."""
    page.mouse.move(600, 400)
    for distance in [-1500] * 12 + [-60_000] * 4 + [1500] * 12:
        page.mouse.wheel(0, distance)
        page.wait_for_function("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")


def test_two_thousand_generations_scroll_without_a_long_task(browser: Browser, long_library: Studio) -> None:
    studio, page = long_library, long_library.page

    def scroll_to_card(number: int) -> None:
        def there() -> bool:
            page.evaluate(END)
            last = re.search(r"Picture (\d+)", studio.cards.last.inner_text())
            return last is not None and int(last[1]) <= number

        wait_for(page, there, seconds=60)

    scroll_to_card(500)
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
    scroll_to_card(1)
    scroll(page)
    assert longest_task(browser.stop_tracing()) <= LONGEST_TASK_MS
    assert page.evaluate(DRAWN) < 300


def test_a_selection_of_two_thousand_is_whole_and_scrolls_without_a_long_task(
    browser: Browser, long_library: Studio
) -> None:
    page = long_library.page
    page.get_by_role("button", name="Select all").click()
    bar = page.get_by_role("toolbar", name="Selection")
    expect(bar).to_contain_text("2,000 selected", timeout=30_000)
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
    for number in (2000, 1999):
        page.get_by_role("checkbox", name=f"Select: Picture {number}", exact=True).click()
    expect(bar).to_contain_text("1,998 selected")
    scroll(page)
    assert longest_task(browser.stop_tracing()) <= LONGEST_TASK_MS
