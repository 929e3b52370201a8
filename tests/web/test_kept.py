"""The context that tests share is as new after each of them, whatever state its pages were left in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.kept import KeptContext


@pytest.fixture
def kept(browser: Browser, browser_context_args: dict[str, Any]) -> KeptContext:
    return KeptContext(browser, browser_context_args)


def test_a_page_in_the_middle_of_a_navigation_is_closed(kept: KeptContext) -> None:
    context, page = kept.context, kept.context.new_page()
    page.goto("/login")
    page.route("**/dashboard", lambda route: None)
    page.evaluate("location.href = '/dashboard'")
    kept.tidy()
    assert page.is_closed()
    assert kept.context is context


def test_a_page_that_cannot_be_closed_costs_the_context_and_no_time(
    kept: KeptContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = kept.context.new_page()
    monkeypatch.setattr(stuck._impl_obj, "close", lambda **_: asyncio.Event().wait())
    kept.tidy(seconds=0.1)
    assert stuck.context is not kept.context
    kept.context.new_page().goto("/robots.txt")
    kept.tidy()
    assert len(kept.context.pages) == 1
