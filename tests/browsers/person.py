"""User actions in a browser: find elements by their accessible names, press them, and wait for results."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from tests.running import RunningStack

Found = TypeVar("Found")
SECONDS = 20.0
POLL_SECONDS = 0.1
NOT_YET = (StaleElementReferenceException, ElementNotInteractableException, ElementClickInterceptedException)
KINDS = {
    "button": "button",
    "link": "a[href]",
    "field": "input:not([type=radio], [type=checkbox], [type=file]), textarea, select",
    "radio": "input[type=radio]",
    "heading": "h1, h2, h3",
    "dialog": "dialog[open]",
    "picture": "img",
    "video": "video",
}
# Only elements in the topmost dialog can be pressed. The names are those that a screen reader reads.
FIND = """
const [selector, name] = arguments;
const texts = (elements) => [...elements].filter(Boolean).map((element) => element.textContent).join(' ');
const named = (element) => element.getAttribute('aria-label')
  || texts((element.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id)))
  || texts(element.labels || []) || element.getAttribute('alt') || element.textContent || '';
const scope = [...document.querySelectorAll('dialog[open]')].at(-1) || document;
const candidates = scope.matches?.(selector) ? [scope] : scope.querySelectorAll(selector);
return [...candidates].find((element) => {
  const text = named(element).replace(/\\s+/g, ' ').trim();
  const shown = element.labels?.[0] || element;
  return (text.startsWith(name) || (element.type === 'radio' && text.includes(name))) && shown.getClientRects().length > 0;
}) || null;
"""
ALIVE = "return document.readyState === 'complete' && !document.querySelector('astro-island[ssr][client=load]')"


@dataclass
class Person:
    """A user with one browser at the site of one stack."""

    driver: WebDriver
    stack: RunningStack
    address: str

    def open(self, path: str) -> None:
        """Open a page of the site or another URL, and wait until it is hydrated."""
        self.driver.get(path if "://" in path else self.stack.site_url + path)
        self.until(lambda: self.run(ALIVE), f"{path} to be hydrated")

    def until(self, condition: Callable[[], Found | None], what: str) -> Found:
        """Wait until this condition holds. Raises AssertionError if it does not in time."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                if found := condition():
                    return found
            except NOT_YET as problem:
                what = f"{what.partition(' (')[0]} ({type(problem).__name__})"
            assert time.monotonic() < deadline, f"waited {SECONDS:g} s for {what}, at {self.driver.current_url}"
            time.sleep(POLL_SECONDS)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page; returns its result."""
        return self.driver.execute_script(script, *arguments)

    def look(self, kind: str, name: str) -> WebElement | None:
        """The visible element of this kind whose name begins like this, or None."""
        return cast("WebElement | None", self.run(FIND, KINDS[kind], name))

    def see(self, kind: str, name: str) -> WebElement:
        """Wait until the element is visible."""
        return self.until(lambda: self.look(kind, name), f'the {kind} "{name}"')

    def miss(self, kind: str, name: str) -> None:
        """Wait until the element is gone."""
        self.until(lambda: self.look(kind, name) is None, f'the {kind} "{name}" to be gone')

    def read(self, text: str) -> None:
        """Wait for this text on the page."""
        self.until(lambda: text in self.run("return document.body.innerText"), f'"{text}"')

    def arrive(self, part: str) -> None:
        """Wait for a URL that contains this, and until its page is hydrated."""
        self.until(lambda: part in self.driver.current_url, f"the page {part}")
        self.until(lambda: self.run(ALIVE), f"{part} to be hydrated")

    def press(self, kind: str, name: str) -> None:
        """Click the element; the driver refuses if another element covers it."""
        element = self.see(kind, name)
        target = self.run("return arguments[0].labels?.[0] || arguments[0]", element) if kind == "radio" else element
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target)

        def pressed() -> bool:
            target.click()
            return True

        self.until(pressed, f'the {kind} "{name}" to take a click')

    def write(self, field: str, text: str) -> None:
        """Type this text into a field."""
        element = self.see("field", field)

        def written() -> bool:
            element.clear()
            element.send_keys(text)
            return True

        self.until(written, f'the field "{field}" to take a text')

    def press_at(self, x: int, y: int) -> None:
        """Click at a position in the window."""
        actions = ActionBuilder(self.driver)
        actions.pointer_action.move_to_location(x, y)  # type: ignore[no-untyped-call]
        actions.pointer_action.click()
        actions.perform()

    def press_key(self, key: str) -> None:
        """Press a key at the focused element."""
        ActionChains(self.driver).send_keys(getattr(Keys, key)).perform()
