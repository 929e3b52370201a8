"""The filters of the library: within reach on a phone, and hidden while there is nothing to filter."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.conftest import Sql
from tests.web.keyboard import skip_to_content, tab_to
from tests.web.studio import Studio
from tests.web.test_pages import PHONE, overflow_pixels, violations


@pytest.fixture
def phone(unopened_studio: Studio) -> Studio:
    """The dashboard of a user with two pictures, on a phone."""
    unopened_studio.page.set_viewport_size(PHONE)
    unopened_studio.add_rows(2)
    return unopened_studio.open()


def filters(studio: Studio) -> Locator:
    return studio.page.get_by_role("group", name="Filters")


def outside(studio: Studio) -> list[str]:
    """The filters that are not within the width of the screen."""
    found: list[str] = filters(studio).evaluate(
        """(row) => [...row.querySelectorAll('button:not([popover] *), select, label:not([popover] *)')]
          .filter((each) => each.getBoundingClientRect().right > innerWidth)
          .map((each) => each.textContent || each.ariaLabel)"""
    )
    return found


def test_a_phone_shows_all_filters_by_one_press(phone: Studio) -> None:
    assert outside(phone)
    phone.page.get_by_role("button", name="Show all filters").click()
    assert outside(phone) == []
    assert overflow_pixels(phone.page) == 0
    assert violations(phone.page) == []


def test_a_phone_scrolls_a_filter_into_view_by_keyboard_and_names_those_that_are_on(phone: Studio) -> None:
    page = phone.page
    skip_to_content(page)
    failed = filters(phone).get_by_role("button", name="Failed")
    tab_to(page, page.get_by_label("Search prompts"))
    tab_to(page, failed)
    expect(failed).to_be_in_viewport(ratio=1)
    filters(phone).get_by_role("button", name="Today").click()
    filters(phone).get_by_role("button", name="Done").click()
    for name in ("Clear: Today", "Clear: Done", "Clear filters"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    page.get_by_role("button", name="Clear: Today").click()
    expect(filters(phone).get_by_role("button", name="Today")).to_have_attribute("aria-pressed", "false")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("button", name="Clear: Done")).to_be_hidden()


def test_an_empty_library_has_neither_filters_nor_a_selection(studio: Studio) -> None:
    library = studio.page.get_by_role("region", name="Library")
    expect(library.get_by_text("Write a prompt above and generate.")).to_be_visible()
    expect(filters(studio)).to_have_count(0)
    expect(library.get_by_role("searchbox")).to_have_count(0)
    expect(library.get_by_role("button", name="Select all")).to_have_count(0)
    studio.add_rows(1)
    expect(filters(studio)).to_be_visible()
    library.get_by_role("button", name="Failed").click()
    expect(library.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect(filters(studio)).to_be_visible()


def test_the_filters_end_where_the_pictures_do_and_the_button_of_collections_is_as_wide_as_its_words(
    unopened_studio: Studio, sql: Sql
) -> None:
    page = unopened_studio.page
    page.set_viewport_size({"width": 1280, "height": 800})
    unopened_studio.add_rows(1)
    unopened_studio.open()
    button = filters(unopened_studio).get_by_role("button", name="Collections")
    expect(button).to_have_text("Collections")
    left, right = edges(button)
    assert right - left < 150
    sql("insert into collections (user_id, name) values (%s, 'Foxes')", [unopened_studio.user.id])
    page.reload()
    choice = filters(unopened_studio).get_by_label("Collection", exact=True)
    expect(choice).to_be_visible()
    assert edges(button)[0] == left
    # The button above ends where the pictures do.
    assert edges(choice)[1] == pytest.approx(edges(page.get_by_role("button", name="Select all"))[1], abs=1)


def edges(element: Locator) -> tuple[float, float]:
    """The left and the right edge."""
    box = element.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]
