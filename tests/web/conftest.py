"""Fixtures: a real browser in front of a real stack. An unexpected browser error fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize, expect

from tests import chromium
from tests.conftest import NewUser, Sql, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.pixio_stand_in import Pixio
from tests.web.shared_context import ONE_PROCESS, SharedContext
from tests.web.studio import Studio, signed_in_state

NewContext = Callable[..., BrowserContext]
NewPage = Callable[..., Page]
NewStudio = Callable[..., Studio]

CHROMIUM = "chromium"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# Blurred glass is the most expensive part of rendering; tests that look at it request it (`with_glass`).
LESS_TRANSPARENCY = "--blink-settings=prefersReducedTransparency=true"
# A page lives for seconds in a test: its scripts end before optimized machine code would pay for its compilation.
NO_OPTIMIZED_CODE = "--js-flags=--no-opt --no-maglev"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip a test that is marked `chromium` in Firefox and WebKit (`--browser firefox`)."""
    for item in items:
        engine = (
            item.callspec.params.get("browser_name")
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else None
        )
        if engine not in (None, CHROMIUM) and (mark := item.get_closest_marker("chromium")):
            item.add_marker(pytest.mark.skip(reason=f"needs Chromium: {mark.args[0]}"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_name: str) -> dict[str, Any]:
    """The Chromium of the npm package, which contains all libraries it needs; or Playwright's own Firefox or WebKit."""
    if browser_name != CHROMIUM:
        return {}
    arguments = [*chromium.ARGUMENTS, LESS_TRANSPARENCY, ONE_PROCESS, NO_OPTIMIZED_CODE]
    return {"executable_path": chromium.executable(), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(stack: RunningStack) -> dict[str, Any]:
    """A desktop with an English locale at this stack's site."""
    expect.set_options(timeout=10_000)
    return {"base_url": stack.site_url, "viewport": DESKTOP, "locale": "en-US", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def clipboard(browser_name: str) -> dict[str, Any]:
    """The options of a context whose pages may write to the clipboard. Only Chromium asks for permission."""
    return {"permissions": ["clipboard-read", "clipboard-write"]} if browser_name == CHROMIUM else {}


@pytest.fixture
def browser_errors(stack: RunningStack, browser_name: str) -> Iterator[BrowserErrors]:
    """Browser errors; `browser_errors.expect("…")` allows one kind."""
    collected = BrowserErrors((stack.site_url, stack.supabase_url), warnings=browser_name == CHROMIUM)
    yield collected
    assert collected.unexpected() == []


@pytest.fixture(scope="module")
def shared_context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[SharedContext]:
    """The context for tests without special options."""
    shared = SharedContext(browser, browser_context_args)
    yield shared
    shared.context.close()


@pytest.fixture
def new_page(
    shared_context: SharedContext, new_context: NewContext, request: pytest.FixtureRequest
) -> Iterator[NewPage]:
    """A function that opens a page with this storage state and these context options.

    A test's first page without options uses the shared context, unless the test is marked `own_context` because it
    leaves state behind, such as a clock.
    """
    marks = ("own_context", "browser_context_args")
    shared_is_free = not any(request.node.get_closest_marker(mark) for mark in marks)

    def open_page(storage_state: StorageState | None = None, **special: Any) -> Page:
        nonlocal shared_is_free
        if special or not shared_is_free:
            return new_context(storage_state=storage_state, **special).new_page()
        shared_is_free = False
        shared_context.set_local_storage(storage_state or {"cookies": [], "origins": []})
        return shared_context.context.new_page()

    yield open_page
    shared_context.tidy()


@pytest.fixture
def visitor(new_page: NewPage, browser_errors: BrowserErrors) -> Page:
    """A page of a signed-out visitor."""
    return browser_errors.listen(new_page())


@pytest.fixture
def new_studio(new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, sql: Sql) -> NewStudio:
    """A function that opens the dashboard as this user, in a browser of their own."""

    def open_studio(user: User, *, closed: bool = False, **special: Any) -> Studio:
        page = new_page(signed_in_state(stack, user), **special)
        studio = Studio(browser_errors.listen(page), user, stack, sql, browser_errors)
        return studio if closed else studio.open()

    return open_studio


@pytest.fixture
def studio(new_studio: NewStudio, new_user: NewUser) -> Studio:
    """The dashboard of a new user."""
    return new_studio(new_user())


@pytest.fixture
def unopened_studio(new_studio: NewStudio, new_user: NewUser) -> Studio:
    """The dashboard of a new user, not opened yet, for tests that prepare something first."""
    return new_studio(new_user(), closed=True)


@pytest.fixture
def pixio(stack: RunningStack) -> Iterator[Pixio]:
    """The Pixio stand-in; its faults are reset after each test."""
    control = Pixio(stack.pixio_url)
    yield control
    control.reset()
