"""The ends of a set: all of it failed or was cancelled, or a part of it failed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, wait_for


def seeds(studio: Studio, rows: slice) -> list[int]:
    """The seeds of these generations, in the order of their set."""
    chosen = studio.rows()[rows]
    return [row["inputs"]["seed"] for row in sorted(chosen, key=lambda row: row["set_position"])]


def test_a_set_that_failed_is_one_failure_with_one_retry(studio: Studio, pixio: Pixio) -> None:
    pixio.fault("faulty-set", end="failed", error="CUDA out of memory")
    studio.choose_results(4)
    studio.generate("faulty-set fox")
    expect(studio.pane.get_by_role("heading", name="These 4 generations failed")).to_be_visible(timeout=30_000)
    expect(studio.pane).to_contain_text("The model stopped with an error.")
    expect(studio.pane).to_contain_text("40 credits refunded.")
    expect(studio.pane.get_by_role("status").filter(has_text="These 4 generations failed")).to_be_attached()
    studio.expect_credits(500)
    studio.pane.get_by_role("button", name="Edit prompt").click()
    expect(studio.field("Prompt")).to_have_value("faulty-set fox")

    pixio.reset()
    studio.pane.get_by_role("button", name="Run again for 40 credits").click()
    expect(studio.pane.get_by_role("img", name="faulty-set fox")).to_have_count(4, timeout=30_000)
    studio.expect_credits(460)
    assert seeds(studio, slice(4, 8)) == seeds(studio, slice(0, 4))
    assert len({row["set_id"] for row in studio.rows()}) == 2


def test_the_failed_part_of_a_set_is_run_again_by_one_press(studio: Studio, pixio: Pixio) -> None:
    pixio.fail_next("faulty-part", 2)
    studio.choose_results(4)
    studio.generate("faulty-part fox")
    again = studio.pane.get_by_role("button", name="Run the 2 failed again for 20 credits")
    expect(again).to_be_visible(timeout=30_000)
    expect(studio.pane.get_by_role("img", name="faulty-part fox")).to_have_count(2)
    failed = [row for row in studio.rows() if row["status"] == "failed"]
    again.click()
    wait_for(studio.page, lambda: len(studio.rows()) == 6)
    expect(studio.pane.get_by_role("img", name="faulty-part fox")).to_have_count(2, timeout=30_000)
    assert sorted(seeds(studio, slice(4, 6))) == sorted(row["inputs"]["seed"] for row in failed)


def test_a_running_set_is_cancelled_by_one_press(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-all")
    studio.choose_results(4)
    studio.generate("held-all fox")
    studio.pane.get_by_role("button", name="Cancel all 4").click()
    question = studio.page.get_by_role("dialog", name="Cancel 4 generations?")
    expect(question).to_contain_text("You get 40 credits back.")
    question.get_by_role("button", name="Cancel 4 generations").click()
    expect(studio.pane.get_by_role("heading", name="These 4 generations were cancelled")).to_be_visible()
    expect(studio.pane).to_contain_text("40 credits refunded.")
    expect(studio.pane.get_by_role("button", name="Run again for 40 credits")).to_be_visible()
    studio.expect_credits(500)


def test_one_that_has_ended_keeps_no_other_of_the_set_from_being_cancelled(studio: Studio, pixio: Pixio) -> None:
    page = studio.page
    pixio.hold("held-late")
    studio.choose_results(3)
    studio.generate("held-late fox")
    studio.pane.get_by_role("button", name="Cancel all 3").click()
    ended = {"status": 409, "json": {"error": {"code": "already_finished", "message": "It has ended."}}}
    page.route(re.compile("/cancel$"), lambda route: route.fulfill(**ended), times=1)
    studio.browser_errors.expect("409")
    page.get_by_role("dialog").get_by_role("button", name="Cancel 3 generations").click()
    words = "Cancelled. 20 credits refunded. This generation has finished already."
    expect(page.get_by_role("status").filter(has_text=words)).to_be_attached()
    studio.expect_credits(490)
    pixio.release()


def test_with_too_few_credits_a_failure_is_not_run_again_by_its_main_button(studio: Studio, pixio: Pixio) -> None:
    pixio.fault("faulty-poor", end="failed", error="CUDA out of memory")
    studio.generate("faulty-poor fox")
    again = studio.pane.get_by_role("button", name="Run again for 10 credits")
    expect(again).to_have_class(re.compile("bg-primary"), timeout=30_000)
    studio.leave_with(5)
    expect(again).not_to_have_class(re.compile("bg-primary"))
    expect(studio.pane.get_by_role("button", name="Edit prompt")).to_have_class(re.compile("bg-primary"))
