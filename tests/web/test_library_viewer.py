"""The viewer of a generation that is not finished, and how it ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.web.studio import Studio

# What a click at this place hits in the moment in which Delete is there: a button, or nothing.
HIT_AT_THE_END = """(viewer, [x, y]) => new Promise((told) => {
  const look = () => {
    const deleting = [...viewer.querySelectorAll('button')].some((each) => each.textContent === 'Delete');
    if (deleting) told(document.elementFromPoint(x, y)?.closest('button')?.textContent ?? '');
    return deleting;
  };
  new MutationObserver((_, observer) => look() && observer.disconnect()).observe(viewer, {childList: true, subtree: true});
})"""


@pytest.fixture
def running(unopened_studio: Studio) -> Studio:
    """The dashboard of a user with a picture in the making."""
    studio = unopened_studio
    studio.sql(
        "insert into generated_media (user_id, prompt, media_type, media_url, storage_path, credits_used, status,"
        " model_id, inputs) values (%s, 'A fox', 'image', '', '', 10, 'processing', 'krea-flux',"
        ' \'{"prompt": "A fox", "width": 1024, "height": 768}\')',
        [studio.user.id],
    )
    return studio.open()


def viewer(studio: Studio) -> Locator:
    studio.card("A fox").click()
    return studio.page.get_by_role("dialog", name="Details")


def test_the_size_of_a_run_is_one_row(running: Studio) -> None:
    """Also after it has failed: then its result has no size."""
    details = viewer(running)
    for _ in range(2):
        expect(details.locator("dt", has_text="Size")).to_have_count(1)
        expect(details.get_by_text("1,024 × 768", exact=True)).to_be_visible()
        expect(details.locator("dt", has_text="Width")).to_have_count(0)
        expect(details.locator("dt", has_text="Height")).to_have_count(0)
        fail(running)
        expect(details.get_by_role("button", name="Delete")).to_be_visible()


def test_a_click_that_is_meant_for_cancel_hits_no_other_button(running: Studio) -> None:
    page, details = running.page, viewer(running)
    box = details.get_by_role("button", name="Cancel").bounding_box()
    assert box is not None
    place = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    found = details.evaluate_handle(f"(viewer, place) => ({{ hit: ({HIT_AT_THE_END})(viewer, place) }})", place)
    fail(running)
    assert found.evaluate("({ hit }) => hit") == ""
    # A moment later, it does what it says.
    details.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("dialog", name="Delete this for good?")).to_be_visible()


def fail(studio: Studio) -> None:
    studio.sql(
        "update generated_media set status = 'failed', failure_reason = 'failed', finished_at = now()"
        " where status = 'processing' and user_id = %s",
        [studio.user.id],
    )
