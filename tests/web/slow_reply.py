"""Delay a reply to a page."""

from __future__ import annotations

from playwright.sync_api import Route

from tests.web.studio import Studio, wait_for


class SlowReply:
    """The first request of a page that matches a URL; the page gets its reply late."""

    def __init__(self, studio: Studio, url: str) -> None:
        self.studio = studio
        self.held: list[Route] = []
        studio.page.route(url, self._hold, times=1)

    def _hold(self, route: Route) -> None:
        self.held.append(route)

    def fetch(self) -> None:
        """Let the server reply now."""
        wait_for(self.studio.page, lambda: self.held)
        self.reply = self.held[0].fetch()

    def deliver(self) -> None:
        """Let the page have the reply, and wait until it was processed."""
        self.held[0].fulfill(response=self.reply)
        self.studio.page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
