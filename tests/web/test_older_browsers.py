"""In browsers without popovers, `:has()`, `light-dark()` and similar features, all pages are legible and usable."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from local.programs import DIST
from tests.conftest import NewUser, User
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext, NewStudio
from tests.web.navigation import log_in, open_hydrated
from tests.web.older_browser import make_older
from tests.web.studio import Studio, with_glass
from tests.web.test_pages_pictures import LIVE, OWN, PUBLIC, SHOP, compare_themes, settle


@pytest.fixture
def older(visitor: Page) -> Page:
    """A signed-out visitor in an older browser."""
    make_older(visitor)
    return visitor


@pytest.mark.own_context
def test_a_visitor_logs_in_and_makes_a_picture(older: Page, user: User) -> None:
    open_hydrated(older, "/login?from=/dashboard")
    log_in(older, user.email, user.password)
    older.wait_for_url("**/dashboard")
    older.get_by_role("textbox", name="Prompt").fill("A paper boat")
    older.get_by_role("button", name="Generate for 10 credits").click()
    expect(older.get_by_role("region", name="Your generation").get_by_role("img", name="A paper boat")).to_be_visible()


def test_menus_work_without_popovers(new_studio: NewStudio, new_user: NewUser, clipboard: dict[str, Any]) -> None:
    studio = new_studio(new_user(), closed=True, **clipboard)
    page = studio.page
    make_older(page)
    studio.open()
    split = page.locator("#credits-split")
    expect(split).not_to_be_visible()
    studio.credits.click()
    expect(split).to_be_in_viewport(ratio=1)
    place, button = split.bounding_box(), studio.credits.bounding_box()
    assert place is not None
    assert button is not None
    assert 0 <= place["y"] - (button["y"] + button["height"]) <= 32
    page.mouse.click(4, 400)
    expect(split).not_to_be_visible()
    page.get_by_role("button", name="Account menu").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).not_to_be_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Open menu").click()
    expect(
        page.get_by_role("navigation", name="Menu").get_by_role("link", name="Studio", exact=True)
    ).to_be_in_viewport(ratio=1)


def test_toasts_are_shown_without_popovers(unopened_studio: Studio) -> None:
    page = unopened_studio.page
    make_older(page)
    page.goto("/account")
    page.get_by_label("Name").fill("Grace")
    page.get_by_role("button", name="Save", exact=True).click()
    dismiss = page.get_by_role("button", name="Dismiss")
    expect(dismiss).to_be_in_viewport(ratio=1)
    dismiss.click()
    expect(dismiss).to_have_count(0)


@pytest.mark.chromium("the stored pictures are Chromium's")
def test_every_public_page_looks_the_same_in_an_older_browser(
    new_context: NewContext, browser_errors: BrowserErrors
) -> None:
    browser_errors.expect("status of 404")
    page = with_glass(browser_errors.listen(new_context().new_page()))
    make_older(page)
    page.route("**/rest/v1/products?**", lambda route: route.fulfill(body=json.dumps(SHOP)))
    changes: list[str] = []
    for name, path in PUBLIC.items():
        page.goto(path, wait_until="networkidle" if name in LIVE else "load")
        settle(page)
        changes += compare_themes(page, name, may_differ=0.02)  # buttons have one colour instead of a gradient
    assert changes == []


def test_every_user_page_is_legible_and_marks_selections(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    make_older(page)
    for path in (path for name, path in OWN.items() if name != "dashboard"):
        page.goto(path)
        expect(page.locator("astro-island[ssr][client=load]")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
    studio.open()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    frames = page.get_by_role("group", name="Choose a model").locator("input + span")
    colours = [frame.evaluate("(element) => getComputedStyle(element).borderTopColor") for frame in frames.all()]
    assert len(set(colours)) == 2
    assert colours.count(colours[0]) == 1


def test_glass_uses_the_prefixed_property_for_older_safari() -> None:
    css = "".join(path.read_text(encoding="utf-8") for path in (DIST / "_astro").glob("*.css"))
    rules = re.findall(r"[{;]((?:-webkit-)?backdrop-filter):", css)
    assert rules
    assert rules.count("-webkit-backdrop-filter") == rules.count("backdrop-filter")
    assert "light-dark(" not in css
