"""The form, its pictures, and everything that may stop a run from starting."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tests.conftest import NewUser, Sql
from tests.web.conftest import NewStudio
from tests.web.pixio import Pixio
from tests.web.studio import Studio, picture, wait_for

GENERATIONS = "**/api/generations"

DROP = """([zone, name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, {type: 'image/png'}));
  zone.dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data}));
}"""

PASTE = """([base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'pasted.png', {type: 'image/png'}));
  document.body.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));
}"""


def answer(code: str, **more: Any) -> dict[str, Any]:
    """The service's error with this code."""
    return {"content_type": "application/json", "body": json.dumps({"error": {"code": code, "message": "m", **more}})}


def stored_pictures(studio: Studio) -> list[dict[str, Any]]:
    """What lies in the user's folder for pictures he has put in."""
    return studio.sql("select name, metadata from storage.objects where name like %s", [f"{studio.user.id}/uploads/%"])


def limit_width(sql: Sql, maximum: int) -> None:
    """Let the first model make pictures of this width at most."""
    path = "{properties,width,maximum}"
    sql("update models set input_schema = jsonb_set(input_schema, %s, %s) where id = 'krea-flux'", [path, str(maximum)])


# ------------------------------------------------------------------- form


def test_the_form_says_what_is_wrong_at_each_field(studio: Studio) -> None:
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


def test_what_was_typed_survives_a_change_of_model_and_a_reload(studio: Studio) -> None:
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


# --------------------------------------------------------------- pictures


def test_a_large_picture_is_scaled_down_before_it_is_uploaded(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    noise = Image.effect_noise((1900, 1400), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG", compress_level=1)
    studio.upload("Picture to edit", {"name": "noise.png", "mimeType": "image/png", "buffer": file.getvalue()})
    (stored,) = stored_pictures(studio)
    assert stored["metadata"]["mimetype"] == "image/jpeg"
    assert stored["metadata"]["size"] <= 950_000


def test_a_wide_picture_is_scaled_to_1920_pixels(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    studio.upload("Picture to edit", picture(size=(3000, 150)))
    (stored,) = stored_pictures(studio)
    data = studio.user.client.storage.from_("generated-media").download(stored["name"])
    assert Image.open(io.BytesIO(data)).size == (1920, 96)


def test_a_picture_comes_by_drop_paste_and_out_of_the_library(studio: Studio) -> None:
    coded = base64.b64encode(picture()["buffer"]).decode()
    studio.generate("For the library")
    expect(studio.card("For the library").locator("img")).to_be_visible()
    studio.choose("Qwen Edit")
    zone = studio.page.get_by_role("group", name="Second picture").element_handle()
    studio.page.evaluate(DROP, [zone, "dropped.png", coded])
    expect(studio.page.get_by_role("button", name="Remove picture: Second picture")).to_be_visible()
    studio.page.evaluate(PASTE, [coded])
    expect(studio.page.get_by_role("button", name="Remove picture: Picture to edit")).to_be_visible()

    studio.page.get_by_role("button", name="From library").click()
    dialog = studio.page.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_label("Search prompts").fill("nothing like it")
    expect(dialog.get_by_text("No picture matches your search")).to_be_visible()
    dialog.get_by_label("Search prompts").fill("FOR THE")
    dialog.get_by_role("button", name="For the library").click()
    expect(dialog).to_have_count(0)
    expect(studio.page.get_by_role("button", name="Remove picture: Third picture")).to_be_visible()

    studio.page.get_by_role("button", name="Remove picture: Third picture").click()
    studio.page.get_by_role("button", name="From library").click()
    dialog.get_by_text("Uploaded", exact=True).click()
    expect(dialog.get_by_role("button", name="Uploaded picture")).to_have_count(2)


@pytest.mark.parametrize(
    ("mime", "content", "words"),
    [
        ("text/plain", b"hello", "This is not a picture we can read."),
        ("image/png", b"no picture at all", "This picture cannot be read."),
    ],
)
def test_a_file_that_is_no_picture_is_refused_at_its_field(
    studio: Studio, mime: str, content: bytes, words: str
) -> None:
    studio.choose("Qwen Edit")
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    field.set_input_files({"name": "x", "mimeType": mime, "buffer": content})
    expect(field).to_have_accessible_description(re.compile(words))
    assert stored_pictures(studio) == []


def test_an_upload_shows_how_far_it_is_and_the_run_waits_for_it(studio: Studio) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    studio.choose("Qwen Edit")
    studio.page.route("**/storage/v1/object/**", hold, times=1)
    studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]").set_input_files(picture())
    bar = studio.image_input("Picture to edit").get_by_role("progressbar", name="Uploading")
    expect(bar).to_be_visible()
    wait_for(studio.page, lambda: held)
    studio.fill("What to change", "The sky")
    studio.submit()
    expect(studio.page.get_by_text("Wait until the picture is uploaded.")).to_be_visible()
    held[0].continue_()
    expect(bar).to_have_count(0)
    studio.submit()
    expect(studio.pane.get_by_role("img", name="The sky")).to_be_visible()


def test_a_failed_upload_says_so_and_can_be_tried_again(studio: Studio) -> None:
    studio.complaints.expect("ERR_FAILED")
    studio.choose("Qwen Edit")
    studio.page.route("**/storage/v1/object/**", lambda route: route.abort(), times=1)
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    field.set_input_files(picture())
    expect(field).to_have_accessible_description(re.compile("The upload failed."))
    studio.upload("Picture to edit", picture())


# ---------------------------------------------------------------- refused


def test_too_few_credits_are_told_before_the_click(studio: Studio) -> None:
    studio.leave_with(12)
    studio.expect_credits(12)
    expect(studio.submit_button).to_be_enabled()
    studio.choose("Qwen Edit")
    expect(studio.submit_button).to_be_disabled()
    expect(studio.page.get_by_role("form")).to_contain_text("This needs 15 credits, and you have 12.")


def test_credits_that_ran_out_elsewhere_are_refused_without_a_debit(studio: Studio) -> None:
    studio.complaints.expect("status of 402")
    studio.open_deaf().leave_with(5)
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("You do not have enough credits for this.")
    studio.expect_credits(5)
    assert (studio.rows(), studio.balance()) == ([], 5)


def test_what_the_service_refuses_stands_at_its_field(studio: Studio, sql: Sql) -> None:
    studio.complaints.expect("status of 422")
    studio.open_deaf()
    limit_width(sql, 1024)
    try:
        studio.fill("Width", "2048")
        studio.generate("A fox")
        expect(studio.field("Width")).to_have_attribute("aria-invalid", "true")
        expect(studio.field("Width")).to_be_focused()
        expect(studio.field("Width")).to_have_accessible_description(re.compile("1024|1,024"))
    finally:
        limit_width(sql, 2048)


def test_more_runs_than_fit_are_refused_in_words(studio: Studio, pixio: Pixio) -> None:
    studio.complaints.expect("status of 429")
    pixio.hold("held-many")
    for number in range(5):
        studio.generate(f"held-many {number}")
        expect(studio.card(f"held-many {number}")).to_be_visible()
    studio.generate("held-many 5")
    expect(studio.page.get_by_role("form")).to_contain_text("You have as many runs going as fit at once.")
    studio.expect_credits(450)


def test_a_rate_limit_says_when_to_try_again(studio: Studio) -> None:
    studio.complaints.expect("status of 429")
    limited = answer("rate_limited") | {"status": 429, "headers": {"Retry-After": "30"}}
    studio.page.route(GENERATIONS, lambda route: route.fulfill(**limited))
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("You can try again in 30 seconds.")


def test_a_service_that_is_down_keeps_what_was_typed(studio: Studio) -> None:
    studio.complaints.expect("status of 502")
    studio.page.route(GENERATIONS, lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("The service is not available at the moment.")
    expect(studio.field("Prompt")).to_have_value("A fox")
    studio.page.unroute(GENERATIONS)
    studio.submit()
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()


def test_a_lost_answer_and_a_second_try_are_one_generation(studio: Studio) -> None:
    studio.complaints.expect("ERR_FAILED")
    sent: list[Any] = []

    def lose_the_first(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "")["id"])
        if len(sent) == 1:
            route.abort()
        else:
            route.continue_()

    studio.page.route(GENERATIONS, lose_the_first)
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("it is the same run, and is paid once at most")
    studio.submit()
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    assert sent[0] == sent[1]
    studio.expect_credits(490)


def test_a_run_whose_answer_was_lost_is_followed_all_the_same(studio: Studio) -> None:
    studio.complaints.expect("ERR_FAILED")

    def arrive_but_lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    studio.page.route(GENERATIONS, arrive_but_lose_the_answer)
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    expect(studio.page.get_by_role("form").get_by_role("alert")).to_have_count(0)


def test_a_double_click_is_one_generation(studio: Studio) -> None:
    studio.fill("Prompt", "A fox")
    studio.submit_button.dblclick()
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    assert len(studio.rows()) == 1
    studio.expect_credits(490)


def test_the_same_again_after_the_answer_is_another_generation(studio: Studio) -> None:
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    studio.submit()
    wait_for(studio.page, lambda: len(studio.rows()) == 2)
    studio.expect_credits(480)


def test_a_user_whom_the_service_no_longer_knows_logs_in_again(new_studio: NewStudio, new_user: NewUser) -> None:
    studio = new_studio(new_user())
    studio.complaints.expect("status of 40")
    unauthorized = answer("unauthorized") | {"status": 401}
    studio.page.route(GENERATIONS, lambda route: route.fulfill(**unauthorized))
    studio.generate("half a thought")
    studio.page.wait_for_url("**/login?from=%2Fdashboard&notice=session_ended")


# ----------------------------------------------------------------- result


def test_a_result_is_downloaded_under_a_speaking_name(studio: Studio) -> None:
    studio.generate("A Fox, asleep in a teacup!")
    with studio.page.expect_download() as download:
        studio.pane.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "a-fox-asleep-in-a-teacup.png"


def test_a_result_becomes_an_input_and_runs_again(studio: Studio) -> None:
    studio.generate("A fox")
    studio.pane.get_by_role("button", name="Use as input").click()
    expect(studio.page.get_by_role("form", name="Qwen Edit")).to_be_visible()
    expect(studio.image_input("Picture to edit").get_by_role("img", name="Picture to edit")).to_be_visible()
    studio.pane.get_by_role("button", name="Run again").click()
    expect(studio.page.get_by_role("form", name="Krea Flux")).to_be_visible()
    expect(studio.field("Prompt")).to_have_value("A fox")


def test_a_prompt_is_copied(new_studio: NewStudio, new_user: NewUser) -> None:
    studio = new_studio(new_user(), permissions=["clipboard-read", "clipboard-write"])
    studio.generate("A fox & <b>friends</b>")
    studio.pane.get_by_role("button", name="Copy prompt").click()
    expect(studio.page.get_by_role("status").filter(has_text="Prompt copied.")).to_be_attached()
    assert studio.page.evaluate("navigator.clipboard.readText()") == "A fox & <b>friends</b>"
