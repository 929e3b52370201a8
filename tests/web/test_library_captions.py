"""The caption of a card shows where the search matched, and its title what is cut off."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.web.studio import Studio

PROMPT = "A very quiet café in the rain, where an old yellow tram passes by a lonely typewriter on a round table"
# Whether the mark begins within the line, which cuts off what is too long.
IN_VIEW = (
    """mark => mark.getBoundingClientRect().left + 12 <= mark.closest('.truncate').getBoundingClientRect().right + 1"""
)


def test_a_caption_shows_all_words_that_the_search_found(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.add_rows(2, PROMPT)
    studio.open()
    studio.page.get_by_role("searchbox", name="Search prompts").fill("cafe TRAM typewriter")
    marks = studio.page.get_by_role("list").locator("mark")
    expect(marks).to_have_text(["café", "tram", "typewriter"] * 2)
    assert all(mark.evaluate(IN_VIEW) for mark in marks.all())


def test_the_title_of_a_caption_has_the_whole_prompt_and_the_time(unopened_studio: Studio) -> None:
    studio, page = unopened_studio, unopened_studio.page
    studio.add_rows(1, PROMPT)
    studio.sql("update generated_media set created_at = '2026-03-04 15:06' where user_id = %s", [studio.user.id])
    page.set_viewport_size({"width": 390, "height": 844})
    studio.open()
    title = page.get_by_title(f"{PROMPT} 1")
    expect(title).to_have_attribute("title", re.compile(rf"^{PROMPT} 1\nMar 4, 2026, 3:06\sPM$"))
    studio.card(f"{PROMPT} 1").click()
    details = page.get_by_role("dialog", name="Details")
    expect(details).to_contain_text(PROMPT)
    expect(details).to_contain_text("Mar 4, 2026, 3:06")
