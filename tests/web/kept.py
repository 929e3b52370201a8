"""A browser context that many tests use one after the other, each finding it as new."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

# Pages of the site share one process, as far as their contexts allow it.
ONE_PROCESS = "--renderer-process-limit=1"


class KeptContext:
    """A context in which a page of the site stays open.

    That page keeps the process alive in which the others are drawn, with the site's compiled scripts: opening a page
    costs a third less than in a context of its own.
    """

    def __init__(self, browser: Browser, arguments: dict[str, Any]) -> None:
        self.context: BrowserContext = browser.new_context(**arguments)
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

    def tidy(self) -> None:
        """Close every other page, and forget what was set or kept."""
        for page in self.context.pages:
            if page is not self._keeper:
                page.close()
        self.context.unroute_all()
        self.context.set_offline(False)
        self.context.clear_permissions()
        self.context.clear_cookies()
        self._keeper.evaluate("localStorage.clear()")
