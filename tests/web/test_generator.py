"""The form that is generated from a model, and the actions on its result."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import NewUser, Sql
from tests.web.conftest import NewStudio
from tests.web.studio import Studio, picture

# ------------------------------------------------------------------- form


def test_the_form_shows_errors_at_each_field(studio: Studio) -> None:
    studio.fill("Width", "600")
    studio.fill("Height", "99999")
    studio.submit()
    prompt = studio.field("Prompt")
    expect(prompt).to_be_focused()
    expect(prompt).to_have_accessible_description("Please fill this in.")
    expect(studio.field("Width")).to_have_accessible_description("Steps of 64: 576 or 640.")
    expect(studio.field("Height")).to_have_accessible_description("At most 2,048.")
    studio.fill("Width", "640")
    expect(studio.field("Width")).to_have_accessible_description("512–2,048")
    assert studio.rows() == []


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


# ----------------------------------------------------------------- result


def test_a_download_is_named_after_its_prompt(studio: Studio) -> None:
    studio.generate("A Fox, asleep in a teacup!")
    with studio.page.expect_download() as download:
        studio.pane.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "a-fox-asleep-in-a-teacup.png"


def test_a_result_can_be_used_as_input(studio: Studio) -> None:
    studio.generate("A fox")
    studio.pane.get_by_role("button", name="Use as input").click()
    expect(studio.page.get_by_role("form", name="Qwen Edit")).to_be_visible()
    expect(studio.image_input("Picture to edit").get_by_role("img", name="Picture to edit")).to_be_visible()
    studio.pane.get_by_role("button", name="Generate again").click()
    expect(studio.page.get_by_role("form", name="Krea Flux")).to_be_visible()
    expect(studio.field("Prompt")).to_have_value("A fox")


@pytest.mark.chromium("the others let no page read the clipboard")
def test_a_prompt_is_copied(new_studio: NewStudio, new_user: NewUser, clipboard: dict[str, Any]) -> None:
    studio = new_studio(new_user(), **clipboard)
    studio.generate("A fox & <b>friends</b>")
    studio.pane.get_by_role("button", name="Copy prompt").click()
    expect(studio.page.get_by_role("status").filter(has_text="Prompt copied.")).to_be_attached()
    assert studio.page.evaluate("navigator.clipboard.readText()") == "A fox & <b>friends</b>"
