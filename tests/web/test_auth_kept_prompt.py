"""Sign-up and log-in say that the prompt of the chosen example is kept, and show its beginning."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.web.navigation import open_hydrated
from tests.web.test_pages import PHONE

KEPT = "Your prompt is kept."
TAGS = "<img src=x onerror=window.evil=1> and so on, and so on, and so on, and so on"


def path(page: str, prompt: str, wanted: str = "/dashboard") -> str:
    """The address of this page with the prompt of an example."""
    return f"{page}?{urlencode({'from': f'{wanted}?' + urlencode({'example': prompt})})}"


def test_the_prompt_of_an_example_is_kept_on_the_way_through_sign_up_and_login(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name="Start with: A lighthouse over the sea at dusk").click()
    main = visitor.get_by_role("main")
    for link in ("Log in", "Sign up"):
        expect(main.get_by_text(KEPT)).to_be_visible()
        expect(main.get_by_text("“A lighthouse over the sea at dusk”")).to_be_visible()
        main.get_by_role("link", name=link).click()
    expect(main.get_by_role("heading", name="Create your account")).to_be_visible()


@pytest.mark.parametrize("page", ["/signup", "/login"])
def test_a_prompt_is_shown_as_text_and_cut(visitor: Page, page: str) -> None:
    visitor.set_viewport_size(PHONE)
    open_hydrated(visitor, path(page, TAGS))
    shown = visitor.get_by_text("“<img src=x")
    expect(shown).to_have_text(f"“{TAGS[:60].rstrip()}…”")
    assert shown.evaluate("(element) => element.getBoundingClientRect().height") < 30
    assert visitor.evaluate("window.evil") is None


@pytest.mark.parametrize(
    "address",
    [
        "/signup",
        "/login?from=/dashboard",
        path("/signup", ""),
        path("/signup", " \n "),
        path("/signup", "\u200b"),
        path("/signup", "A fox", "/pricing"),
        path("/login", "A fox", "//evil.example/dashboard"),
    ],
)
def test_nothing_is_said_where_no_prompt_is_kept(visitor: Page, address: str) -> None:
    open_hydrated(visitor, address)
    expect(visitor.get_by_text(KEPT)).to_have_count(0)
