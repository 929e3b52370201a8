"""What a cancel says: when the generation ends first, and once how much is refunded."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.pixio_stand_in import Pixio
from tests.web.slow_reply import SlowReply
from tests.web.studio import Studio


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({}, "It finished before it was cancelled. It cost 10 credits."),
        ({"end": "failed", "error": "x"}, "It failed before it was cancelled. 10 credits refunded."),
    ],
)
def test_a_question_that_the_end_overtakes_says_what_happened(
    studio: Studio, pixio: Pixio, fault: dict[str, str], words: str
) -> None:
    if fault:
        pixio.fault("held-asked", **fault)
    pixio.hold("held-asked")
    studio.generate("held-asked fox")
    studio.pane.get_by_role("button", name="Cancel generation", exact=True).click()
    question = studio.page.get_by_role("dialog", name="Cancel this generation?")
    expect(question).to_be_visible()
    pixio.release()
    expect(question).to_have_count(0)
    expect(studio.page.get_by_role("status").filter(has_text=words)).to_be_attached()


def test_a_refund_is_told_once_and_the_prompt_is_edited_first(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-twice")
    studio.generate("held-twice fox")
    studio.pane.get_by_role("button", name="Cancel generation").click()
    studio.page.get_by_role("dialog").get_by_role("button", name="Cancel generation").click()
    expect(studio.pane.get_by_text("10 credits refunded.")).to_be_visible()
    studio.expect_credits(500)
    expect(studio.page.get_by_text("10 credits refunded.")).to_have_count(1)
    expect(studio.pane.get_by_role("button", name="Edit prompt")).to_have_class(re.compile("bg-primary"))
    expect(studio.pane.get_by_role("button", name="Run again")).not_to_have_class(re.compile("bg-primary"))


def test_a_question_stays_when_the_reply_to_the_press_arrives_late(studio: Studio, pixio: Pixio) -> None:
    reply = SlowReply(studio, "**/api/generations")
    pixio.hold("held-late")
    studio.generate("held-late fox")
    reply.fetch()
    studio.pane.get_by_role("button", name="Cancel generation").click()
    question = studio.page.get_by_role("dialog", name="Cancel this generation?")
    expect(question).to_be_visible()
    reply.deliver()
    expect(studio.submit_button).to_be_enabled()
    question.get_by_role("button", name="Cancel generation").click()
    expect(studio.pane.get_by_role("heading", name="This generation was cancelled")).to_be_visible()


def test_a_press_lists_nothing_beside_the_pane_before_its_reply(studio: Studio, pixio: Pixio) -> None:
    reply = SlowReply(studio, "**/api/generations")
    pixio.hold("held-late")
    studio.generate("held-late fox")
    reply.fetch()
    expect(studio.pane.get_by_role("progressbar")).to_be_visible()
    expect(studio.pane.get_by_role("list", name="Running and waiting")).to_have_count(0)
    reply.deliver()


@pytest.mark.parametrize("at", ["running", "queued"])
def test_a_generation_is_cancelled_in_the_viewer(studio: Studio, pixio: Pixio, at: str) -> None:
    pixio.hold("held-seen", at=at)
    studio.generate("held-seen fox")
    studio.card("held-seen fox").click()
    viewer = studio.page.get_by_role("dialog", name="Details")
    expect(viewer.locator(".developing")).to_be_visible()
    viewer.get_by_role("button", name="Cancel generation").click()
    question = studio.page.get_by_role("dialog", name="Cancel this generation?")
    question.get_by_role("button", name="Cancel generation").click()
    expect(question).to_have_count(0)
    expect(viewer.get_by_role("status")).to_contain_text("10 credits refunded.")
    expect(viewer.get_by_role("button", name="Cancel generation")).to_have_count(0)
    expect(viewer.get_by_role("button", name="Delete")).to_be_visible()
    studio.expect_credits(500)
