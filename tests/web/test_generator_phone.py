"""What a phone's first screen says of generations, whose results are below the form."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio
from tests.web.test_pages import PHONE
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
    ready.click()
    expect(studio.pane.get_by_role("img", name="held-state fox").first).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_role("heading", name="Your generation")).to_be_focused()


def test_a_failure_is_told_and_another_running_set_is_shown(studio: Studio, pixio: Pixio) -> None:
    studio.page.set_viewport_size(PHONE)
    pixio.hold("held-other")
    studio.generate("held-other fox")
    expect(state(studio, "1 running")).to_be_attached()
    pixio.fault("faulty-state", end="failed", error="CUDA out of memory")
    studio.generate("faulty-state fox")
    expect(studio.pane.get_by_role("heading", name="This generation failed")).to_be_visible()
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
