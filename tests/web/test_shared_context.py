"""The shared context is clean after each test, whatever state its pages are in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.shared_context import SharedContext


@pytest.fixture
def shared(browser: Browser, browser_context_args: dict[str, Any]) -> SharedContext:
    return SharedContext(browser, browser_context_args)


def test_a_page_during_a_navigation_is_closed(shared: SharedContext) -> None:
    context, page = shared.context, shared.context.new_page()
    page.goto("/login")
    page.route("**/dashboard", lambda route: None)
    page.evaluate("location.href = '/dashboard'")
    shared.tidy()
    assert page.is_closed()
    assert shared.context is context


def test_a_page_that_cannot_be_closed_discards_the_context_quickly(
    shared: SharedContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = shared.context.new_page()
    monkeypatch.setattr(stuck._impl_obj, "close", lambda **_: asyncio.Event().wait())
    shared.tidy(seconds=0.1)
    assert stuck.context is not shared.context
    shared.context.new_page().goto("/robots.txt")
    shared.tidy()
    assert len(shared.context.pages) == 1
