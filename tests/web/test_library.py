"""The library: live updates, search, paging and deletion."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress

import httpx
import pytest
from playwright.sync_api import Error, Route, expect

from tests.conftest import Sql
from tests.web.conftest import DESKTOP
from tests.web.dialogs import expect_gone, press_escape
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import LIVE_TOPICS, Studio, collect_live_topics, wait_for
from tests.web.test_pages import PHONE

REST = "**/rest/v1/generated_media**"


@pytest.fixture
def filled(unopened_studio: Studio) -> Studio:
    """The dashboard of a user with 30 pictures."""
    unopened_studio.add_rows(30)
    return unopened_studio.open()


def test_an_empty_library_shows_what_to_do_next(studio: Studio) -> None:
    expect(studio.page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    studio.page.get_by_role("button", name="Make your first picture").click()
    expect(studio.field("Prompt")).to_be_focused()


def test_a_slow_library_shows_placeholders(unopened_studio: Studio) -> None:
    studio = unopened_studio
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    studio.page.route(REST, hold)
    studio.page.goto("/dashboard")
    expect(studio.submit_button).to_be_visible()
    expect(studio.page.get_by_role("region", name="Library").get_by_role("status", name="Loading")).to_be_visible()
    studio.page.unroute(REST)
    for route in held:
        with suppress(Error):  # the page cancelled this request and sent another
            route.continue_()
    expect(studio.page.get_by_role("heading", name="Nothing here yet")).to_be_visible()


# Where cards are, relative to the first: of the two first rows.
BOXES = """(cards) => {
  const boxes = cards.map((card) => card.getBoundingClientRect());
  const seen = boxes.filter(({y, height}) => height > 0 && y < boxes[0].y + 1.5 * boxes[0].height);
  return seen.map(({x, y, width, height}) => [x - boxes[0].x, y - boxes[0].y, width, height].map(Math.round));
}"""


@pytest.mark.parametrize("width", [390, 768, 1280, 1920, 2560])
def test_the_placeholders_are_where_the_cards_will_be(unopened_studio: Studio, width: int) -> None:
    studio, page = unopened_studio, unopened_studio.page
    page.set_viewport_size({"width": width, "height": 3000})
    studio.add_rows(30)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(REST, hold)
    page.goto("/dashboard")
    expect(studio.submit_button).to_be_visible()
    loading = page.get_by_role("region", name="Library").get_by_role("status", name="Loading")
    expect(loading).to_be_visible()
    placeholders = loading.locator("> div > div").filter(visible=True).evaluate_all(BOXES)
    page.unroute(REST)
    for route in held:
        with suppress(Error):  # the page cancelled this request and sent another
            route.continue_()
    expect(studio.cards.first).to_be_visible()
    assert studio.cards.evaluate_all(BOXES)[: len(placeholders)] == placeholders


def test_a_library_that_fails_to_load_shows_a_message_and_retries(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.browser_errors.expect("status of 500")
    studio.page.route(REST, lambda route: route.fulfill(status=500, body="{}"))
    live = collect_live_topics(studio.page)
    studio.page.goto("/dashboard")
    wait_for(studio.page, lambda: len(live) == LIVE_TOPICS)
    expect(studio.page.get_by_role("heading", name="Your library could not be loaded")).to_be_visible()
    studio.page.unroute(REST)
    studio.page.get_by_role("button", name="Try again").click()
    expect(studio.page.get_by_role("heading", name="Nothing here yet")).to_be_visible()


def test_models_that_fail_to_load_show_a_message_and_retry(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.browser_errors.expect("status of 500")
    studio.page.route("**/rest/v1/models**", lambda route: route.fulfill(status=500, body="{}"))
    live = collect_live_topics(studio.page)
    studio.page.goto("/dashboard")
    wait_for(studio.page, lambda: len(live) == LIVE_TOPICS)
    expect(studio.page.get_by_role("heading", name="The models could not be loaded")).to_be_visible()
    studio.page.unroute("**/rest/v1/models**")
    studio.page.get_by_role("button", name="Try again").click()
    expect(studio.submit_button).to_be_visible()


def test_arrivals_join_the_others_where_nobody_sees_them_move(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    page.set_viewport_size(PHONE)
    studio.add_rows(3)
    studio.open()
    titles = page.get_by_role("region", name="Library").get_by_role("heading", name=re.compile("^(New|Earlier)$"))

    def first_row() -> list[str]:
        studio.cards.first.scroll_into_view_if_needed()
        boxes = [(card.inner_text().split("\n")[-2], card.bounding_box()) for card in studio.cards.all()]
        top = min(box["y"] for _, box in boxes if box)
        return [prompt for prompt, box in boxes if box and box["y"] == top]

    expect(studio.cards.first).not_to_be_in_viewport()
    studio.add_rows(1, "Unseen")
    expect(studio.card("Unseen 1")).to_be_attached()
    expect(titles).to_have_count(0)
    wait_for(page, lambda: first_row() == ["Unseen 1", "Picture 3"])

    studio.add_rows(1, "Seen")
    expect(titles).to_have_text(["New", "Earlier"])
    wait_for(page, lambda: first_row() == ["Seen 1"])
    page.evaluate("scrollTo(0, 0)")
    expect(titles).to_have_count(0)
    wait_for(page, lambda: first_row() == ["Seen 1", "Unseen 1"])

    studio.add_rows(1, "Meanwhile")
    expect(titles).to_have_count(2)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true});"
        " document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(titles).to_have_count(0)
    wait_for(page, lambda: first_row() == ["Meanwhile 1", "Seen 1"])


def test_the_first_arrivals_have_no_empty_band_above_them(studio: Studio) -> None:
    heading = studio.page.get_by_role("heading", name="Nothing here yet")
    heading.scroll_into_view_if_needed()
    studio.add_rows(1)
    expect(heading).to_have_count(0)
    cards = studio.page.get_by_role("region", name="Library").get_by_role("list")
    [card, sheet] = [studio.cards.first.bounding_box(), cards.bounding_box()]
    assert card
    assert sheet
    assert card["y"] == sheet["y"]


def test_the_frame_of_a_focused_card_is_whole(filled: Studio) -> None:
    """It is above the picture, and nothing cuts it off in the last column."""
    page = filled.page
    filled.card("Picture 30").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    card = filled.card("Picture 26")
    expect(card).to_be_focused()
    frame = card.evaluate(
        "(card) => { const {outlineStyle, position} = getComputedStyle(card, '::after');"
        " return [outlineStyle, position]; }"
    )
    assert frame == ["solid", "absolute"]
    room = card.evaluate(
        "(card) => card.closest('.overflow-x-clip').getBoundingClientRect().right - card.getBoundingClientRect().right"
    )
    assert room >= 3


def test_scrolling_loads_all_pages(filled: Studio) -> None:
    expect(filled.cards.first).to_contain_text("Picture 30")
    filled.page.mouse.wheel(0, 20_000)
    expect(filled.cards.last).to_contain_text("Picture 1")
    expect(filled.cards.last).to_have_attribute("aria-posinset", "30")


def test_rows_with_equal_times_are_neither_lost_nor_duplicated(unopened_studio: Studio, sql: Sql) -> None:
    studio = unopened_studio
    studio.add_rows(30)
    sql("update generated_media set created_at = date_trunc('day', now()) where user_id = %s", [studio.user.id])
    # All cards are in the page of a screen that is high enough.
    studio.page.set_viewport_size({"width": 1280, "height": 2400})
    studio.open()
    studio.page.mouse.wheel(0, 20_000)
    expect(studio.cards).to_have_count(30)
    assert len(set(studio.cards.all_text_contents())) == 30


def test_a_library_whose_script_fails_leaves_the_form(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.browser_errors.expect("net::ERR_FAILED")
    studio.page.route("**/_astro/library.*.js", lambda route: route.abort())
    studio.page.goto("/dashboard")
    expect(studio.page.get_by_role("heading", name="Your library could not be loaded")).to_be_visible()
    expect(studio.submit_button).to_be_enabled()


def test_search_matches_prompts_and_treats_wildcards_literally(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(1, "A 100% fox")
    studio.add_rows(1, "A 1000 hens")
    studio.open()
    search = studio.page.get_by_role("searchbox", name="Search prompts")
    search.fill("100%")
    expect(studio.cards).to_have_count(1)
    expect(studio.card("A 100% fox 1")).to_be_visible()
    search.fill("fox  100%")
    expect(studio.cards).to_have_count(1)
    # A row that arrives is matched in the same way.
    studio.add_rows(1, "A fox of 100% wool")
    expect(studio.cards).to_have_count(2)
    search.fill("no such thing")
    expect(studio.page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    studio.page.get_by_role("button", name="Clear: Words: no such thing").click()
    expect(studio.cards).to_have_count(3)
    expect(search).to_have_value("")


def test_the_search_keeps_its_place_while_words_are_typed(filled: Studio) -> None:
    search = filled.page.get_by_role("searchbox", name="Search prompts")
    for size in (DESKTOP, PHONE):
        filled.page.set_viewport_size(size)
        search.fill("")
        expect(filled.cards.first).to_be_visible()
        before = search.bounding_box()
        search.fill("no such thing")
        expect(filled.page.get_by_role("heading", name="Nothing matches")).to_be_visible()
        after = search.bounding_box()
        assert before is not None
        assert after is not None
        assert (before["x"], before["width"]) == (after["x"], after["width"])


def test_the_library_filters_by_type_and_status(unopened_studio: Studio, sql: Sql) -> None:
    studio = unopened_studio
    studio.add_rows(2)
    sql("update generated_media set media_type = 'video' where prompt = 'Picture 1' and user_id = %s", [studio.user.id])
    studio.add_failed("Picture 3")
    studio.open()
    library = studio.page.get_by_role("region", name="Library")
    library.get_by_text("Videos", exact=True).click()
    expect(studio.cards).to_have_count(1)
    expect(studio.cards).to_have_text(re.compile("Video.*Picture 1"))
    library.get_by_role("button", name="Failed", exact=True).click()
    expect(library.get_by_role("heading", name="Nothing matches")).to_be_visible()
    library.get_by_role("button", name="Clear: Videos").click()
    expect(studio.cards).to_have_text(re.compile("Failed.*Image.*Picture 3"))


def test_a_failed_search_shows_only_the_error(filled: Studio) -> None:
    filled.browser_errors.expect("ERR_FAILED")
    filled.page.route(REST, lambda route: route.abort())
    filled.page.get_by_role("searchbox", name="Search prompts").fill("Picture 12")
    expect(filled.page.get_by_role("heading", name="Your library could not be loaded")).to_be_visible()
    expect(filled.cards).to_have_count(0)
    filled.page.unroute(REST)
    filled.page.get_by_role("button", name="Try again").click()
    expect(filled.cards).to_have_count(1)


def test_a_row_that_no_longer_matches_leaves_the_filter(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-filter")
    studio.add_rows(1)
    studio.page.get_by_role("region", name="Library").get_by_role("button", name="Running").click()
    studio.generate("held-filter fox")
    expect(studio.card("held-filter fox")).to_be_visible()
    pixio.release()
    expect(studio.card("held-filter fox")).to_have_count(0)


def test_a_change_event_without_large_columns_keeps_their_values(studio: Studio, sql: Sql) -> None:
    studio.add_rows(1)
    long_prompt = secrets.token_hex(4000)  # random, so that Postgres stores it out of line (TOAST) and the update below
    # does not contain it
    # A wide card also shows the credits.
    wide = "width = 1600, height = 900"
    sql(f"update generated_media set prompt = %s, {wide} where user_id = %s", [long_prompt, studio.user.id])
    expect(studio.card(long_prompt)).to_be_visible()
    sql("update generated_media set credits_used = 77 where user_id = %s", [studio.user.id])
    expect(studio.cards).to_contain_text("· 77")
    expect(studio.card(long_prompt)).to_be_visible()


def test_deletions_in_another_tab_are_shown(filled: Studio, sql: Sql) -> None:
    sql("delete from generated_media where prompt = 'Picture 30' and user_id = %s", [filled.user.id])
    expect(filled.card("Picture 30")).to_have_count(0)


def test_the_lightbox_works_by_keyboard(filled: Studio) -> None:
    filled.card("Picture 29").click()
    dialog = filled.page.get_by_role("dialog", name="Details")
    expect(dialog).to_contain_text("Picture 29")
    expect(dialog).to_contain_text("Krea Flux")
    filled.page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("Picture 28")
    filled.page.keyboard.press("ArrowLeft")
    filled.page.keyboard.press("ArrowLeft")
    expect(dialog).to_contain_text("Picture 30")
    expect(dialog.get_by_role("button", name="Previous")).to_have_count(0)
    press_escape(filled.page, "Details")
    expect(filled.card("Picture 30")).to_be_focused()


def test_the_lightbox_loads_the_next_page(filled: Studio) -> None:
    filled.card("Picture 30").click()
    dialog = filled.page.get_by_role("dialog", name="Details")
    for number in range(29, 0, -1):
        expect(dialog.get_by_role("button", name="Next")).to_be_visible()
        filled.page.keyboard.press("ArrowRight")
        expect(dialog.get_by_role("img", name=f"Picture {number}", exact=True)).to_be_visible()
    expect(dialog.get_by_role("button", name="Next")).to_have_count(0)


def test_the_lightbox_shows_the_inputs_of_a_generation(studio: Studio) -> None:
    studio.fill("Width", "512")
    studio.generate("A fox")
    studio.card("A fox").click()
    dialog = studio.page.get_by_role("dialog", name="Details")
    expect(dialog.get_by_role("img", name="A fox")).to_be_visible()
    expect(dialog.get_by_text("512 × 1,024", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Edit prompt").click()
    expect_gone(dialog)
    expect(studio.field("Width")).to_have_value("512")


def test_deleting_asks_first_and_removes_file_and_row(studio: Studio) -> None:
    studio.generate("A fox")
    expect(studio.card("A fox").locator("img")).to_have_attribute("src", re.compile(r"/thumbnails/[0-9a-f-]+\.webp$"))
    studio.card("A fox").click()
    studio.page.get_by_role("button", name="Delete").click()
    question = studio.page.get_by_role("dialog", name="Delete this for good?")
    question.get_by_role("button", name="Cancel").click()
    expect_gone(question)
    assert len(studio.rows()) == 1
    studio.page.get_by_role("button", name="Delete").click()
    question.get_by_role("button", name="Delete").click()
    expect(studio.card("A fox")).to_have_count(0)
    expect(studio.page.get_by_role("dialog")).to_have_count(0)
    wait_for(studio.page, lambda: studio.rows() == [])
    assert studio.sql("select name from storage.objects where name like %s", [f"{studio.user.id}/%"]) == []


def test_the_lightbox_goes_on_to_the_next_result_after_a_deletion(filled: Studio) -> None:
    page, dialog = filled.page, filled.page.get_by_role("dialog", name="Details")
    filled.card("Picture 29").click()
    dialog.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete this for good?").get_by_role("button", name="Delete").click()
    expect(dialog.get_by_role("img", name="Picture 28")).to_be_visible()
    press_escape(page, "Details")
    expect(filled.card("Picture 28")).to_be_focused()
    expect(filled.card("Picture 29")).to_have_count(0)


def test_a_thumbnail_that_is_stored_during_the_deletion_is_removed(studio: Studio) -> None:
    studio.generate("A fox")
    image = studio.card("A fox").locator("img")
    expect(image).to_have_attribute("src", re.compile("/thumbnails/"))
    (row,) = studio.rows()
    studio.sql("update generated_media set thumbnail_url = null where id = %s", [row["id"]])
    expect(image).to_have_attribute("src", row["media_url"])

    def store_thumbnail(route: Route) -> None:
        if route.request.method == "DELETE":
            key = {
                "Authorization": f"Bearer {studio.stack.service_role_key}",
                "Content-Type": "image/webp",
                "x-upsert": "true",
            }
            url = f"{studio.stack.supabase_url}/storage/v1/object/generated-media/{studio.user.id}/thumbnails/{row['id']}.webp"
            httpx.post(url, content=b"x", headers=key).raise_for_status()
            studio.sql("update generated_media set thumbnail_url = %s where id = %s", [row["thumbnail_url"], row["id"]])
        route.continue_()

    studio.page.route("**/rest/v1/generated_media?*", store_thumbnail)
    studio.card("A fox").click()
    studio.page.get_by_role("button", name="Delete").click()
    studio.page.get_by_role("dialog", name="Delete this for good?").get_by_role("button", name="Delete").click()
    expect(studio.card("A fox")).to_have_count(0)
    files = "select name from storage.objects where name like %s"
    wait_for(studio.page, lambda: studio.sql(files, [f"{studio.user.id}/%"]) == [])


def test_a_failed_deletion_keeps_the_card_and_shows_a_message_in_the_dialog(filled: Studio) -> None:
    filled.browser_errors.expect("ERR_FAILED")
    filled.page.route("**/storage/v1/object/**", lambda route: route.abort())
    filled.card("Picture 30").click()
    filled.page.get_by_role("button", name="Delete").click()
    filled.page.get_by_role("dialog", name="Delete this for good?").get_by_role("button", name="Delete").click()
    expect(filled.page.get_by_text("It could not be deleted. Try again.").first).to_be_attached()
    filled.page.get_by_role("button", name="Dismiss").click()
    expect(filled.page.get_by_text("It could not be deleted. Try again.")).to_have_count(0)
    press_escape(filled.page, "Details")
    expect(filled.card("Picture 30")).to_be_visible()


def test_a_missing_file_shows_a_message(unopened_studio: Studio, sql: Sql) -> None:
    studio = unopened_studio
    studio.browser_errors.expect("status of 404")
    studio.add_rows(1)
    sql(
        "update generated_media set media_url = %s where user_id = %s",
        [f"{studio.stack.site_url}/gone.png", studio.user.id],
    )
    studio.open()
    expect(studio.cards).to_contain_text("The file cannot be shown at the moment.")


def test_html_in_a_prompt_is_shown_as_text(studio: Studio) -> None:
    prompt = "<img src=x onerror=alert(1)> & {{7*7}}"
    studio.generate(prompt)
    expect(studio.pane.get_by_role("img", name=prompt)).to_be_visible()
    expect(studio.cards).to_contain_text(re.compile(re.escape(prompt)))


# ------------------------------------------------- texts from right to left


def test_right_to_left_prompts_and_names_are_displayed_right_to_left(studio: Studio) -> None:
    page = studio.page
    prompt = "שלום (עולם) 2026!"
    studio.sql("update users set full_name = 'علي' where id = %s", [studio.user.id])
    studio.field("Prompt").fill(prompt)
    expect(studio.field("Prompt")).to_have_css("direction", "rtl")
    studio.generate(prompt)
    expect(studio.pane.get_by_role("img", name=prompt)).to_be_visible()
    card = studio.card(prompt)
    expect(card.get_by_text(prompt)).to_have_css("direction", "rtl")
    page.get_by_role("searchbox").first.fill("שלום")
    expect(page.get_by_role("searchbox").first).to_have_css("direction", "rtl")
    card.click()
    dialog = page.get_by_role("dialog", name="Details")
    expect(dialog.get_by_text(prompt)).to_have_css("direction", "rtl")
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "שלום-עולם-2026.png"
    page.goto("/account")
    expect(page.get_by_label("Name", exact=True)).to_have_css("direction", "rtl")
    page.get_by_role("button", name="Account menu").click()
    expect(page.locator("#account p").first).to_have_css("direction", "rtl")
    expect(page.locator("#statement").get_by_text(prompt)).to_have_css("direction", "rtl")


@pytest.mark.parametrize(
    ("prompt", "name"), [("हिन्दी में एक नाव", "हिन्दी-में-एक-नाव"), ("cafe\u0301 au lait", "caf\u00e9-au-lait")]
)
def test_a_download_is_named_with_whole_words_of_its_prompt(studio: Studio, prompt: str, name: str) -> None:
    studio.generate(prompt)
    with studio.page.expect_download() as download:
        studio.pane.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == f"{name}.png"


def test_a_large_screen_shows_a_square_in_its_full_size(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.page.set_viewport_size({"width": 1920, "height": 1080})
    studio.add_rows(1)
    studio.sql("update generated_media set width = 1024, height = 1024 where user_id = %s", [studio.user.id])
    studio.open().card("Picture 1").click()
    shown = studio.page.get_by_role("dialog", name="Details").get_by_role("img", name="Picture 1").bounding_box()
    assert shown is not None
    assert min(shown["width"], shown["height"]) >= 1024
