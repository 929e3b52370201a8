"""The dialog of collections, and the filter bar that shows one of them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.web.dialogs import press_escape
from tests.web.studio import Studio, wait_for
from tests.web.test_library_filters import filters
from tests.web.test_pages import overflow_pixels, violations
from tests.web.test_pages_shifts import COLLECT

WIDTHS = (390, 768, 1024, 1280, 1440, 1920)
# The shifts outside the dialog, which grows by a row.
MOVED = """shifts.filter(([, sources]) => sources.length > 0).reduce((sum, [value]) => sum + value, 0)"""
IN_DIALOG = "(node instanceof Element ? node : node.parentElement)?.closest('dialog')"
OUTSIDE_DIALOG = COLLECT.replace(
    "sources.map(", f"sources.filter(({{node}}) => node?.isConnected && !{IN_DIALOG}).map("
)
PLACES = """() => ['#library-filters', '[role=list]'].map((each) => {
  const {y, width, height} = document.querySelector(each).getBoundingClientRect();
  return [Math.round(y + scrollY), Math.round(width), each === '[role=list]' ? 0 : height];
})"""


def add_collection(studio: Studio, name: str, size: int) -> None:
    """Add a collection with the oldest results of the user."""
    studio.sql(
        "with c as (insert into collections (user_id, name) values (%(user)s, %(name)s) returning id, user_id)"
        " insert into collection_items (user_id, collection_id, generation_id)"
        " select c.user_id, c.id, m.id from c join generated_media m on m.user_id = c.user_id"
        " order by m.created_at limit %(size)s",
        {"user": studio.user.id, "name": name, "size": size},
    )


def test_a_collection_is_opened_by_its_name_and_tells_how_much_it_holds(unopened_studio: Studio) -> None:
    """The database counts: the page has loaded none of the results of the larger collection."""
    studio = unopened_studio
    studio.add_rows(60)
    add_collection(studio, "Client A", 30)
    add_collection(studio, "One", 1)
    page = studio.open().page
    page.get_by_role("button", name="Failed").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Manage collections").click()
    dialog = page.get_by_role("dialog", name="Collections")
    expect(dialog.get_by_role("button", name="Open: One, 1 result", exact=True)).to_be_visible()
    studio.sql("delete from collections where name = 'One' and user_id = %s", [studio.user.id])
    assert violations(page) == []
    dialog.get_by_role("button", name="Open: Client A, 30 results").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Collection", exact=True).locator("option:checked")).to_have_text("Client A")
    expect(page.get_by_role("button", name="Failed")).to_have_attribute("aria-pressed", "false")
    expect(studio.card("Picture 30")).to_be_visible()
    expect(studio.card("Picture 31")).to_have_count(0)
    page.get_by_role("button", name="Manage collections").click()
    expect(dialog.get_by_role("button", name="Open: One")).to_have_count(0)
    press_escape(page, "Collections")
    page.go_back()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def test_a_collection_that_is_opened_again_needs_no_further_back(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(3)
    add_collection(studio, "Client A", 1)
    studio.open()
    for _ in range(2):
        page.get_by_role("button", name="Manage collections").click()
        page.get_by_role("button", name="Open: Client A, 1 result").click()
        expect(studio.cards).to_have_count(1)
    page.go_back()
    expect(studio.cards).to_have_count(3)


def test_a_size_follows_what_is_added(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(3)
    add_collection(unopened_studio, "Client A", 1)
    page = unopened_studio.open().page
    page.get_by_role("checkbox", name="Select: Picture 3").click()
    page.get_by_role("button", name="Add to collection").click()
    page.get_by_role("button", name=re.compile("Client A")).click()
    page.get_by_role("button", name="Manage collections").click()
    expect(page.get_by_role("button", name="Open: Client A, 2 results")).to_be_visible()


def test_a_message_with_a_long_name_stays_within_a_phone(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(1)
    name = "W" * 60
    add_collection(unopened_studio, name, 0)
    page = unopened_studio.open().page
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("checkbox", name="Select: Picture 1").click()
    page.get_by_role("button", name="Add to collection").click()
    page.get_by_role("button", name=re.compile(name)).click()
    expect(page.get_by_role("button", name="Dismiss")).to_be_in_viewport(ratio=1)


def test_the_collection_that_was_used_last_is_offered_first_and_others_are_searched(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(2)
    for number in range(1, 9):
        add_collection(studio, f"Project {number}", 0)
    add_collection(studio, "Café", 1)
    at = "update {} set {} = now() - interval '1 day' * {} where user_id = %s and "
    studio.sql(
        at.format("collections", "created_at", "split_part(name, ' ', 2)::int") + "name <> 'Café'", [studio.user.id]
    )
    studio.sql(at.format("collections", "created_at", "9") + "name = 'Café'", [studio.user.id])
    page = studio.open().page
    page.get_by_role("checkbox", name="Select: Picture 2").click()
    page.get_by_role("button", name="Add to collection").click()
    dialog = page.get_by_role("dialog", name="Add 1 to a collection")
    names = dialog.get_by_role("listitem").locator("bdi")
    expect(names).to_have_text(["Café", *(f"Project {number}" for number in range(1, 9))])
    dialog.get_by_role("searchbox", name="Search collections").fill("cafe")
    expect(names).to_have_text(["Café"])
    assert violations(page) == []
    dialog.get_by_role("searchbox", name="Search collections").fill("zoo")
    expect(dialog.get_by_text("No collection has this name.")).to_be_visible()
    dialog.get_by_role("searchbox", name="Search collections").fill("project 8")
    names.click()
    page.get_by_role("button", name="Add to collection").click()
    expect(names.first).to_have_text("Project 8")


def manage_nine_collections(studio: Studio) -> Locator:
    """The dialog of nine collections: so many can be searched."""
    studio.add_rows(1)
    for number in range(1, 10):
        add_collection(studio, f"Project {number}", 0)
    page = studio.open().page
    page.get_by_role("button", name="Manage collections").click()
    return page.get_by_role("dialog", name="Collections")


def test_a_search_can_be_cleared_when_few_collections_are_left(unopened_studio: Studio) -> None:
    dialog = manage_nine_collections(unopened_studio)
    search = dialog.get_by_role("searchbox", name="Search collections")
    search.fill("project 9")
    dialog.get_by_role("button", name="Delete: Project 9").click()
    confirm = unopened_studio.page.get_by_role("dialog", name=re.compile("Delete the"))
    confirm.get_by_role("button", name="Delete").click()
    expect(dialog.get_by_text("No collection has this name.")).to_be_visible()
    search.fill("")
    expect(dialog.get_by_role("button", name=re.compile("Rename: "))).to_have_count(8)


def test_an_empty_collection_says_how_it_is_filled(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(2)
    add_collection(unopened_studio, "Client A", 0)
    page = unopened_studio.open().page
    page.get_by_label("Collection", exact=True).select_option("Client A")
    expect(page.get_by_role("heading", name="This collection is empty")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Show all results").click()
    expect(unopened_studio.cards).to_have_count(2)


def test_renaming_keeps_the_focus(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(1)
    add_collection(unopened_studio, "Client A", 1)
    page = unopened_studio.open().page
    page.get_by_role("button", name="Manage collections").click()
    page.get_by_role("button", name="Rename: Client A").click()
    name = page.get_by_role("dialog", name="Collections").get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    page.keyboard.type("Client B")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rename: Client B")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_renaming_can_be_cancelled(unopened_studio: Studio, width: int) -> None:
    unopened_studio.add_rows(1)
    add_collection(unopened_studio, "Client A", 1)
    page = unopened_studio.open().page
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("button", name="Manage collections").click()
    page.get_by_role("button", name="Rename: Client A").click()
    dialog = page.get_by_role("dialog", name="Collections")
    dialog.get_by_label("Name", exact=True).fill("Client B")
    assert violations(page) == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Rename: Client A")).to_be_focused()
    expect(dialog.get_by_text("Client B")).to_have_count(0)


def test_a_new_collection_is_listed_whatever_was_searched_for(unopened_studio: Studio) -> None:
    dialog = manage_nine_collections(unopened_studio)
    dialog.get_by_role("searchbox", name="Search collections").fill("project 9")
    dialog.get_by_label("New collection").fill("Client A")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("button", name="Open: Client A")).to_be_visible()


def test_collections_are_in_the_order_of_their_numbers(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(1)
    names = ["älter", "Client 2", "Client 10", "zoo"]
    for name in reversed(names):
        add_collection(unopened_studio, name, 0)
    page = unopened_studio.open().page
    page.get_by_role("button", name="Manage collections").click()
    expect(page.get_by_role("dialog", name="Collections").get_by_role("listitem").locator("bdi")).to_have_text(names)


def test_all_are_selected_that_a_filter_is_still_reading(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(5)
    add_collection(unopened_studio, "Client A", 2)
    page = unopened_studio.open().page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/rest/v1/generated_media?*collection_items*", hold)
    page.get_by_label("Collection", exact=True).select_option("Client A")
    page.get_by_role("button", name="Select all").click()
    wait_for(page, lambda: held)
    held[0].continue_()
    expect(page.get_by_role("toolbar", name="Selection")).to_contain_text("2 selected")


def test_the_actions_of_a_selection_are_in_one_line(unopened_studio: Studio) -> None:
    """All of them: two of a collection can be compared, and taken out."""
    unopened_studio.add_rows(2)
    add_collection(unopened_studio, "Client A", 2)
    page = unopened_studio.open().page
    page.get_by_label("Collection", exact=True).select_option("Client A")
    page.get_by_role("button", name="Select all").click()
    bar = page.get_by_role("toolbar", name="Selection")
    expect(bar.get_by_role("button")).to_have_count(7)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        box = bar.bounding_box()
        assert box is not None
        assert box["height"] < 64, width
    assert violations(page) == []


# Day and time that are cut off, and icons of missing files below a button of their card.
CUT_OFF = """() => [...document.querySelectorAll('[role=listitem]')].filter((card) => {
  const time = card.querySelector('.h-14 > .tabular-nums');
  if (time.getBoundingClientRect().bottom > card.getBoundingClientRect().bottom) return true;
  const icon = card.querySelector('.icon-\\\\[lucide--image-off\\\\]').getBoundingClientRect();
  const buttons = [...card.querySelectorAll(':scope > button')].slice(1).map((button) => button.getBoundingClientRect());
  return time.scrollWidth > time.clientWidth || buttons.some(({bottom}, place) => place < 2 && bottom > icon.top);
}).map((card) => card.textContent)"""


def test_a_narrow_card_on_a_phone_cuts_nothing_off(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.browser_errors.expect("status of 404")
    studio.add_rows(3)
    studio.sql(
        "update generated_media set width = 576, height = 1344, media_url = %s where user_id = %s",
        [f"{studio.stack.site_url}/gone.png", studio.user.id],
    )
    page.set_viewport_size({"width": 390, "height": 844})
    studio.open()
    page.get_by_role("heading", name="Library").scroll_into_view_if_needed()
    expect(page.get_by_text("The file cannot be shown at the moment.")).to_have_count(3)
    assert page.evaluate(CUT_OFF) == []
    for card in studio.cards.all():
        expect(card.locator(".h-14 > .tabular-nums")).to_have_text(re.compile(r"^\w+ \d+(, )?\d+:\d\d.[AP]M"))


def test_the_actions_of_a_collection_look_as_if_they_could_be_used(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(1)
    add_collection(unopened_studio, "Client A", 1)
    page = unopened_studio.open().page
    page.get_by_role("button", name="Manage collections").click()
    dialog = page.get_by_role("dialog", name="Collections")
    for name in ("Share", "Rename: Client A", "Delete: Client A"):
        button = dialog.get_by_role("button", name=name)
        expect(button).to_have_css("color", dialog.evaluate("(each) => getComputedStyle(each).color"))


def make_first_collection(page: Page) -> None:
    page.get_by_role("button", name="Manage collections").click()
    dialog = page.get_by_role("dialog", name="Collections")
    dialog.get_by_label("New collection").fill("A name of a collection that is as long as a name may be, 60")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("button", name="Open: A name")).to_be_visible()
    press_escape(page, "Collections")


@pytest.mark.chromium("only Chromium reports layout shifts")
@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_collection_moves_nothing(unopened_studio: Studio, width: int) -> None:
    studio, page = unopened_studio, unopened_studio.page
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(OUTSIDE_DIALOG)
    studio.add_rows(3)
    studio.open()
    page.get_by_role("heading", name="Library").scroll_into_view_if_needed()
    expect(studio.card("Picture 3")).to_be_visible()
    before = page.evaluate(PLACES)
    page.evaluate("shifts.length = 0")
    make_first_collection(page)
    expect(page.get_by_label("Collection", exact=True)).to_be_attached()
    assert page.evaluate(PLACES) == before
    assert page.evaluate(MOVED) <= 0.02
    assert overflow_pixels(page) == 0


def test_the_filters_are_in_one_line_on_a_laptop(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(1)
    bar = filters(unopened_studio.open())
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] < 60
