"""A real browser in front of a real stack. Whatever it complains of that a test did not expect fails that test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import chromium
from tests.conftest import NewUser, Sql, User
from tests.running import RunningStack
from tests.web.complaints import Complaints
from tests.web.pixio import Pixio
from tests.web.studio import Studio, signed_in_state

NewContext = Callable[..., BrowserContext]
NewStudio = Callable[..., Studio]

DESKTOP = {"width": 1280, "height": 800}
# Blurred glass is most of what drawing costs; tests that look at it ask for it (`with_glass`).
LESS_TRANSPARENCY = "--blink-settings=prefersReducedTransparency=true"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of the npm package, which brings everything it needs along."""
    return {"executable_path": chromium.executable(), "args": [*chromium.ARGUMENTS, LESS_TRANSPARENCY]}


@pytest.fixture(scope="session")
def browser_context_args(stack: RunningStack) -> dict[str, Any]:
    """A desktop in an English locale, at the site of this stack."""
    expect.set_options(timeout=10_000)
    return {"base_url": stack.site_url, "viewport": DESKTOP, "locale": "en-US", "reduced_motion": "reduce"}


@pytest.fixture
def complaints(stack: RunningStack) -> Iterator[Complaints]:
    """What the browser complained of; `complaints.expect("…")` lets one kind pass."""
    collected = Complaints((stack.site_url, stack.supabase_url))
    yield collected
    assert collected.unexpected() == []


@pytest.fixture
def visitor(new_context: NewContext, complaints: Complaints) -> Page:
    """A page of somebody who is not signed in."""
    return complaints.listen(new_context().new_page())


@pytest.fixture
def new_studio(new_context: NewContext, complaints: Complaints, stack: RunningStack, sql: Sql) -> NewStudio:
    """A function that opens the dashboard as this user, in a browser of his own."""

    def open_studio(user: User, **context: Any) -> Studio:
        page = new_context(storage_state=signed_in_state(stack, user), **context).new_page()
        return Studio(complaints.listen(page), user, stack, sql, complaints).open()

    return open_studio


@pytest.fixture
def studio(new_studio: NewStudio, new_user: NewUser) -> Studio:
    """The dashboard of a new user."""
    return new_studio(new_user())


@pytest.fixture
def pixio(stack: RunningStack) -> Iterator[Pixio]:
    """The Pixio stand-in, in good order again after each test."""
    control = Pixio(stack.pixio_url)
    yield control
    control.reset()
