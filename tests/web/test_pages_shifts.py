"""Nothing on a page moves while it loads, on a phone and on a desktop."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import DESKTOP
from tests.web.studio import Studio
from tests.web.test_pages import PHONE
from tests.web.test_pages import PUBLIC as PAGES

pytestmark = pytest.mark.chromium("only Chromium reports layout shifts")

MOST = 0.01
WITH_PROMPT = "/signup?from=%2Fdashboard%3Fexample%3DA%2Bfox"
PUBLIC = [*PAGES, WITH_PROMPT, "/pricing", "/terms", "/privacy"]
OWN = ["/", "/pricing", "/dashboard", "/account", "/premium"]

COLLECT = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const {value, sources} of list.getEntries()) {
    shifts.push([value, sources.map(({node}) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 120))]);
  }
}).observe({type: 'layout-shift', buffered: true});
"""

# What is below the screen loads later.
LOADED = """() => [...document.querySelectorAll('.skeleton, [data-placeholder]')].every(
  (each) => !each.checkVisibility() || each.getBoundingClientRect().top > innerHeight)"""


def moves(page: Page, paths: Iterable[str]) -> list[str]:
    """What moves too far on these pages while they load, with an empty cache."""
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.add_init_script(COLLECT)
    found: list[str] = []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        for path in paths:
            page.goto(path, wait_until="networkidle")
            page.wait_for_function(LOADED)
            shifts = page.evaluate("shifts")
            if sum(value for value, _ in shifts) > MOST:
                found.append(f"{path} at {size['width']} px: {shifts}")
    return found


def test_nothing_moves_while_a_page_loads_for_a_visitor(
    visitor: Page, browser_errors: BrowserErrors, unopened_studio: Studio
) -> None:
    browser_errors.expect("status of 404")
    links = [f"/s/{token}" for token in shared(unopened_studio)]
    assert moves(visitor, [*PUBLIC, *links]) == []


def test_nothing_moves_while_a_page_loads_for_a_user(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(5)
    assert moves(unopened_studio.page, OWN) == []


def shared(studio: Studio) -> list[str]:
    """The tokens of a shared picture and of a shared collection."""
    studio.add_rows(5)
    studio.sql("update generated_media set width = 640, height = 480 where user_id = %s", [studio.user.id])
    rows = studio.sql(
        "with c as (insert into collections (user_id, name) values (%(user)s, 'Foxes') returning id, user_id),"
        " g as (select id, user_id from generated_media where user_id = %(user)s),"
        " kept as (insert into collection_items (collection_id, generation_id, user_id)"
        " select c.id, g.id, g.user_id from c, g),"
        " one as (insert into shares (user_id, generation_id) select user_id, id from g limit 1 returning token),"
        " all_of_them as (insert into shares (user_id, collection_id) select user_id, id from c returning token)"
        " select token from one union all select token from all_of_them",
        {"user": studio.user.id},
    )
    return [str(row["token"]) for row in rows]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_placeholder_of_the_library_is_where_the_library_will_be(unopened_studio: Studio, width: int) -> None:
    unopened_studio.add_rows(12)
    page = unopened_studio.page
    page.set_viewport_size({"width": width, "height": 2000})
    page.route("**/_astro/library*.js", lambda _: None)
    page.goto("/dashboard", wait_until="commit")
    expect(unopened_studio.submit_button).to_be_enabled()
    expect(unopened_studio.pane.get_by_role("img", name="Picture 12")).to_be_visible()
    heading = page.get_by_role("heading", name="Library")
    below = "heading => { const box = heading.getBoundingClientRect(); return (box.top + box.bottom) / 2; }"
    card = "heading => document.querySelector('main [role=status] .skeleton').getBoundingClientRect().top"
    expected = heading.evaluate(below), heading.evaluate(card)
    page.unroute_all()
    unopened_studio.open()
    first = unopened_studio.cards.first.bounding_box()
    assert first is not None
    assert (heading.evaluate(below), first["y"]) == pytest.approx(expected, abs=2)


# Top and height of the form, and the number of the models above it.
FORM = """() => {
  const both = document.querySelector('.studio [role=status] > .grid + .grid, .studio section[aria-label=Create]');
  const form = both.matches('section') ? both : both.firstElementChild;
  const models = form.closest('.gap-3:not(.glass)').parentElement.firstElementChild;
  const {top, height} = form.getBoundingClientRect();
  return [top, height, models.querySelectorAll('.skeleton, label').length];
}"""


@pytest.mark.parametrize("width", [390, 768])
def test_the_placeholder_of_the_form_is_as_high_as_the_form(unopened_studio: Studio, width: int) -> None:
    page = unopened_studio.page
    page.set_viewport_size({"width": width, "height": 844})
    page.route("**/rest/v1/models?*", lambda _: None)
    page.goto("/dashboard", wait_until="domcontentloaded")
    expected = page.evaluate(FORM)
    page.unroute_all()
    unopened_studio.open()
    assert page.evaluate(FORM) == pytest.approx(expected, abs=3)
