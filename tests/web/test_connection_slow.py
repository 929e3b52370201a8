"""On a slow network no input or click is lost, and progress is shown."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import User
from tests.web.studio import Studio, picture

pytestmark = pytest.mark.chromium("the network is slowed down by Chromium's DevTools protocol")

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 60_000, "uploadThroughput": 40_000}


def slow_down(page: Page) -> None:
    """Throttle this page to a slow mobile network."""
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_3G)


@pytest.mark.own_context
def test_an_immediate_log_in_on_a_slow_network_opens_the_dashboard(visitor: Page, user: User) -> None:
    slow_down(visitor)
    visitor.goto("/login", wait_until="commit")
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_label("Password", exact=True).fill(user.password)
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/dashboard", wait_until="commit")
    expect(visitor.get_by_role("status", name="Loading").first).to_be_visible()
    expect(visitor.get_by_role("button", name="Generate for 10 credits")).to_be_visible(timeout=30_000)


def test_an_upload_and_a_generation_on_a_slow_network_show_progress(studio: Studio) -> None:
    studio.choose("Qwen Edit")
    slow_down(studio.page)
    field = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
    field.set_input_files(picture(size=(1200, 900)))
    expect(studio.image_input("Picture to edit").get_by_role("progressbar", name="Uploading")).to_be_visible()
    expect(studio.image_input("Picture to edit").get_by_role("progressbar")).to_have_count(0)
    studio.fill("What to change", "Make it winter")
    studio.submit()
    expect(studio.page.get_by_role("button", name="Starting…")).to_be_visible()
    expect(studio.pane.get_by_role("img", name="Make it winter")).to_be_visible()
    assert len(studio.rows()) == 1


def test_the_first_rows_wait_only_for_what_they_need(unopened_studio: Studio) -> None:
    """The clients of auth and Realtime are larger than that of the database."""
    studio = unopened_studio
    studio.add_rows(3)

    def hold_other_clients(route: Route) -> None:
        script = route.fetch()
        if not re.search("code-verifier|phx_join", script.text()):
            route.fulfill(response=script)

    studio.page.route("**/_astro/*.js", hold_other_clients)
    studio.page.goto("/dashboard")
    expect(studio.cards).to_have_count(3)
    studio.expect_credits(500)
    expect(studio.submit_button).to_be_enabled()
