"""A browser context that many tests use one after the other, and that is cleared after each."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, StorageState

# Pages of the site share one process, as far as their contexts allow it.
ONE_PROCESS = "--renderer-process-limit=1"
CLOSE_SECONDS = 10.0


class SharedContext:
    """A context in which a page of the site stays open.

    That page keeps the process alive in which the others are drawn, with the site's compiled scripts: opening a page
    costs a third less than in a context of its own.
    """

    def __init__(self, browser: Browser, arguments: dict[str, Any]) -> None:
        self._browser, self._arguments = browser, arguments
        self._open()

    def _open(self) -> None:
        self.context: BrowserContext = self._browser.new_context(**self._arguments)
        self._keeper: Page = self.context.new_page()
        self._keeper.goto("/robots.txt")

    def remember(self, state: StorageState) -> None:
        """Keep this in the site's local storage, and nothing else."""
        kept = [item for origin in state["origins"] for item in origin["localStorage"]]
        self._keeper.evaluate(
            """kept => {
              localStorage.clear();
              for (const {name, value} of kept) localStorage.setItem(name, value);
            }""",
            kept,
        )

    def tidy(self, seconds: float = CLOSE_SECONDS) -> None:
        """Close every other page, and forget what was set or kept. A page that cannot be closed costs the context."""
        pages = [page for page in self.context.pages if page is not self._keeper]
        if not all(close(page, seconds) for page in pages):
            self._open()
            return
        self.context.unroute_all()
        self.context.set_offline(False)
        self.context.clear_permissions()
        self.context.clear_cookies()
        self._keeper.evaluate("localStorage.clear()")


def close(page: Page, seconds: float) -> bool:
    """Close a page, whatever it is doing. Returns False if it is still open after these seconds.

    Chromium sometimes never closes a page whose navigation is under way, and Playwright waits for it without end.
    """
    try:
        page._sync(asyncio.wait_for(page._impl_obj.close(run_before_unload=False, reason=None), seconds))
    except TimeoutError:
        return False
    except Error:  # it closed by itself
        return page.is_closed()
    return True
