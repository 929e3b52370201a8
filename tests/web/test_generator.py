"""The form that is generated from a model, and the actions on its result."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.conftest import NewUser, Sql
from tests.web.conftest import NewStudio
from tests.web.dialogs import press_escape
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, picture, wait_for

# ------------------------------------------------------------------- form


def test_the_form_shows_errors_at_each_field(studio: Studio) -> None:
    studio.fill("Width", "600")
    studio.fill("Height", "99999")
    studio.submit()
    prompt = studio.field("Prompt")
    expect(prompt).to_be_focused()
    expect(prompt).to_have_accessible_description("Please fill this in.")
    expect(studio.field("Width")).to_have_accessible_description("Use steps of 64, for example 576 or 640.")
    expect(studio.field("Height")).to_have_accessible_description("At most 2,048.")
    studio.fill("Width", "640")
    expect(studio.field("Width")).to_have_accessible_description("512–2,048, steps of 64")
    assert studio.rows() == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_text_that_is_too_long_says_so_while_it_is_typed_and_scrolls_in_its_field(studio: Studio, width: int) -> None:
    studio.page.set_viewport_size({"width": width, "height": 800})
    studio.fill("Prompt", "a fox " * 333 + "xx")
    prompt = studio.field("Prompt")
    expect(prompt).to_have_accessible_description("What should the picture show?")
    expect(studio.page.get_by_role("form")).to_contain_text("2,000 of 2,000 characters")
    prompt.press_sequentially("y")
    expect(prompt).to_have_accessible_description("1 character too many. At most 2,000.")
    studio.fill("Prompt", "a fox " * 333 + "x" * 122)
    expect(prompt).to_have_accessible_description("120 characters too many. At most 2,000.")
    expect(prompt).to_have_attribute("aria-invalid", "true")
    expect(studio.page.get_by_text("120 characters too many.")).to_be_in_viewport(ratio=1)
    assert prompt.evaluate("field => field.clientHeight < field.scrollHeight / 2")
    if width == 1280:
        assert hidden_by_scrolling(studio) == 0
    studio.submit()
    expect(prompt).to_be_focused()
    assert studio.rows() == []


def test_the_length_of_a_video_is_chosen_in_seconds(studio: Studio) -> None:
    studio.choose("Wan 2.2")
    length = studio.page.get_by_role("slider", name="Length")
    expect(length).to_have_attribute("aria-valuetext", "5 sec (81 frames)")
    length.press("End")
    expect(length).to_have_attribute("aria-valuetext", "12.5 sec (200 frames)")
    expect(studio.page.get_by_role("form")).to_contain_text("12.5 sec (200 frames)")
    length.press("ArrowLeft")
    expect(length).to_have_value("199")
    studio.page.reload()
    expect(length).to_have_value("199")


def test_a_length_in_steps_is_one_that_the_model_accepts_and_one_without_a_default_is_typed(
    studio: Studio, sql: Sql
) -> None:
    frames = {"type": "integer", "title": "Length", "minimum": 25, "maximum": 200, "multipleOf": 16, "default": 80}
    pause = {"type": "integer", "title": "Pause", "minimum": 10, "maximum": 96}
    schema = {
        "type": "object",
        "additionalProperties": False,
        "x-prompt": "idea",
        "properties": {
            "idea": {"type": "string", "title": "Idea", "x-order": 1},
            "frames": {**frames, "x-fps": 16, "x-order": 2},
            "pause": {**pause, "x-fps": 24, "x-order": 3},
        },
    }
    sql(
        "insert into models (id, name, description, category, media_type, credit_cost, deployment_id, position,"
        " input_schema) values ('test-steps', 'Test Steps', 'Steps.', 'image', 'image', 7, 'steps', 9, %s)",
        [json.dumps(schema)],
    )
    try:
        studio.choose("Test Steps")
        length = studio.page.get_by_role("slider", name="Length")
        expect(length).to_have_value("80")
        length.press("ArrowRight")
        expect(length).to_have_attribute("aria-valuetext", "6 sec (96 frames)")
        length.press("Home")
        expect(length).to_have_attribute("aria-valuetext", "2 sec (32 frames)")
        expect(studio.field("Pause")).to_have_accessible_description("10–96")
        studio.field("Pause").press_sequentially("48")
        studio.fill("Idea", "A heron")
        studio.submit()
        expect(studio.pane.get_by_role("img", name="A heron")).to_be_visible()
        assert studio.rows()[0]["inputs"] == {"idea": "A heron", "frames": 32, "pause": 48}
    finally:
        sql("update models set active = false where id = 'test-steps'")


def test_input_survives_a_change_of_model_and_a_reload(studio: Studio) -> None:
    studio.fill("Prompt", "half a thought")
    studio.fill("Width", "5")
    studio.choose("Qwen Edit")
    studio.upload("Picture to edit", picture())
    studio.fill("What to change", "the sky")
    studio.choose("Krea Flux")
    expect(studio.field("Prompt")).to_have_value("half a thought")
    studio.open()
    expect(studio.field("Width")).to_have_value("5")
    studio.choose("Qwen Edit")
    expect(studio.field("What to change")).to_have_value("the sky")
    expect(studio.image_input("Picture to edit").get_by_role("img", name="Picture to edit")).to_be_visible()


def test_a_model_added_in_the_database_appears_with_its_form_and_runs(studio: Studio, sql: Sql) -> None:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["idea", "style"],
        "x-prompt": "idea",
        "properties": {
            "idea": {"type": "string", "title": "Idea", "x-order": 1},
            "style": {"type": "string", "title": "Style", "enum": ["ink", "oil"], "default": "ink", "x-order": 2},
            "strength": {"type": "number", "title": "Strength", "minimum": 0, "maximum": 1, "x-order": 3},
            "tiled": {"type": "boolean", "title": "Tiled", "default": False, "x-order": 4},
        },
    }
    sql(
        "insert into models (id, name, description, category, media_type, credit_cost, deployment_id, position,"
        " input_schema) values ('test-brush', 'Test Brush', 'Paints.', 'image', 'image', 7, 'brush', 9, %s)",
        [json.dumps(schema)],
    )
    try:
        studio.choose("Test Brush")
        expect(studio.page.get_by_role("radio", name="Test Brush").locator("xpath=..")).to_contain_text("7 credits")
        studio.fill("Idea", "A heron")
        studio.field("Style").select_option("oil")
        studio.field("Tiled").check()
        expect(studio.submit_button).to_have_text("Generate for 7 credits")
        studio.submit()
        expect(studio.pane.get_by_role("img", name="A heron")).to_be_visible()
        assert studio.rows()[0]["inputs"] == {"idea": "A heron", "style": "oil", "tiled": True}
    finally:
        sql("update models set active = false where id = 'test-brush'")
    expect(studio.page.get_by_role("radio", name="Test Brush")).to_have_count(0)


def test_a_model_that_is_added_first_does_not_replace_the_form(studio: Studio, sql: Sql) -> None:
    """The user has not selected the displayed form. Filling it in selects it, also for the next visit."""
    shown = studio.page.get_by_role("form", name="Krea Flux")
    expect(shown).to_be_visible()
    sql(
        "insert into models (id, name, description, category, media_type, credit_cost, deployment_id, position, input_schema)"
        " select 'test-first', 'Test First', description, category, media_type, credit_cost, 'first', -1, input_schema"
        " from models where id = 'krea-flux'"
    )
    try:
        expect(studio.page.get_by_role("radio", name="Test First")).to_be_attached()
        expect(shown).to_be_visible()
        studio.fill("Prompt", "a heron")
        studio.page.reload()
        expect(studio.page.get_by_role("radio", name="Test First")).to_be_attached()
        expect(shown).to_be_visible()
        expect(studio.field("Prompt")).to_have_value("a heron")
    finally:
        sql("update models set active = false where id = 'test-first'")


def test_a_model_that_is_withdrawn_keeps_its_form_and_text(studio: Studio, sql: Sql) -> None:
    sql(
        "insert into models (id, name, description, category, media_type, credit_cost, deployment_id, position, input_schema)"
        " select 'test-gone', 'Test Gone', description, category, media_type, credit_cost, 'gone', 9, input_schema"
        " from models where id = 'krea-flux'"
    )
    try:
        studio.choose("Test Gone")
        studio.fill("Prompt", "a heron")
    finally:
        sql("update models set active = false where id = 'test-gone'")
    expect(studio.page.get_by_role("radio", name="Test Gone")).to_have_count(0)
    expect(studio.page.get_by_text("This model is no longer offered.")).to_be_visible()
    expect(studio.field("Prompt")).to_have_value("a heron")
    expect(studio.submit_button).to_be_disabled()
    studio.choose("Krea Flux")
    expect(studio.submit_button).to_be_enabled()


def cut_off_texts_and_inputs(page: Page) -> list[str]:
    """Buttons of the dashboard that are narrower than their text, and inputs that are wider than their form."""
    found: list[str] = page.evaluate("""() => {
        const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
        const wide = all('main :is(button, a), dialog[open] :is(button, a)').filter((each) => each.scrollWidth > each.clientWidth + 1);
        const form = document.querySelector('main form').getBoundingClientRect();
        const out = all('main form [data-image-input], main form button').filter((each) => {
            const { left, right } = each.getBoundingClientRect();
            return left < form.left - 1 || right > form.right + 1 || each.scrollWidth > each.clientWidth + 1;
        });
        return [...wide, ...out].map((each) => each.textContent.trim());
    }""")
    return found


def beside_the_prompt(studio: Studio) -> list[Locator]:
    """The quiet buttons at the right end of the form, which have no frame."""
    return [studio.page.get_by_role("button", name=name) for name in ("Reset to defaults", "Recent")]


def right_end(element: Locator) -> float:
    """Where it ends on the right, in pixels."""
    box = element.bounding_box()
    assert box is not None
    return box["x"] + box["width"]


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1920])
def test_no_button_or_input_is_cut_off(studio: Studio, width: int) -> None:
    studio.page.set_viewport_size({"width": width, "height": 900})
    ends = [right_end(each) for each in (studio.field("Prompt"), *beside_the_prompt(studio))]
    assert max(ends) - min(ends) <= 1
    studio.generate("A fox")
    for model in ("Krea Flux", "Qwen Edit", "Wan 2.2 First/Last Frame"):
        studio.choose(model)
        assert cut_off_texts_and_inputs(studio.page) == []
    studio.card("A fox").click()
    expect(studio.page.get_by_role("dialog").get_by_role("img", name="A fox")).to_be_visible()
    assert cut_off_texts_and_inputs(studio.page) == []


# ----------------------------------------------------------------- result


def heading_top(studio: Studio) -> float:
    """Where the library's heading is, in pixels from the top of the page."""
    return float(
        studio.page.get_by_role("heading", name="Library").evaluate(
            "heading => heading.getBoundingClientRect().top + scrollY"
        )
    )


def hidden_by_scrolling(studio: Studio) -> int:
    """How many pixels of the form's inputs are scrolled out of sight."""
    inputs = studio.page.get_by_role("form").locator("xpath=*[1]")
    return int(inputs.evaluate("inputs => inputs.scrollHeight - inputs.clientHeight"))


def test_form_and_result_stay_within_800_pixels_and_at_one_height(studio: Studio, pixio: Pixio) -> None:
    idle = heading_top(studio)
    assert idle < 800
    for model in ("Wan 2.2", "Qwen Edit", "Upscale", "Krea Flux"):
        studio.choose(model)
        assert heading_top(studio) == idle
        expect(studio.submit_button).to_be_in_viewport(ratio=1)
        assert hidden_by_scrolling(studio) == 0, model
        if model == "Qwen Edit":
            damaged: FilePayload = {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
            studio.page.get_by_role("group", name="Picture to edit").locator("input").set_input_files(damaged)
            expect(studio.page.get_by_role("alert")).to_contain_text("Picture to edit: Your browser cannot read")
            assert hidden_by_scrolling(studio) == 0, "with an error"
    studio.show_own_size()
    assert hidden_by_scrolling(studio) == 0
    pixio.hold("held-height")
    studio.generate("held-height fox")
    expect(studio.pane.get_by_role("button", name="Cancel generation")).to_be_in_viewport(ratio=1)
    assert heading_top(studio) == idle
    pixio.release()
    for action in (
        "Variation for 10 credits",
        "Run again for 10 credits",
        "Use with Qwen Edit",
        "Edit prompt",
        "Share",
        "Favourite",
    ):
        expect(studio.pane.get_by_role("button", name=action)).to_be_in_viewport(ratio=1)
    expect(studio.pane.get_by_role("link", name="Download")).to_be_in_viewport(ratio=1)
    expect(studio.pane.get_by_text("0:00")).to_have_count(0)
    assert heading_top(studio) == idle
    studio.choose_results(2)
    pixio.fault("faulty-height", end="failed", error="CUDA out of memory")
    studio.generate("faulty-height fox")
    expect(studio.pane.get_by_role("heading", name="These 2 generations failed")).to_be_visible()
    expect(studio.pane.get_by_role("button", name="Run again")).to_be_in_viewport(ratio=1)
    assert heading_top(studio) == idle


def test_the_last_result_is_shown_after_a_reload_and_runs_again(studio: Studio) -> None:
    studio.fill("Width", "512")
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    studio.page.reload()
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    # A second press while the first one is sent starts nothing.
    studio.pane.get_by_role("button", name="Run again for 10 credits").dblclick()
    wait_for(studio.page, lambda: len(studio.rows()) == 2)
    studio.expect_credits(480)
    first, second = studio.rows()
    assert second["inputs"] == first["inputs"]
    assert second["id"] != first["id"]


def test_generate_stays_in_reach_on_a_phone_and_the_result_is_seen(studio: Studio, pixio: Pixio) -> None:
    studio.page.set_viewport_size({"width": 390, "height": 844})
    studio.choose("Qwen Edit")
    # The boxes of three pictures leave the instruction on the first screen.
    expect(studio.field("What to change")).to_be_in_viewport(ratio=1)
    studio.choose("Krea Flux")
    pixio.hold("held-phone")
    for results in (1, 1, 4):
        studio.choose_results(results)
        studio.generate("held-phone fox")
        expect(studio.pane.get_by_role("button", name=re.compile("^Cancel generation")).last).to_be_in_viewport(ratio=1)
        expect(studio.submit_button).to_be_in_viewport(ratio=1)
    pixio.release()
    studio.choose_results(1)
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_in_viewport(ratio=0.9)
    expect(studio.submit_button).to_be_in_viewport(ratio=1)


def test_a_download_is_named_after_its_prompt(studio: Studio) -> None:
    studio.generate("A Fox, asleep in a teacup!")
    with studio.page.expect_download() as download:
        studio.pane.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "a-fox-asleep-in-a-teacup.png"


def expect_a_named_use_within_the_pane(studio: Studio) -> None:
    """With a first frame, the button is for the last one, and names its model."""
    studio.pane.get_by_role("button", name="Animate this picture").click()
    studio.page.get_by_role("button", name="Remove picture: Last frame").click()
    use = studio.pane.get_by_role("button", name="Use as “Last frame” of Wan 2.2")
    for width in (320, 390, 1280):
        studio.page.set_viewport_size({"width": width, "height": 800})
        expect(use).to_be_visible()
        assert right_end(use) <= right_end(studio.pane)


def test_a_result_is_used_in_the_named_input_and_undone(studio: Studio) -> None:
    """Each result replaces the picture to edit, the focus moves to the instruction, and the toast undoes it."""
    page, edited = studio.page, studio.image_input("Picture to edit").get_by_role("img", name="Picture to edit")
    studio.generate("A fox")
    for prompt in ("A fox", "In snow"):
        expect(studio.pane.get_by_role("img", name=prompt)).to_be_visible()
        studio.pane.get_by_role("button", name="Use with Qwen Edit").click()
        instruction = studio.field("What to change")
        expect(instruction).to_be_focused()
        expect(instruction).to_be_in_viewport(ratio=1)
        last = studio.rows()[-1]["storage_path"]
        expect(edited).to_have_attribute("src", re.compile(re.escape(last)))
        if prompt == "A fox":
            studio.fill("What to change", "In snow")
            studio.submit()
    expect(page.get_by_role("button", name="Remove picture: Second picture")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(edited).to_have_attribute("src", re.compile(re.escape(studio.rows()[0]["storage_path"])))

    studio.pane.get_by_role("button", name="Use as another input").click()
    # Each says what is done and for how much, in the order of the models.
    uses = page.get_by_role("list", name="Use as another input").get_by_role("button")
    edit, animate = (
        "Use with Qwen EditField “{} picture” · 15 credits",
        "Animate this pictureField “{} frame” · 100 credits",
    )
    others = [edit.format("Second"), edit.format("Third"), animate.format("First"), animate.format("Last")]
    expect(uses).to_have_text([*others, "Use with Upscale5 credits"])
    uses.filter(has_text="Last frame").click()
    expect(page.get_by_role("status").filter(has_text="The picture is now “Last frame” of Wan 2.2")).to_be_attached()
    expect(studio.image_input("Last frame").get_by_role("img", name="Last frame")).to_be_visible()
    # The button now is for the other required picture of that model.
    expect(studio.pane.get_by_role("button", name="Animate this picture")).to_be_visible()
    expect_a_named_use_within_the_pane(studio)
    studio.fill("Prompt", "Slowly")
    # The undo of the toast no longer applies.
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1024, 1280])
def test_the_actions_of_a_result_are_in_words(studio: Studio, width: int) -> None:
    studio.page.set_viewport_size({"width": width, "height": 844})
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    studio.sql(
        "update generated_media set started_at = finished_at - interval '30 seconds' where user_id = %s",
        [studio.user.id],
    )
    expect(studio.pane.get_by_text("Took 0:30")).to_be_visible()
    for name in ("Run again for 10 credits", "Edit prompt", "Copy prompt", "Share", "Favourite"):
        expect(studio.pane.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        words = studio.pane.get_by_role("button", name=name).get_by_text(name)
        assert words.evaluate("words => words.offsetWidth") > 20


def test_a_favourite_is_marked_beside_the_form_and_in_the_library(studio: Studio) -> None:
    studio.generate("A fox")
    beside = studio.pane.get_by_role("button", name="Favourite")
    card = studio.page.get_by_role("button", name="Favourite: A fox")
    expect(beside).to_have_attribute("aria-pressed", "false")
    with studio.page.expect_response(re.compile("/rest/v1/favorites")):
        beside.click()
    expect(card).to_have_attribute("aria-pressed", "true")
    studio.page.reload()
    expect(beside).to_have_attribute("aria-pressed", "true")
    card.click()
    expect(beside).to_have_attribute("aria-pressed", "false")
    # What could not be saved is undone in both places.
    studio.browser_errors.expect("favorites")
    studio.page.route("**/rest/v1/favorites**", lambda route: route.abort())
    beside.click()
    expect(studio.page.get_by_role("status").filter(has_text="That could not be saved.")).to_be_attached()
    expect(beside).to_have_attribute("aria-pressed", "false")
    expect(card).to_have_attribute("aria-pressed", "false")


def test_a_reset_is_undone(studio: Studio) -> None:
    studio.fill("Prompt", "half a thought")
    studio.fill("Seed", "7")
    studio.choose_results(3)
    studio.page.get_by_role("button", name="Reset to defaults").click()
    expect(studio.field("Prompt")).to_have_value("")
    expect(studio.field("Seed")).to_have_value("")
    expect(studio.submit_button).to_have_text("Generate for 10 credits")
    studio.page.get_by_role("button", name="Undo").click()
    expect(studio.field("Prompt")).to_have_value("half a thought")
    expect(studio.field("Seed")).to_have_value("7")
    expect(studio.submit_button).to_have_text("Generate for 30 credits")


def test_a_reset_clears_errors_and_shows_the_default_shape(studio: Studio) -> None:
    studio.show_own_size()
    studio.submit()
    problem = studio.page.get_by_text("Please fill this in.")
    expect(problem).to_be_visible()
    studio.page.get_by_role("button", name="Reset to defaults").click()
    expect(problem).to_have_count(0)
    expect(studio.field("Prompt")).not_to_have_attribute("aria-invalid", "true")
    expect(studio.page.get_by_role("form").get_by_role("radio", name="1:1")).to_be_checked()


def test_the_list_of_keys_is_tidy(studio: Studio) -> None:
    studio.page.keyboard.press("?")
    dialog = studio.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Write the prompt")
    keys = dialog.locator("kbd")
    assert [key for key in keys.all_inner_texts() if key != key.upper() and len(key) == 1] == []
    # The keys of a column end at one line, and each list of keys is one line.
    ends = dialog.locator("dt").evaluate_all("all => all.map((each) => Math.round(each.getBoundingClientRect().right))")
    assert len(set(ends)) == 2
    heights = dialog.locator("dt").evaluate_all("all => all.map((each) => each.offsetHeight)")
    assert len(set(heights)) == 1


def test_shortcuts_focus_prompt_and_search_show_their_list_and_can_be_switched_off(studio: Studio) -> None:
    page = studio.page
    studio.add_rows(1)
    expect(studio.cards).to_have_count(1)  # an empty library has no search
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Write the prompt")
    press_escape(page, "Keyboard shortcuts")
    page.keyboard.press("/")
    search = page.get_by_role("region", name="Library").get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(search).to_be_in_viewport()
    page.keyboard.type("p?/")
    expect(search).to_have_value("p?/")
    search.blur()
    page.keyboard.press("p")
    expect(studio.field("Prompt")).to_be_focused()
    page.keyboard.insert_text("A fox " + "x" * 1700)
    expect(page.get_by_role("form")).to_contain_text("1,706 of 2,000 characters")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: len(studio.rows()) == 1 + 1)

    studio.field("Prompt").blur()
    page.keyboard.press("?")
    dialog.get_by_label("Single keys are shortcuts").uncheck()
    press_escape(page, "Keyboard shortcuts")
    page.keyboard.press("p")
    expect(studio.field("Prompt")).not_to_be_focused()
    page.reload()
    studio.wait_until_loaded()
    page.keyboard.press("?")
    expect(dialog).to_have_count(0)


@pytest.mark.chromium("other browsers do not let a page read the clipboard")
def test_a_prompt_is_copied(new_studio: NewStudio, new_user: NewUser, clipboard: dict[str, Any]) -> None:
    studio = new_studio(new_user(), **clipboard)
    studio.generate("A fox & <b>friends</b>")
    studio.pane.get_by_role("button", name="Copy prompt").click()
    expect(studio.page.get_by_role("status").filter(has_text="Prompt copied.")).to_be_attached()
    assert studio.page.evaluate("navigator.clipboard.readText()") == "A fox & <b>friends</b>"
