"""User actions in a browser: find elements by their accessible names, click them, and wait for results."""

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
# While a dialog is open, only its elements can be clicked. The names are those that a screen reader reads.
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
HYDRATED = "return document.readyState === 'complete' && !document.querySelector('astro-island[ssr][client=load]')"


@dataclass
class Person:
    """A user with one browser at the site of one stack."""

    driver: WebDriver
    stack: RunningStack
    address: str

    def open(self, path: str) -> None:
        """Open a page of the site or another URL, and wait until it is hydrated."""
        self.driver.get(path if "://" in path else self.stack.site_url + path)
        self.until(lambda: self.run(HYDRATED), f"{path} to be hydrated")

    def until(self, condition: Callable[[], Found | None], expected: str) -> Found:
        """Wait until this condition holds. Raises AssertionError if it does not in time."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                if found := condition():
                    return found
            except NOT_YET as error:
                expected = f"{expected.partition(' (')[0]} ({type(error).__name__})"
            assert time.monotonic() < deadline, f"waited {SECONDS:g} s for {expected}, at {self.driver.current_url}"
            time.sleep(POLL_SECONDS)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page; returns its result."""
        return self.driver.execute_script(script, *arguments)

    def find(self, kind: str, name: str) -> WebElement | None:
        """The visible element of this kind whose name begins with `name`, or None."""
        return cast("WebElement | None", self.run(FIND, KINDS[kind], name))

    def wait_for(self, kind: str, name: str) -> WebElement:
        """Wait until the element is visible."""
        return self.until(lambda: self.find(kind, name), f'the {kind} "{name}"')

    def wait_until_gone(self, kind: str, name: str) -> None:
        """Wait until no such element is visible."""
        self.until(lambda: self.find(kind, name) is None, f'the {kind} "{name}" to be gone')

    def wait_for_text(self, text: str) -> None:
        """Wait for this text on the page."""
        self.until(lambda: text in self.run("return document.body.innerText"), f'"{text}"')

    def wait_for_page(self, part: str) -> None:
        """Wait for a page whose URL contains `part`, and until it is hydrated."""
        self.until(lambda: part in self.driver.current_url, f"the page {part}")
        self.until(lambda: self.run(HYDRATED), f"{part} to be hydrated")

    def click(self, kind: str, name: str) -> None:
        """Click the element; the driver refuses if another element covers it."""
        element = self.wait_for(kind, name)
        target = self.run("return arguments[0].labels?.[0] || arguments[0]", element) if kind == "radio" else element
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target)

        def clicked() -> bool:
            target.click()
            return True

        self.until(clicked, f'the {kind} "{name}" to be clickable')

    def fill(self, field: str, text: str) -> None:
        """Type this text into a field."""
        element = self.wait_for("field", field)

        def filled() -> bool:
            element.clear()
            element.send_keys(text)
            return True

        self.until(filled, f'the field "{field}" to be editable')

    def click_at(self, x: int, y: int) -> None:
        """Click at a position in the window."""
        actions = ActionBuilder(self.driver)
        actions.pointer_action.move_to_location(x, y)  # type: ignore[no-untyped-call]
        actions.pointer_action.click()
        actions.perform()

    def press_key(self, key: str) -> None:
        """Press a key in the focused element."""
        ActionChains(self.driver).send_keys(getattr(Keys, key)).perform()
