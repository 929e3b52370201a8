"""What a browser complains of: errors and warnings of the console, exceptions, requests to strangers."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request


@dataclass
class Complaints:
    """Collects the complaints of pages. `origins` are the places a page may ask; nobody else is to be asked."""

    origins: tuple[str, ...]
    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> Page:
        """Hear the complaints of this page from now on."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.heard.append(f"exception: {error}"))
        page.on("request", self._on_request)
        return page

    def expect(self, text: str) -> None:
        """A complaint with this text in it belongs to the test."""
        self.expected.append(text)

    def unexpected(self) -> list[str]:
        """All complaints but the expected ones."""
        return [each for each in self.heard if not any(text in each for text in self.expected)]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(tuple(f"{at}/" for at in self.origins)):
            self.heard.append(f"request to a stranger: {request.url}")
