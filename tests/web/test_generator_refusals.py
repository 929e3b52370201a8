"""Why a start may be refused, and what a lost response or a double click does."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.conftest import NewUser, Sql
from tests.web.conftest import NewStudio
from tests.web.studio import Studio, wait_for

GENERATIONS = "**/api/generations"


def error_response(code: str, **more: Any) -> dict[str, Any]:
    """An error response with this code."""
    return {"content_type": "application/json", "body": json.dumps({"error": {"code": code, "message": "m", **more}})}


def limit_width(sql: Sql, maximum: int) -> None:
    """Limit the picture width of the first model."""
    path = "{properties,width,maximum}"
    sql("update models set input_schema = jsonb_set(input_schema, %s, %s) where id = 'krea-flux'", [path, str(maximum)])


def test_too_few_credits_are_shown_before_the_click(studio: Studio) -> None:
    studio.leave_with(12)
    studio.expect_credits(12)
    expect(studio.submit_button).to_be_enabled()
    studio.choose("Qwen Edit")
    expect(studio.submit_button).to_be_disabled()
    expect(studio.page.get_by_role("form")).to_contain_text("This needs 15 credits, and you have 12.")


def test_fewer_results_are_offered_when_the_credits_pay_for_them(studio: Studio) -> None:
    form = studio.page.get_by_role("form")
    studio.leave_with(25)
    studio.choose_results(4)
    expect(form).to_contain_text("This needs 40 credits, and you have 25. Make fewer results, or buy credits.")
    form.get_by_role("button", name="Make 2").click()
    expect(studio.submit_button).to_have_text("Generate for 20 credits")
    expect(studio.submit_button).to_be_enabled()


def test_credits_that_ran_out_elsewhere_are_refused_without_a_debit(unopened_studio: Studio) -> None:
    studio = unopened_studio
    studio.browser_errors.expect("status of 402")
    studio.open_without_live_updates().leave_with(5)
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("You do not have enough credits for this.")
    studio.expect_credits(5)
    assert (studio.rows(), studio.balance()) == ([], 5)


def test_a_refusal_of_the_service_is_shown_at_its_field(unopened_studio: Studio, sql: Sql) -> None:
    studio = unopened_studio
    studio.browser_errors.expect("status of 422")
    studio.open_without_live_updates()
    limit_width(sql, 1024)
    try:
        studio.fill("Width", "2048")
        studio.generate("A fox")
        expect(studio.field("Width")).to_have_attribute("aria-invalid", "true")
        expect(studio.field("Width")).to_be_focused()
        expect(studio.field("Width")).to_have_accessible_description(re.compile("1024|1,024"))
    finally:
        limit_width(sql, 2048)


def test_more_than_twenty_waiting_are_refused_until_one_ends(studio: Studio, sql: Sql) -> None:
    """The refusal does not move the button, and goes when its reason is gone."""
    studio.browser_errors.expect("status of 429")
    ids = [uuid.uuid4() for _ in range(25)]
    for generation_id in ids:
        sql(
            "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array['a tram'], '[{}]')",
            [generation_id, studio.user.id],
        )
    running = studio.pane.get_by_role("list", name="Running and waiting").get_by_role("listitem")
    expect(running).to_have_count(25)
    before = studio.submit_button.bounding_box()
    studio.generate("One too many")
    notice = studio.page.get_by_role("form").get_by_role("alert")
    expect(notice).to_contain_text("No more generations can wait in line.")
    assert studio.submit_button.bounding_box() == before
    studio.expect_credits(250)
    expect(studio.pane.get_by_text("20 waiting")).to_be_visible()
    studio.pane.get_by_role("button", name="Cancel waiting").click()
    studio.page.get_by_role("dialog").get_by_role("button", name="Cancel 20 generations").click()
    studio.expect_credits(450)
    expect(notice).to_have_count(0)
    expect(running).to_have_count(5)


def test_a_rate_limit_shows_when_to_retry(studio: Studio) -> None:
    studio.browser_errors.expect("status of 429")
    limited = error_response("rate_limited") | {"status": 429, "headers": {"Retry-After": "30"}}
    studio.page.route(GENERATIONS, lambda route: route.fulfill(**limited))
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("You can try again in 30 seconds.")


def test_input_is_kept_while_the_service_is_down(studio: Studio) -> None:
    studio.browser_errors.expect("status of 502")
    studio.page.route(GENERATIONS, lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("The service is not available at the moment.")
    expect(studio.field("Prompt")).to_have_value("A fox")
    studio.page.unroute(GENERATIONS)
    studio.submit()
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()


def test_a_retry_after_a_lost_response_creates_one_generation(studio: Studio) -> None:
    studio.browser_errors.expect("ERR_FAILED")
    sent: list[Any] = []

    def lose_the_first(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "")["generations"])
        if len(sent) == 1:
            route.abort()
        else:
            route.continue_()

    studio.page.route(GENERATIONS, lose_the_first)
    studio.generate("A fox")
    expect(studio.page.get_by_role("form")).to_contain_text("you will not pay twice")
    studio.submit()
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    assert sent[0] == sent[1]
    studio.expect_credits(490)


def test_a_generation_is_followed_although_its_response_was_lost(studio: Studio) -> None:
    studio.browser_errors.expect("ERR_FAILED")

    def lose_the_response(route: Route) -> None:
        route.fetch()
        route.abort()

    studio.page.route(GENERATIONS, lose_the_response)
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    expect(studio.page.get_by_role("form").get_by_role("alert")).to_have_count(0)


def test_a_double_click_is_one_generation(studio: Studio) -> None:
    studio.fill("Prompt", "A fox")
    studio.submit_button.dblclick()
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    assert len(studio.rows()) == 1
    studio.expect_credits(490)


def test_the_same_form_submitted_again_is_another_generation(studio: Studio) -> None:
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()
    studio.submit()
    wait_for(studio.page, lambda: len(studio.rows()) == 2)
    studio.expect_credits(480)


def test_a_user_unknown_to_the_service_logs_in_again(new_studio: NewStudio, new_user: NewUser) -> None:
    studio = new_studio(new_user())
    studio.browser_errors.expect("status of 40")
    unauthorized = error_response("unauthorized") | {"status": 401}
    studio.page.route(GENERATIONS, lambda route: route.fulfill(**unauthorized))
    studio.generate("half a thought")
    studio.page.wait_for_url("**/login?from=%2Fdashboard&notice=session_ended")


def test_a_refused_press_shows_each_error_in_full_and_the_form_fades_where_it_is_cut(studio: Studio) -> None:
    studio.page.set_viewport_size({"width": 1280, "height": 800})
    area = studio.page.get_by_role("form").locator("> div").first
    expect(area).not_to_have_attribute("data-more", "")
    studio.fill("Width", "1000")
    studio.fill("Prompt", "word " * 408)
    studio.submit()
    error = studio.page.get_by_text("Use steps of 64")
    expect(error).to_be_in_viewport(ratio=1)
    assert bottom(error) <= bottom(area)
    expect(area).to_have_attribute("data-more", "")
    area.evaluate("area => area.scrollTo(0, area.scrollHeight)")
    expect(area).not_to_have_attribute("data-more", "")


def test_each_refused_press_scrolls_to_the_first_error(studio: Studio) -> None:
    studio.page.set_viewport_size({"width": 390, "height": 500})
    prompt = studio.field("Prompt")
    for _ in range(2):
        studio.submit()
        expect(prompt).to_be_focused()
        expect(prompt).to_be_in_viewport(ratio=1)
        studio.submit_button.focus()
        studio.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(prompt).not_to_be_in_viewport()


def test_a_prompt_that_shows_nothing_is_refused_at_its_field(studio: Studio) -> None:
    studio.generate("\u200b \ufeff")
    expect(studio.field("Prompt")).to_have_accessible_description("Please fill this in.")
    assert studio.rows() == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_counter_of_characters_moves_nothing(studio: Studio, width: int) -> None:
    studio.page.set_viewport_size({"width": width, "height": 800})
    counter = studio.page.get_by_role("form").get_by_text("characters")
    studio.fill("Prompt", "word " * 319)
    expect(counter).to_have_count(0)
    before = studio.field("Prompt").bounding_box()
    studio.fill("Prompt", "word " * 398)
    expect(counter).to_be_visible()
    assert studio.field("Prompt").bounding_box() == before


def bottom(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["y"] + box["height"]
