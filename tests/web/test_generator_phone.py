"""What a phone's first screen says of generations, whose results are below the form."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, picture
from tests.web.test_pages import PHONE, overflow_pixels
from tests.web.test_pages_shifts import COLLECT

MOST_SHIFT = 0.02


def state(studio: Studio, words: str | re.Pattern[str]) -> Locator:
    """The button in the form with these words about what runs."""
    return studio.page.get_by_role("region", name="Create").get_by_role("button", name=words)


@pytest.mark.chromium("only Chromium reports layout shifts")
def test_the_first_screen_says_what_runs_waits_and_is_ready(unopened_studio: Studio, pixio: Pixio) -> None:
    page = unopened_studio.page
    page.set_viewport_size(PHONE)
    page.add_init_script(COLLECT)
    studio = unopened_studio.open()
    pixio.hold("held-state")
    studio.choose_results(4)
    studio.generate("held-state fox")
    expect(state(studio, "4 running")).to_be_attached()
    studio.submit()
    for _ in range(2):
        page.reload()
        expect(state(studio, re.compile("^5 running · 3 waiting"))).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("status").filter(has_text="5 running · 3 waiting")).to_be_attached()
        page.goto("/terms")
        page.go_back()
    expect(state(studio, re.compile("^5 running · 3 waiting"))).to_be_in_viewport(ratio=1)
    pixio.release()
    ready = state(studio, "Ready: show")
    expect(ready).to_be_in_viewport(ratio=1, timeout=30_000)
    assert sum(value for value, _ in page.evaluate("shifts")) <= MOST_SHIFT
    page.reload()
    expect(ready).to_have_count(0)
    state(studio, "Last result").click()
    expect(studio.pane.get_by_role("img", name="held-state fox").first).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_role("heading", name="Your generation")).to_be_focused()


@pytest.mark.chromium("only Chromium reports layout shifts")
def test_a_result_of_another_shape_than_expected_moves_nothing(unopened_studio: Studio, pixio: Pixio) -> None:
    page = unopened_studio.page
    page.set_viewport_size(PHONE)
    page.add_init_script(COLLECT)
    studio = unopened_studio.open()
    studio.choose("Qwen Edit")
    for size in ((500, 900), (900, 500)):
        prompt = f"held-shape {size}"
        studio.upload("Picture to edit", picture(size=size))
        pixio.hold("held-shape")
        studio.fill("What to change", prompt)
        studio.submit()
        expect(studio.pane.get_by_text("Sampling")).to_be_visible()
        # The lower part of the pane, and the library below it, are on the screen.
        studio.pane.evaluate("pane => scrollTo(0, pane.getBoundingClientRect().bottom + scrollY - 600)")
        page.evaluate("shifts.length = 0")
        pixio.release()
        result = studio.pane.get_by_role("img", name=prompt)
        expect(result).to_be_visible(timeout=30_000)
        expect(studio.pane).to_contain_text(f"{size[0]} × {size[1]}")
        assert sum(value for value, _ in page.evaluate("shifts")) <= MOST_SHIFT
        page.get_by_role("button", name="Remove picture: Picture to edit").click()


@pytest.mark.parametrize("width", [320, 360, 390, 768])
def test_what_is_below_a_result_is_as_high_as_while_it_ran(studio: Studio, pixio: Pixio, width: int) -> None:
    page, pane = studio.page, studio.pane
    page.set_viewport_size({"width": width, "height": 844})
    # The dearest model has the longest words on its buttons.
    studio.sql("update models set credit_cost = 100 where id = 'krea-flux'")
    try:
        pixio.hold("held-height")
        studio.generate("held-height fox")
        expect(pane.get_by_role("progressbar")).to_be_visible()
        before = top_and_height(pane)[1]
        pixio.release()
        expect(pane.get_by_role("link", name="Download")).to_be_visible(timeout=30_000)
        assert top_and_height(pane)[1] == pytest.approx(before, abs=1)
    finally:
        studio.sql("update models set credit_cost = 10 where id = 'krea-flux'")


def test_a_failure_is_told_and_another_running_set_is_shown(studio: Studio, pixio: Pixio) -> None:
    studio.page.set_viewport_size(PHONE)
    pixio.hold("held-other")
    studio.generate("held-other fox")
    expect(state(studio, "1 running")).to_be_attached()
    pixio.fault("faulty-state", end="failed", error="CUDA out of memory")
    studio.generate("faulty-state fox")
    expect(studio.pane.get_by_role("heading", name="This generation failed")).to_be_visible()
    expect(studio.pane.get_by_role("paragraph").filter(has_text="faulty-state fox")).to_be_visible()
    state(studio, re.compile("^1 running")).click()
    expect(studio.pane.get_by_role("button", name="Cancel generation")).to_be_in_viewport(ratio=1)
    pixio.release()
    expect(state(studio, "Ready: show")).to_be_attached()
    studio.generate("faulty-state fox")
    expect(state(studio, "Failed and refunded: show")).to_be_attached()


def test_where_the_result_is_beside_the_form_nothing_is_said_twice(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-wide")
    studio.generate("held-wide fox")
    expect(studio.pane.get_by_role("button", name="Cancel generation")).to_be_visible()
    expect(state(studio, re.compile("running"))).to_have_count(0)
    pixio.release()


@pytest.mark.parametrize("results", [1, 2], ids=["one", "a set"])
def test_a_word_without_a_break_stays_within_the_screen_while_it_runs(
    studio: Studio, pixio: Pixio, results: int
) -> None:
    pixio.hold("held-word")
    studio.choose_results(results)
    studio.generate(f"held-word {'x' * 300}")
    expect(studio.pane.get_by_role("button", name="Cancel generation")).to_have_count(results)
    for width in (320, 390, 1280):
        studio.page.set_viewport_size({"width": width, "height": 800})
        assert overflow_pixels(studio.page) == 0, width
    pixio.release()


def test_on_a_phone_two_inputs_stay_beside_each_other_and_a_label_is_in_one_piece(studio: Studio) -> None:
    """With an error at one of the two, and with a counter of characters beside the label."""
    studio.page.set_viewport_size(PHONE)
    studio.fill("Width", "1100")
    studio.fill("Prompt", "word " * 399)
    studio.submit()
    expect(studio.field("Width")).to_have_attribute("aria-invalid", "true")
    tops = [top_and_height(studio.field(name))[0] for name in ("Width", "Height")]
    assert tops[0] == tops[1]
    for words in ("What should the picture show?", "characters"):
        assert top_and_height(studio.page.get_by_role("form").get_by_text(words))[1] <= 24, words


@pytest.mark.parametrize("width", [320, 390])
def test_a_low_tile_shows_its_progress_above_its_words(studio: Studio, pixio: Pixio, width: int) -> None:
    page, pane = studio.page, studio.pane
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("form").get_by_text("16:9", exact=True).click()
    studio.choose_results(2)
    # With a tall one beside it, the wide one has half of the width.
    page.get_by_text("Several shapes").click()
    page.get_by_role("form").get_by_text("9:16", exact=True).click()
    pixio.hold("held-low")
    studio.generate("held-low fox")
    expect(pane.get_by_text("46%")).to_have_count(2)
    tile = pane.get_by_role("listitem").filter(has_text="46%").first
    progress, words = top_and_height(tile.get_by_text("46%")), top_and_height(tile.get_by_text("Sampling"))
    assert progress[0] + progress[1] <= words[0]
    pixio.release()


def top_and_height(element: Locator) -> tuple[float, float]:
    box = element.bounding_box()
    assert box is not None
    return box["y"], box["height"]


def test_the_slider_of_a_video_is_large_enough_for_a_finger(studio: Studio) -> None:
    studio.page.set_viewport_size(PHONE)
    studio.choose("Wan 2.2")
    assert top_and_height(studio.field("Length"))[1] >= 44
