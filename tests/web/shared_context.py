"""A browser context that many tests share one after the other, cleared after each."""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, StorageState

# Share one renderer process between pages where their contexts allow it.
ONE_PROCESS = "--renderer-process-limit=1"
CLOSE_SECONDS = 10.0


class SharedContext:
    """A context in which a page of the site stays open.

    That page keeps the renderer process alive, with the site's compiled scripts: opening a page costs a third less than
    in a new context.
    """

    def __init__(self, browser: Browser, arguments: dict[str, Any]) -> None:
        self._browser, self._arguments = browser, arguments
        self._open()

    def _open(self) -> None:
        self.context: BrowserContext = self._browser.new_context(**self._arguments)
        self._keeper: Page = self.context.new_page()
        self._keeper.goto("/robots.txt")

    def set_local_storage(self, state: StorageState) -> None:
        """Replace the site's local storage with this."""
        kept = [item for origin in state["origins"] for item in origin["localStorage"]]
        self._keeper.evaluate(
            """kept => {
              localStorage.clear();
              for (const {name, value} of kept) localStorage.setItem(name, value);
            }""",
            kept,
        )

    def tidy(self, seconds: float = CLOSE_SECONDS) -> None:
        """Close all other pages and clear storage and routes. If a page cannot be closed, discard the context."""
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
    """Close a page in any state. Returns False if it is still open after these seconds.

    Chromium sometimes never closes a page during a navigation, and Playwright would wait forever. So a navigation that a
    route holds must not go on: the routes stay. A handler that still runs would fail in the next test.
    """
    for handler in page._impl_obj._routes:
        handler.stop("ignoreErrors")
    try:
        page._sync(asyncio.wait_for(page._impl_obj.close(run_before_unload=False, reason=None), seconds))
    except TimeoutError:
        return False
    except Error:  # already closed
        return page.is_closed()
    return True
