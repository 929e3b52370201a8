"""Which pages need a session, and how users return to the page they wanted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Sql, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext
from tests.web.navigation import expect_hydrated, log_in, open_hydrated
from tests.web.studio import Studio, signed_in_state


def test_a_signed_out_visitor_logs_in_and_returns(visitor: Page, user: User) -> None:
    visitor.goto("/dashboard?a=1")
    visitor.wait_for_url("**/login?from=%2Fdashboard%3Fa%3D1")
    expect_hydrated(visitor)
    log_in(visitor, user.email, user.password)
    visitor.wait_for_url("**/dashboard?a=1")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/%5Cevil.example", "javascript:alert(1)"]
)
def test_login_redirects_to_no_other_site(visitor: Page, user: User, target: str) -> None:
    log_in(open_hydrated(visitor, f"/login?from={target}"), user.email, user.password)
    visitor.wait_for_url("**/dashboard")


def test_the_return_path_survives_a_switch_to_sign_up(visitor: Page) -> None:
    open_hydrated(visitor, "/login?from=/dashboard%3Fa%3D1").get_by_role("main").get_by_role(
        "link", name="Sign up"
    ).click()
    visitor.wait_for_url("**/signup?from=/dashboard%3Fa%3D1")


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_a_signed_in_user_is_redirected_from_auth_pages(studio: Studio, path: str) -> None:
    studio.page.goto(path, wait_until="commit")
    studio.page.wait_for_url("**/dashboard")


def test_signing_out_removes_the_session_and_the_drafts(studio: Studio) -> None:
    studio.fill("Prompt", "my secret plan")
    studio.page.get_by_role("button", name="Account menu").click()
    studio.page.get_by_role("button", name="Sign out").click()
    studio.page.wait_for_url(f"{studio.stack.site_url}/")
    expect(studio.page.get_by_role("link", name="Start for free").first).to_be_visible()
    assert studio.page.evaluate("JSON.stringify(localStorage)").find("secret plan") == -1
    studio.page.goto("/dashboard")
    studio.page.wait_for_url("**/login?from=%2Fdashboard")


def test_an_ended_session_leads_to_login_and_back_to_the_draft(
    new_context: NewContext, browser_errors: BrowserErrors, stack: RunningStack, sql: Sql, user: User
) -> None:
    browser_errors.expect("status of 40")
    page = browser_errors.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    studio = Studio(page, user, stack, sql, browser_errors).open()
    studio.fill("Prompt", "half a thought")
    sql("delete from auth.sessions where user_id = %s", [user.id])
    page.evaluate("localStorage.session = JSON.stringify({...JSON.parse(localStorage.session), expires_at: 1})")
    page.reload()
    page.wait_for_url("**/login?from=%2Fdashboard&notice=session_ended")
    expect(page.get_by_text("what you typed is kept")).to_be_visible()
    log_in(page, user.email, user.password)
    page.wait_for_url("**/dashboard")
    expect(studio.field("Prompt")).to_have_value("half a thought")
