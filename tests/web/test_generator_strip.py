"""The strip of all that runs and waits, above the pane."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Locator, expect

from tests.web.pixio_stand_in import Pixio
from tests.web.slow_reply import SlowReply
from tests.web.studio import Studio

# In the page, which may scroll.
FROM_TOP = "element => element.getBoundingClientRect().top + scrollY"


def strip(studio: Studio) -> Locator:
    """What the strip lists."""
    return studio.pane.get_by_role("list", name="Running and waiting").get_by_role("listitem")


def current(studio: Studio) -> Locator:
    """The button of the strip whose set is in the pane."""
    return strip(studio).locator("[aria-current=true]")


def start(studio: Studio, prompt: str) -> None:
    """Start a generation that stays pending, as another page would."""
    studio.sql(
        "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array[%s], '[{}]')",
        [uuid.uuid4(), studio.user.id, prompt],
    )


def complete(studio: Studio, prompt: str) -> None:
    """Complete a generation."""
    studio.sql(
        "update generated_media set status = 'completed', progress = 1, media_url = %s, storage_path = 'none.png',"
        " finished_at = now() where prompt = %s and user_id = %s",
        [f"{studio.stack.site_url}/icon.svg", prompt, studio.user.id],
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_the_strip_scrolls_to_what_is_shown_and_the_page_does_not(studio: Studio, width: int) -> None:
    for number in range(15):
        start(studio, f"A tram {number}")
    page = studio.page
    page.set_viewport_size({"width": width, "height": 800})
    expect(strip(studio)).to_have_count(15)
    strip(studio).first.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    for number in (0, 14, 0):
        # Without Playwright's own scrolling.
        strip(studio).get_by_role("button", name=f"A tram {number} ").first.evaluate("button => button.click()")
        expect(current(studio)).to_contain_text(f"A tram {number}")
        expect(current(studio)).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == top


def test_the_end_of_another_set_is_told_and_moves_nothing(studio: Studio, pixio: Pixio) -> None:
    pane = studio.pane
    start(studio, "A tram")
    pixio.hold("held-pane")
    studio.generate("held-pane fox")
    progress = pane.get_by_role("progressbar")
    expect(progress).to_be_visible()
    expect(strip(studio)).to_have_count(2)
    before = progress.bounding_box()
    complete(studio, "A tram")
    expect(pane.get_by_role("status").filter(has_text="Ready: A tram")).to_be_attached()
    ended = strip(studio).get_by_role("button", name="A tram Ready")
    expect(ended).to_be_visible()
    assert progress.bounding_box() == before

    # Also when the one in the pane ends. A click shows the other one, and then this one is not listed any more.
    pixio.release()
    result = pane.get_by_role("img", name="held-pane fox")
    expect(result).to_be_visible(timeout=30_000)
    expect(strip(studio)).to_have_count(2)
    ended.click()
    expect(pane.get_by_role("img", name="A tram")).to_be_visible()
    expect(strip(studio)).to_have_count(0)


def test_what_has_ended_is_not_listed_after_the_next_start(studio: Studio, pixio: Pixio) -> None:
    start(studio, "A tram")
    pixio.hold("held-next")
    studio.generate("held-next fox")
    expect(strip(studio)).to_have_count(2)
    complete(studio, "A tram")
    expect(strip(studio).get_by_role("button", name="A tram Ready")).to_be_visible()
    studio.generate("held-next bear")
    expect(studio.pane.get_by_role("listitem").filter(has_text="held-next bear")).to_be_visible()
    expect(strip(studio)).to_have_count(2)
    expect(strip(studio).filter(has_text="A tram")).to_have_count(0)


def test_what_ended_without_an_event_stays_listed(studio: Studio, pixio: Pixio) -> None:
    """As after a return from the browser's cache: the page reads its rows again."""
    start(studio, "A tram")
    pixio.hold("held-pane")
    studio.generate("held-pane fox")
    expect(strip(studio)).to_have_count(2)
    event = "kind => dispatchEvent(new PageTransitionEvent(kind, {persisted: true}))"
    studio.page.evaluate(event, "pagehide")
    complete(studio, "A tram")
    studio.page.evaluate(event, "pageshow")
    expect(strip(studio).get_by_role("button", name="A tram Ready")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_number_that_waits_moves_nothing(studio: Studio, pixio: Pixio, width: int) -> None:
    studio.page.set_viewport_size({"width": width, "height": 900})
    pixio.hold("held-pane")
    studio.generate("held-pane fox")
    progress = studio.pane.get_by_role("progressbar")
    start(studio, "A tram")
    expect(strip(studio)).to_have_count(2)
    before = progress.evaluate(FROM_TOP)
    for number in range(5):
        start(studio, f"A ship {number}")
    expect(studio.pane.get_by_role("button", name="Cancel waiting")).to_be_attached()
    assert progress.evaluate(FROM_TOP) == before


def test_of_two_presses_the_later_one_stays_in_the_pane(studio: Studio, pixio: Pixio) -> None:
    """The service replies to the first one last."""
    studio.generate("A fox")
    reply = SlowReply(studio, "**/api/generations")
    pixio.hold("held-two")
    studio.pane.get_by_role("button", name="Variation").click()
    reply.fetch()
    studio.generate("held-two bear")
    shown = studio.pane.get_by_role("paragraph").filter(has_text="held-two bear")
    expect(shown).to_be_visible()
    expect(studio.submit_button).to_be_enabled()
    reply.deliver()
    expect(shown).to_be_visible()
