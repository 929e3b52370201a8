"""Many results at once: selected by keyboard, and kept as favourites and in collections."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.conftest import NewUser
from tests.web.conftest import NewStudio
from tests.web.studio import Studio

SCREENS: list[ViewportSize] = [{"width": 1280, "height": 800}, {"width": 390, "height": 844}]


@pytest.fixture(params=SCREENS, ids=["1280", "390"])
def filled(request: pytest.FixtureRequest, new_studio: NewStudio, new_user: NewUser) -> Studio:
    """The dashboard of a user with 50 pictures, on a laptop or a phone."""
    studio = new_studio(new_user(), closed=True)
    studio.page.set_viewport_size(request.param)
    studio.add_rows(50)
    return studio.open()


def selected(studio: Studio, count: int) -> None:
    expect(studio.page.get_by_role("toolbar", name="Selection")).to_contain_text(f"{count} selected")


def test_a_selection_is_made_by_keyboard(filled: Studio) -> None:
    page = filled.page
    filled.card("Picture 50").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    selected(filled, 3)
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar", name="Selection")).to_have_count(0)
    page.keyboard.press("Delete")
    question = page.get_by_role("dialog", name="Delete this for good?")
    expect(question).to_be_visible()
    page.keyboard.press("Enter")
    expect(filled.card("Picture 48")).to_have_count(0)
    expect(filled.card("Picture 47")).to_be_focused()


def test_results_are_kept_as_favourites_and_in_collections(filled: Studio) -> None:
    page = filled.page
    page.get_by_role("button", name="Favourite: Picture 50").click()
    page.get_by_role("checkbox", name="Select: Picture 50").click()
    page.get_by_role("checkbox", name="Select: Picture 48").click(modifiers=["Shift"])
    selected(filled, 3)
    page.get_by_role("button", name="Add to collection").click()
    dialog = page.get_by_role("dialog", name="Add 3 to a collection")
    dialog.get_by_label("New collection").fill("Client A")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_text("3 added to “Client A”.").first).to_be_attached()
    page.get_by_role("button", name="Clear selection").click()
    page.get_by_label("Collection", exact=True).select_option("Client A")
    expect(filled.cards).to_have_count(3)
    page.get_by_role("button", name="Favourites").click()
    expect(filled.cards).to_have_count(1)
    filled.card("Picture 50").click()
    lightbox = page.get_by_role("dialog", name="Details")
    lightbox.get_by_role("button", name="Favourite").click()
    expect(lightbox.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Manage collections").click()
    filled.browser_errors.expect("status of 409")
    manage = page.get_by_role("dialog", name="Collections")
    manage.get_by_label("New collection").fill("client a")
    manage.get_by_role("button", name="Create").click()
    expect(manage.get_by_label("New collection")).to_have_accessible_description("You have a collection of this name.")
