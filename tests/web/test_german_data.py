"""Models, plans and articles from the database are shown in the language of the site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import NewUser, Sql
from tests.running import RunningStack
from tests.web.built_sites import german_site, serving_site
from tests.web.conftest import NewContext, NewStudio
from tests.web.studio import signed_in_state
from tests.web.test_pages import overflow_pixels

OUT_OF_ITS_HALF = """(halves) => halves.filter((half) => [...half.children].some((part) =>
    !part.matches('.sr-only') && part.getBoundingClientRect().left < half.getBoundingClientRect().left
  )).map((half) => half.textContent)"""

# The chosen words of a select that are wider than its room.
CUT_OFF_CHOICE = """(select) => {
  const style = getComputedStyle(select);
  const context = document.createElement('canvas').getContext('2d');
  context.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const [{text}] = select.selectedOptions;
  return context.measureText(text).width > room ? [text] : [];
}"""


@pytest.fixture(scope="module")
def german_url(stack: RunningStack) -> Iterator[str]:
    """The URL of a German site in front of the stack."""
    with serving_site(stack, german_site()) as url:
        yield url


def test_prices_are_in_the_language_of_the_site(new_context: NewContext, german_url: str) -> None:
    page = new_context().new_page()
    page.goto(f"{german_url}/pricing")
    plans = page.get_by_role("listitem")
    for text in (
        "Kostenlos",
        "Für alle, die beruflich gestalten",
        "Alles aus Pro",
    ):
        expect(plans.filter(has_text=text).first).to_be_visible()
    expect(page.get_by_text("Macht aus einer Beschreibung ein detailreiches Bild.").first).to_be_visible()


def test_the_form_is_in_the_language_of_the_site(
    new_context: NewContext, german_url: str, stack: RunningStack, new_user: NewUser
) -> None:
    state = signed_in_state(stack, new_user())
    state["origins"] = [{**origin, "origin": german_url} for origin in state["origins"]]
    page = new_context(storage_state=state).new_page()
    page.goto(f"{german_url}/dashboard")
    page.get_by_role("radio", name="Eigenes").check(force=True)  # the radio is invisible, its label is the tile
    expect(page.get_by_role("spinbutton", name="Breite")).to_be_visible()
    expect(page.get_by_text("Was soll das Bild zeigen?")).to_be_visible()
    expect(page.get_by_text("Macht aus einer Beschreibung ein detailreiches Bild.")).to_be_visible()
    expect(page.get_by_role("button", name="Nächtliche Straßenbahn, für 10 Credits")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("radio", name="Wan 2.2").check(force=True)
    # Beside the length: with a label of two lines, the two inputs would not be on one line.
    tops = [page.get_by_text(label, exact=True).bounding_box() for label in ("Zu vermeiden", "(optional)", "Länge")]
    assert len({round(box["y"]) for box in tops if box}) == 1
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow_pixels(page) == 0
    page.get_by_role("radio", name="Qwen Edit").check(force=True)
    expect(page.get_by_text("Wähle eine Datei")).to_have_count(3)
    assert page.locator("[data-drop-zone] :is(label, button)").evaluate_all(OUT_OF_ITS_HALF) == []


def test_the_buttons_of_a_failure_fit_on_a_phone(
    new_context: NewContext, german_url: str, stack: RunningStack, new_studio: NewStudio, new_user: NewUser
) -> None:
    studio = new_studio(new_user(), closed=True)
    studio.add_failed("Ein Fuchs")
    state = signed_in_state(stack, studio.user)
    state["origins"] = [{**origin, "origin": german_url} for origin in state["origins"]]
    page = new_context(storage_state=state).new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{german_url}/dashboard")
    expect(page.get_by_role("button", name="Noch einmal für 10 Credits")).to_be_visible()
    assert overflow_pixels(page) == 0


def test_an_article_is_in_the_language_of_the_site(
    new_context: NewContext, german_url: str, stack: RunningStack, new_user: NewUser, sql: Sql
) -> None:
    german = '{"de": {"title": "Licht zuerst", "body": "Sag, woher es kommt."}}'
    rows = sql(
        "insert into premium_content (title, body, tier, translations) values ('Light first', 'Say where from.', 'free', %s)"
        " returning id",
        [german],
    )
    state = signed_in_state(stack, new_user())
    state["origins"] = [{**origin, "origin": german_url} for origin in state["origins"]]
    page = new_context(storage_state=state).new_page()
    page.goto(f"{german_url}/premium")
    expect(page.get_by_role("article")).to_contain_text("Licht zuerst")
    expect(page.get_by_role("article")).to_contain_text("Sag, woher es kommt.")
    sql("delete from premium_content where id = %s", [rows[0]["id"]])


def test_the_filters_are_in_one_line_on_a_laptop(
    new_context: NewContext, german_url: str, stack: RunningStack, new_studio: NewStudio, new_user: NewUser
) -> None:
    studio = new_studio(new_user(), closed=True)
    studio.add_rows(1)
    state = signed_in_state(stack, studio.user)
    state["origins"] = [{**origin, "origin": german_url} for origin in state["origins"]]
    page = new_context(storage_state=state).new_page()
    page.goto(f"{german_url}/dashboard")
    expect(page.get_by_role("button", name="Öffnen: Picture 1")).to_be_visible()
    assert page.get_by_label("Modell", exact=True).evaluate(CUT_OFF_CHOICE) == []
    box = page.get_by_role("group", name="Filter").bounding_box()
    assert box is not None
    assert box["height"] < 60
