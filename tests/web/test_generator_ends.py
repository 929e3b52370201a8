"""What a user is told who looks elsewhere while generations run, and models for higher plans."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.conftest import NewUser, Sql
from tests.web.conftest import NewStudio
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, wait_for
from tests.web.test_pages import violations

HIDE = """(hidden) => {
  Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_title_icon_and_notification_tell_of_an_end_in_a_hidden_tab(studio: Studio, pixio: Pixio) -> None:
    page = studio.page
    page.evaluate("""() => {
      window.told = [];
      window.Notification = class extends EventTarget {
        static permission = 'default';
        static async requestPermission() { return (this.permission = 'granted'); }
        constructor(text) { super(); window.told.push(text); }
      };
    }""")
    title = page.title()
    pixio.hold("held-away")
    studio.generate("held-away fox")
    # Asked for while something runs, by the user's press.
    page.get_by_role("button", name="Notify me when it is done").click()
    expect(page.get_by_role("button", name="Notify me when it is done")).to_have_count(0)
    page.evaluate(HIDE, True)
    pixio.release()
    expect(page).to_have_title(f"(1) {title}")
    expect(page.locator("link[data-ended]")).to_have_attribute("href", re.compile("^data:image/png"))
    assert page.evaluate("window.told") == ["A result is ready in the studio."]
    page.evaluate(HIDE, False)
    expect(page).to_have_title(title)
    expect(page.locator("link[data-ended]")).to_have_count(0)


def test_a_public_page_tells_of_an_end(studio: Studio, pixio: Pixio) -> None:
    """`test_day.py` has the same on a page of the app."""
    pixio.hold("held-page")
    studio.generate("held-page fox")
    expect(studio.pane.get_by_role("button", name="Cancel generation")).to_be_visible()
    # Not a late response to the dashboard.
    with studio.page.expect_response(
        lambda reply: "current_generations" in reply.url and reply.frame.url.endswith("/terms")
    ):
        studio.page.goto("/terms")
    pixio.release()
    expect(studio.page.get_by_role("status").filter(has_text="A result is ready in the studio.")).to_be_attached(
        timeout=30_000
    )
    expect(studio.page).to_have_title(re.compile(r"^\(1\) "))


def test_an_example_makes_the_first_picture_by_one_press(unopened_studio: Studio, sql: Sql) -> None:
    studio = unopened_studio.open()
    (model,) = sql("select examples from models where id = 'krea-flux'")
    example = model["examples"][0]
    studio.pane.get_by_role("button", name=f"{example['title']}, for 10 credits").click()
    wait_for(studio.page, lambda: len(studio.rows()) == 1)
    (row,) = studio.rows()
    assert row["inputs"]["text"] == example["inputs"]["text"]
    expect(studio.field("Prompt")).to_have_value(example["inputs"]["text"])


def test_recent_prompts_are_one_key_away(studio: Studio) -> None:
    studio.sql(
        "insert into generated_media (id, user_id, prompt, media_type, credits_used, status, failure_reason, model_id,"
        " inputs, finished_at) select gen_random_uuid(), %s, prompt, 'image', 10, 'failed', 'failed', 'krea-flux', '{}', now()"
        " from unnest(array['Café at night', 'A hen']) prompt",
        [studio.user.id],
    )
    page = studio.page
    page.keyboard.press("h")
    search = page.get_by_role("searchbox", name="Search recent prompts")
    expect(search).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("button", name="A hen")).to_be_visible()
    page.keyboard.type("night cafe")
    expect(page.get_by_role("dialog").get_by_role("button", name="A hen")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(studio.field("Prompt")).to_have_value("Café at night")
    expect(studio.field("Prompt")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(studio.field("Prompt")).to_have_value("")


def test_a_model_for_a_higher_plan_shows_the_plan_and_the_way_to_it(
    new_studio: NewStudio, new_user: NewUser, sql: Sql
) -> None:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["idea"],
        "x-prompt": "idea",
        "properties": {"idea": {"type": "string", "title": "Idea"}},
    }
    sql(
        "insert into models (id, name, description, category, media_type, credit_cost, deployment_id, position,"
        " input_schema, min_tier) values ('test-pro', 'Test Pro', 'Paints.', 'image', 'image', 7, 'brush', 9, %s, 'pro')",
        [json.dumps(schema)],
    )
    try:
        studio = new_studio(new_user())
        studio.choose("Test Pro")
        expect(studio.page.get_by_role("radio", name="Test Pro").locator("xpath=..")).to_contain_text("Pro")
        expect(studio.page.get_by_role("form")).to_contain_text("This model is part of the plan Pro.")
        expect(studio.page.get_by_role("form").get_by_role("link", name="See the plans")).to_have_attribute(
            "href", "/pricing"
        )
        expect(studio.page.get_by_role("button", name="Generate", exact=True)).to_be_disabled()
        expect(studio.page.get_by_role("form")).not_to_contain_text("left after this")
        assert violations(studio.page) == []
    finally:
        sql("update models set active = false where id = 'test-pro'")
