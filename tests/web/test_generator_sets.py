"""Several results by one press: results, shapes, seeds, and what waits in line."""

from __future__ import annotations

import re
import zipfile

import pytest
from playwright.sync_api import Locator, expect

from tests.web.pixio_stand_in import Pixio
from tests.web.slow_reply import SlowReply
from tests.web.studio import Studio, wait_for


def completed(studio: Studio, count: int) -> None:
    """Wait until this many generations have ended well."""
    wait_for(studio.page, lambda: sum(row["status"] == "completed" for row in studio.rows()) == count, seconds=30)


def shape(studio: Studio, name: str) -> Locator:
    """The tile of a shape."""
    return studio.page.get_by_role("form").get_by_text(name, exact=True)


def test_one_press_makes_four_results_that_differ(studio: Studio) -> None:
    """Two clicks. The number of results stays with its model, and the price is that of all."""
    studio.fill("Prompt", "A fox")
    studio.choose_results(4)
    expect(studio.submit_button).to_have_text("Generate for 40 credits")
    expect(studio.page.get_by_role("form")).to_contain_text("460 credits left after this")
    studio.submit()
    pictures = studio.pane.get_by_role("img", name="A fox")
    expect(pictures).to_have_count(4)
    studio.expect_credits(460)
    rows = studio.rows()
    assert {row["set_id"] for row in rows} == {row["id"] for row in rows if row["set_position"] == 0}
    assert len({row["inputs"]["seed"] for row in rows}) == 4
    # The pictures are in the library in their order, below a title of their own.
    for place in range(1, 5):
        expect(studio.cards.nth(place - 1).get_by_role("button", name=f"Open: A fox ({place} of 4)")).to_be_attached()

    studio.choose("Qwen Edit")
    expect(studio.submit_button).to_have_text("Generate for 15 credits")
    studio.choose("Krea Flux")
    expect(studio.submit_button).to_have_text("Generate for 40 credits")

    studio.pane.get_by_role("button", name="Show result 2 of 4").click()
    seed = next(row["inputs"]["seed"] for row in rows if row["set_position"] == 1)
    expect(studio.pane.get_by_text(f"Seed {seed}")).to_be_visible()
    expect(studio.pane.get_by_role("link", name="Download")).to_be_in_viewport(ratio=1)
    turn_through_the_set(studio)
    studio.pane.get_by_role("button", name="All 4 results").click()
    expect(pictures).to_have_count(4)
    studio.page.reload()
    expect(pictures).to_have_count(4)

    studio.cards.nth(1).get_by_role("button", name="Open: A fox (2 of 4)").click()
    # Without separators, so that it can be copied; and without width and height beside the size.
    details = studio.page.get_by_role("dialog", name="Details").get_by_role("definition")
    expect(details).to_have_text(["Krea Flux", re.compile("20"), "10", re.compile("×"), str(seed)])


def turn_through_the_set(studio: Studio) -> None:
    """From the second result on, by keys and by buttons. Nothing lies on the picture."""
    page, pane = studio.page, studio.pane
    page.keyboard.press("ArrowRight")
    expect(pane.get_by_role("status").filter(has_text="3 of 4")).to_be_visible()
    pane.get_by_role("button", name="Next").click()
    pane.get_by_role("button", name="Next").click()
    expect(pane.get_by_role("status").filter(has_text="1 of 4")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(pane.get_by_role("status").filter(has_text="4 of 4")).to_be_visible()
    picture = pane.get_by_role("img", name="A fox").bounding_box()
    button = pane.get_by_role("button", name="All 4 results").bounding_box()
    assert picture is not None
    assert button is not None
    assert button["y"] + button["height"] <= picture["y"]
    studio.field("Prompt").press("ArrowLeft")  # the key of the field
    expect(pane.get_by_role("status").filter(has_text="4 of 4")).to_be_visible()


def test_the_focus_is_seen_on_each_result_of_a_set(studio: Studio) -> None:
    page, pane = studio.page, studio.pane
    studio.choose_results(2)
    studio.generate("A fox")
    expect(pane.get_by_role("img", name="A fox")).to_have_count(2)
    page.mouse.move(0, 0)
    for result in pane.get_by_role("button", name="Show result").all():
        tile = result.locator("xpath=..")
        studio.submit_button.focus()
        before = tile.screenshot()
        result.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(result).to_be_focused()
        assert tile.screenshot() != before


def test_a_press_compares_three_shapes(studio: Studio) -> None:
    """Four clicks."""
    studio.fill("Prompt", "A fox")
    studio.page.get_by_text("Several shapes").click()
    shape(studio, "16:9").click()
    shape(studio, "9:16").click()
    expect(studio.submit_button).to_have_text("Generate for 30 credits")
    studio.submit()
    pictures = studio.pane.get_by_role("img", name="A fox")
    expect(pictures).to_have_count(3)
    shown = pictures.evaluate_all("(all) => all.map((each) => each.clientWidth / each.clientHeight)")
    assert sorted(shown) == pytest.approx([768 / 1344, 1, 1344 / 768], rel=0.02)
    sizes = [(row["inputs"]["width"], row["inputs"]["height"]) for row in studio.rows()]
    assert sorted(sizes) == [(768, 1344), (1024, 1024), (1344, 768)]

    # The set is saved as one file. One result is saved and used alone, without opening it.
    with studio.page.expect_download() as download:
        studio.pane.get_by_role("button", name="Download all 3 results").click()
    assert len(zipfile.ZipFile(download.value.path()).namelist()) == 3
    studio.pane.get_by_role("button", name="Show result 3 of 3").hover()
    with studio.page.expect_download() as download:
        studio.pane.get_by_role("link", name="Download: Result 3 of 3").click()
    assert download.value.suggested_filename == "a-fox.png"
    studio.pane.get_by_role("button", name="Use with Qwen Edit: Result 3 of 3").click()
    third = next(row["storage_path"] for row in studio.rows() if row["set_position"] == 2)
    used = studio.image_input("Picture to edit").get_by_role("img", name="Picture to edit")
    expect(used).to_have_attribute("src", re.compile(re.escape(third)))


def test_a_shape_keeps_to_the_steps_of_the_model(studio: Studio) -> None:
    form = studio.page.get_by_role("form")
    shape(studio, "16:9").click()
    expect(form).to_contain_text("1,344 × 768")
    studio.show_own_size()
    expect(studio.field("Width")).to_have_value("1344")
    studio.fill("Width", "1100")
    studio.generate("A fox")
    expect(studio.field("Width")).to_have_accessible_description(re.compile("Use steps of 64"))
    shape(studio, "1:1").click()
    expect(studio.field("Width")).to_have_count(0)
    expect(form).to_contain_text("1,024 × 1,024")


def test_the_same_seed_is_kept_and_a_variation_takes_another(studio: Studio) -> None:
    studio.fill("Seed", "7")
    studio.choose_results(2)
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_have_count(2)
    # A kept seed makes no two equal results.
    assert sorted(row["inputs"]["seed"] for row in studio.rows()) == [7, 8]
    studio.pane.get_by_role("button", name="Show result 1 of 2").click()
    studio.pane.get_by_role("button", name="Run again for 10 credits").click()
    completed(studio, 3)
    assert studio.rows()[-1]["inputs"]["seed"] == 7
    expect(studio.pane.get_by_text("Seed 7")).to_be_visible()
    studio.pane.get_by_role("button", name="Variation for 10 credits").click()
    completed(studio, 4)
    assert studio.rows()[-1]["inputs"]["seed"] not in (7, 8)
    expect(studio.pane.get_by_text(f"Seed {studio.rows()[-1]['inputs']['seed']}")).to_be_visible()
    studio.pane.get_by_role("button", name="Edit prompt").click()
    expect(studio.field("Seed")).to_have_value(str(studio.rows()[-1]["inputs"]["seed"]))


def test_every_example_has_a_shape_of_the_form(studio: Studio) -> None:
    """The next prompt of the user inherits the size: it must not be a custom one."""
    page, form = studio.page, studio.page.get_by_role("form")
    examples = page.get_by_role("dialog", name="Recent prompts").get_by_role("listitem").get_by_role("button")
    (row,) = studio.sql("select examples from models where id = 'krea-flux'")
    assert any("width" in example["inputs"] for example in row["examples"])
    for place, example in enumerate(row["examples"]):
        page.get_by_role("button", name="Recent").click()
        page.get_by_role("dialog", name="Recent prompts").get_by_text("Examples").click()
        examples.nth(place).click()
        expect(studio.field("Prompt")).to_have_value(example["inputs"]["text"])
        expect(form.get_by_role("radio", name="Custom")).not_to_be_checked()


def test_a_seed_from_a_result_goes_with_its_prompt_and_a_typed_one_stays(studio: Studio) -> None:
    page = studio.page
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    for typed in ("", "7"):
        studio.pane.get_by_role("button", name="Edit prompt").click()
        seed = studio.field("Seed")
        expect(seed).to_have_value(str(studio.rows()[0]["inputs"]["seed"]))
        expect(seed).to_have_accessible_description(re.compile("kept from the result"))
        if typed:
            seed.fill(typed)
            expect(seed).not_to_have_accessible_description(re.compile("kept from the result"))
        page.get_by_role("button", name="Recent").click()
        page.get_by_role("dialog", name="Recent prompts").get_by_text("Examples").click()
        page.get_by_role("dialog", name="Recent prompts").get_by_role("button", name="Night tram").click()
        expect(studio.field("Prompt")).to_have_value(re.compile("yellow tram"))
        expect(seed).to_have_value(typed)


def test_what_is_above_the_limit_waits_in_line_and_each_can_be_cancelled(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-line")
    studio.choose_results(4)
    studio.generate("held-line first")
    expect(studio.pane.get_by_role("button", name="Cancel generation")).to_have_count(4)
    studio.generate("held-line second")
    pane = studio.pane
    expect(pane.get_by_text("Waiting, 3rd in line")).to_have_count(2)  # in the set and in the strip of all
    expect(pane.get_by_role("list", name="Running and waiting").get_by_role("listitem")).to_have_count(8)
    studio.expect_credits(420)

    waiting = pane.get_by_role("listitem").filter(has_text="Waiting, 1st in line").last
    waiting.get_by_role("button", name="Cancel generation").click()
    studio.page.get_by_role("dialog").get_by_role("button", name="Cancel generation").click()
    studio.expect_credits(430)
    # The cancelled one is not shown among the others, and the line moved up.
    expect(pane.get_by_text("Waiting, 3rd in line")).to_have_count(0)
    expect(pane.get_by_text("Waiting, 1st in line")).to_have_count(2)
    pixio.release()
    completed(studio, 7)
    expect(pane.get_by_role("img", name="held-line second")).to_have_count(3)
    expect(pane.get_by_role("list", name="Running and waiting").get_by_text("Ready")).to_have_count(7)


def test_a_set_of_which_one_is_deleted_before_the_reply_stays_in_the_pane(studio: Studio) -> None:
    reply = SlowReply(studio, "**/api/generations")
    studio.choose_results(2)
    studio.generate("A fox")
    reply.fetch()
    pictures = studio.pane.get_by_role("img", name="A fox")
    expect(pictures).to_have_count(2)
    studio.sql("delete from generated_media where user_id = %s and set_position = 0", [studio.user.id])
    expect(pictures).to_have_count(1)
    reply.deliver()
