"""Many results at once: selected by keyboard, and kept as favourites and in collections."""

from __future__ import annotations

import re
import zipfile

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.conftest import NewUser
from tests.web.conftest import NewStudio
from tests.web.studio import Studio, picture, wait_for
from tests.web.test_pages import violations

# What a browser does that has no room for the zip file.
NO_ROOM = """() => {
  const { blob } = Response.prototype;
  Response.prototype.blob = function () {
    const isZip = this.headers.get('content-type') === 'application/zip';
    return isZip ? Promise.reject(new DOMException('', 'QuotaExceededError')) : blob.call(this);
  };
}"""
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


@pytest.fixture
def edited(unopened_studio: Studio) -> Studio:
    """The dashboard of a user with an edit of a picture."""
    studio = unopened_studio
    studio.add_rows(2)
    studio.sql(
        "update generated_media set storage_path = user_id || '/images/after.png',"
        " inputs = jsonb_build_object('image1', user_id || '/uploads/before.png')"
        " where prompt = 'Picture 2' and user_id = %s",
        [studio.user.id],
    )
    studio.page.route(
        "**/uploads/before.png", lambda route: route.fulfill(body=picture()["buffer"], content_type="image/png")
    )
    return studio.open()


def test_an_edit_is_compared_with_its_picture_from_the_lightbox(edited: Studio) -> None:
    """Also if the comparison has not been loaded yet. The slider moves by keyboard, and axe finds nothing."""
    page, lightbox = edited.page, edited.page.get_by_role("dialog", name="Details")
    edited.card("Picture 2").click()
    lightbox.get_by_role("button", name="Before / after").click()
    comparison = page.get_by_role("dialog", name="Comparison")
    line = comparison.get_by_role("slider", name="Line between before and after")
    line.focus()
    page.keyboard.press("ArrowRight")
    expect(line).to_have_value("51")
    assert violations(page) == []
    page.go_back()
    expect(comparison).to_have_count(0)
    expect(lightbox).to_be_visible()


@pytest.mark.parametrize("size", SCREENS, ids=["1280", "390"])
def test_the_words_of_a_comparison_are_on_its_pictures(edited: Studio, size: ViewportSize) -> None:
    page = edited.page
    page.set_viewport_size(size)
    edited.pane.get_by_role("button", name="Before / after").click()
    comparison = page.get_by_role("dialog", name="Comparison")
    # The pictures are 4:3 and square: what they cover is as wide as the one and as high as the other.
    box = comparison.get_by_role("slider")
    covered = pytest.approx(4 / 3 if size["width"] > 500 else 1, rel=0.01)
    wait_for(page, lambda: box.evaluate("box => box.offsetWidth / box.offsetHeight") == covered)
    for words, side in (("Before", "left"), ("After", "right")):
        gap = f"(words, box) => Math.abs(words.getBoundingClientRect().{side} - box.getBoundingClientRect().{side})"
        assert comparison.get_by_text(words, exact=True).evaluate(gap, box.element_handle()) <= 16


def test_an_edit_is_compared_with_its_picture_by_one_click(edited: Studio) -> None:
    """On its card and on the pane of the current generation. Back closes the comparison."""
    page, comparison = edited.page, edited.page.get_by_role("dialog", name="Comparison")
    expect(page.get_by_role("button", name="Before / after: Picture 1")).to_have_count(0)
    card = page.get_by_role("button", name="Before / after: Picture 2")
    assert violations(page) == []
    for button in (card, edited.pane.get_by_role("button", name="Before / after")):
        button.click()
        expect(comparison.get_by_role("slider", name="Line between before and after")).to_be_visible()
        page.go_back()
        expect(comparison).to_have_count(0)
    page.get_by_role("checkbox", name="Select: Picture 1").click()
    expect(card).to_have_count(0)


def test_axe_finds_nothing_in_a_selection_and_the_dialogs_of_the_library(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(2)
    page = unopened_studio.open().page
    page.get_by_role("checkbox", name="Select: Picture 2").click()
    page.get_by_role("checkbox", name="Select: Picture 1").click()
    selected(unopened_studio, 2)
    page.get_by_role("button", name="Other dates").click()
    expect(page.get_by_label("From", exact=True)).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add to collection").click()
    page.get_by_label("New collection").fill("Client A")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Manage collections").click()
    expect(page.get_by_role("dialog", name="Collections")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("toolbar", name="Selection").get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog", name="Comparison").get_by_role("img")).to_have_count(2)
    assert violations(page) == []


def test_the_circle_that_selects_hides_the_picture_below_it(unopened_studio: Studio) -> None:
    """A translucent one took the colour of the picture, and looked like another state."""
    unopened_studio.add_rows(1)
    circle = unopened_studio.open().page.get_by_role("checkbox", name="Select: Picture 1").locator("span")
    assert "/" not in circle.evaluate("(element) => getComputedStyle(element).backgroundColor")


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


def test_all_results_are_selected_also_those_that_are_not_loaded_yet(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(150)
    page = unopened_studio.open().page
    page.get_by_role("button", name="Select all").click()
    selected(unopened_studio, 150)
    page.get_by_role("button", name="Select: Picture 150").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar", name="Selection")).to_have_count(0)
    page.keyboard.press("Control+a")
    selected(unopened_studio, 150)


def test_a_download_without_room_is_explained_and_can_be_tried_again(unopened_studio: Studio) -> None:
    unopened_studio.add_rows(1)
    page = unopened_studio.open().page
    page.evaluate(NO_ROOM)
    page.get_by_role("checkbox", name="Select: Picture 1").click()
    page.get_by_role("toolbar").get_by_role("button", name="Download").click()
    expect(page.get_by_text("The file could not be written.").first).to_be_visible()
    expect(page.get_by_role("toolbar").get_by_role("button", name="Download")).to_be_enabled()


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
    filled.card("Picture 47").click()
    lightbox = page.get_by_role("dialog", name="Details")
    lightbox.get_by_role("button", name="Add to collection").click()
    page.get_by_role("dialog", name="Add 1 to a collection").get_by_role("button", name="Client A").click()
    expect(lightbox.get_by_role("status")).to_have_text("1 added to “Client A”.")
    page.keyboard.press("Escape")
    page.get_by_label("Collection", exact=True).select_option("Client A")
    expect(filled.cards).to_have_count(4)
    page.get_by_role("button", name="Favourites").click()
    expect(filled.cards).to_have_count(1)
    take_off_and_undo(filled)
    filled.card("Picture 50").click()
    take_off_and_undo_in(lightbox)
    lightbox.get_by_role("button", name="Favourite").click()
    expect(lightbox.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Manage collections").click()
    check_names(filled, page.get_by_role("dialog", name="Collections"))


def take_off_and_undo(studio: Studio) -> None:
    """In the list of favourites, the only one is taken off and brought back."""
    favourite = studio.page.get_by_role("button", name="Favourite: Picture 50")
    favourite.click()
    expect(studio.cards).to_have_count(0)
    studio.page.get_by_role("button", name="Undo").click()
    expect(studio.cards).to_have_count(1)
    expect(favourite.locator("path")).to_have_attribute("fill", "currentColor")


def take_off_and_undo_in(lightbox: Locator) -> None:
    """In the lightbox, too: by its button, and by its key."""
    favourite = lightbox.get_by_role("button", name="Favourite")
    undo = lightbox.get_by_role("button", name="Undo")
    for by_key in (False, True):
        if by_key:
            lightbox.page.keyboard.press("f")
        else:
            favourite.click()
        expect(favourite).to_have_attribute("aria-pressed", "false")
        undo.click()
        expect(favourite).to_have_attribute("aria-pressed", "true")
        expect(undo).to_have_count(0)


def test_several_favourites_are_taken_off_and_brought_back(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(3)
    page = studio.open().page
    hearts = page.get_by_role("button", name="Favourite: ", pressed=True)
    page.get_by_role("button", name="Select all").click()
    mark = page.get_by_role("toolbar", name="Selection").get_by_role("button", name="Favourite")
    mark.click()
    expect(hearts).to_have_count(3)
    mark.click()
    expect(hearts).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(hearts).to_have_count(3)


def test_favourites_that_are_brought_back_are_not_selected(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.open_favourites(3)
    page = studio.page
    page.get_by_role("checkbox", name="Select: Picture 2").click()
    page.get_by_role("toolbar", name="Selection").get_by_role("button", name="Favourite").click()
    expect(studio.cards).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(studio.cards).to_have_count(3)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    expect(page.get_by_role("toolbar", name="Selection")).to_have_count(0)


def test_a_favourite_that_cannot_be_unmarked_stays_in_the_favourites(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.open_favourites(2)
    page = studio.page
    studio.browser_errors.expect("ERR_FAILED")
    page.route("**/rest/v1/favorites?*", lambda route: route.abort())
    page.get_by_role("button", name="Favourite: Picture 2").click()
    expect(page.get_by_role("paragraph").filter(has_text="could not be saved")).to_be_visible()
    expect(studio.cards).to_have_count(2)


def test_a_result_that_is_marked_in_the_pane_joins_the_favourites(studio: Studio) -> None:
    studio.generate("A fox")
    studio.page.get_by_role("button", name="Favourites").click()
    expect(studio.cards).to_have_count(0)
    heart = studio.pane.get_by_role("button", name="Favourite")
    heart.click()
    expect(studio.cards).to_have_count(1)
    heart.click()
    expect(studio.cards).to_have_count(0)


def check_names(studio: Studio, manage: Locator) -> None:
    """A name is refused at its field if it is taken or contains something invisible."""
    name = manage.get_by_label("New collection")
    for typed, status, words in [("client a", 409, "You have a collection"), ("Client\u200b B", 400, "invisible")]:
        studio.browser_errors.expect(f"status of {status}")
        name.fill(typed)
        manage.get_by_role("button", name="Create").click()
        expect(name).to_have_accessible_description(re.compile(words))
    name.fill("Cafe\u0301")
    manage.get_by_role("button", name="Create").click()
    expect(manage.get_by_text("Caf\u00e9", exact=True)).to_be_visible()


@pytest.fixture
def mixed(unopened_studio: Studio) -> Studio:
    """The dashboard of a user with three pictures, a failed, a cancelled and an unfinished generation: all are selected."""
    studio = unopened_studio
    studio.add_rows(3)
    studio.add_failed("Failed")
    studio.sql(
        "insert into generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
        " failure_reason, finished_at, model_id) select user_id, wanted.prompt, media_type, '', '', 10, wanted.status,"
        " wanted.reason, wanted.finished::timestamptz,"
        " model_id from generated_media, (values ('Cancelled', 'failed', 'cancelled', 'now'),"
        " ('Running', 'processing', null, null))"
        " wanted (prompt, status, reason, finished) where generated_media.prompt = 'Failed' and user_id = %s",
        [studio.user.id],
    )
    studio.open().page.get_by_role("button", name="Select all").click()
    selected(studio, 6)
    return studio


WITHOUT = "1 failed. 1 was cancelled. 1 is not finished."


def test_a_download_says_which_of_the_selected_are_not_in_the_file(mixed: Studio) -> None:
    page = mixed.page
    with page.expect_download() as download:
        page.get_by_role("toolbar").get_by_role("button", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert len(archive.namelist()) == 3
    expect(page.get_by_text(f"3 of 6 are in the file. {WITHOUT}").first).to_be_visible()
    # One of the three cannot be loaded.
    mixed.browser_errors.expect("status of 404")
    mixed.sql(
        "update generated_media set media_url = %s where prompt = 'Picture 1' and user_id = %s",
        [f"{mixed.stack.site_url}/gone.png", mixed.user.id],
    )
    mixed.open().page.get_by_role("button", name="Select all").click()
    page.get_by_role("toolbar").get_by_role("button", name="Download").click()
    expect(page.get_by_text(f"2 of 6 are in the file. {WITHOUT} Not in the file, because").first).to_be_visible()


def test_marking_and_collecting_say_which_of_the_selected_are_left_out(mixed: Studio) -> None:
    page = mixed.page
    bar = page.get_by_role("toolbar")
    bar.get_by_role("button", name="Favourite").click()
    expect(page.get_by_text(f"3 of 6 are favourites now. {WITHOUT}").first).to_be_visible()
    bar.get_by_role("button", name="Add to collection").click()
    dialog = page.get_by_role("dialog", name="Add 3 to a collection")
    expect(dialog.get_by_text(f"3 of 6 can be added. {WITHOUT}")).to_be_visible()
    dialog.get_by_label("New collection").fill("Client A")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_text("3 added to “Client A”.").first).to_be_attached()
