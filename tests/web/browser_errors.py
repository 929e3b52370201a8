"""Collect browser errors: console errors and warnings, exceptions, and requests to other hosts."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request


@dataclass
class BrowserErrors:
    """Collects the errors of pages, and with `warnings` the warnings too: Firefox and WebKit also warn about things
    that a page cannot change. A page may send requests to `origins` only."""

    origins: tuple[str, ...]
    warnings: bool = True
    collected: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> Page:
        """Collect the errors of this page from now on."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.collected.append(f"exception: {error}"))
        page.on("request", self._on_request)
        return page

    def expect(self, text: str) -> None:
        """Allow errors that contain this text."""
        self.expected.append(text)

    def unexpected(self) -> list[str]:
        """All errors that were not expected."""
        return [each for each in self.collected if not any(text in each for text in self.expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or (message.type == "warning" and self.warnings):
            self.collected.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(tuple(f"{at}/" for at in self.origins)):
            self.collected.append(f"request to another host: {request.url}")
