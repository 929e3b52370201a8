"""A library of 2,000 generations scrolls smoothly."""

from __future__ import annotations

import re

from playwright.sync_api import Browser

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


def test_two_thousand_generations_scroll_without_a_long_task(
    browser: Browser,
    new_context: NewContext,
    browser_errors: BrowserErrors,
    stack: RunningStack,
    sql: Sql,
    new_user: NewUser,
) -> None:
    user = new_user()
    page = browser_errors.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    studio = Studio(page, user, stack, sql, browser_errors)
    studio.add_rows(ROWS)
    studio.open()

    def scroll_to_card(number: int) -> None:
        def there() -> bool:
            page.evaluate(END)
            last = re.search(r"Picture (\d+)", studio.cards.last.inner_text())
            return last is not None and int(last[1]) <= number

        wait_for(page, there, seconds=60)

    scroll_to_card(500)
    browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
    scroll_to_card(1)
    page.mouse.move(600, 400)
    for distance in [-1500] * 12 + [-60_000] * 4 + [1500] * 12:
        page.mouse.wheel(0, distance)
        page.wait_for_function("() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))")
    assert longest_task(browser.stop_tracing()) <= LONGEST_TASK_MS
    assert page.evaluate(DRAWN) < 300
