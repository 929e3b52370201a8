"""For a banned or deleted user the page ends the session and says why, instead of showing an empty dashboard."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect
from supabase import Client

from tests.conftest import NewUser, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewPage
from tests.web.studio import Studio, picture, signed_in_state

TIMEOUT_MS = 5000
SUSPENDED = "This account was suspended."


def ban(admin: Client, user: User) -> None:
    admin.auth.admin.update_user_by_id(user.id, {"ban_duration": "24h"})


def expect_suspended(page: Page) -> None:
    page.wait_for_url(re.compile(r"/login\?from=.*&notice=suspended"))
    expect(page.get_by_text(SUSPENDED)).to_be_visible()
    assert page.evaluate("localStorage.session") is None


@pytest.fixture
def studio(studio: Studio, browser_errors: BrowserErrors) -> Studio:
    browser_errors.expect("status of 40")
    return studio


def test_a_banned_user_who_opens_a_page_sees_why(studio: Studio, admin: Client) -> None:
    ban(admin, studio.user)
    studio.page.goto("/account")
    expect_suspended(studio.page)


def test_a_banned_user_who_starts_a_generation_sees_why(studio: Studio, admin: Client) -> None:
    studio.fill("Prompt", "half a thought")
    ban(admin, studio.user)
    with suppress(PlaywrightError):  # the page may have noticed the ban and removed the form
        studio.submit_button.click(timeout=TIMEOUT_MS)
    expect_suspended(studio.page)


def test_a_banned_user_who_uploads_a_picture_sees_why(studio: Studio, admin: Client) -> None:
    studio.choose("Qwen Edit")
    ban(admin, studio.user)
    with suppress(PlaywrightError):  # the page may have noticed the ban and removed the form
        picker = studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]")
        picker.set_input_files(picture(), timeout=TIMEOUT_MS)
    expect_suspended(studio.page)


def test_a_banned_user_whose_session_is_refreshed_sees_why(studio: Studio, admin: Client) -> None:
    ban(admin, studio.user)
    page = studio.page
    page.evaluate("localStorage.session = JSON.stringify({...JSON.parse(localStorage.session), expires_at: 1})")
    page.reload()
    expect_suspended(page)


def test_a_banned_user_who_buys_sees_why(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, user: User, admin: Client
) -> None:
    browser_errors.expect("status of 40")
    page = browser_errors.listen(new_page(signed_in_state(stack, user)))
    page.goto("/pricing")
    button = page.get_by_role("button", name=re.compile("^Buy|^Subscribe|^Get")).first
    expect(button).to_be_visible()
    ban(admin, user)
    button.click()
    expect_suspended(page)
    assert "from=%2Fpricing" in page.url


def test_a_banned_user_who_logs_in_sees_why(
    visitor: Page, browser_errors: BrowserErrors, user: User, admin: Client
) -> None:
    browser_errors.expect("status of 40")
    ban(admin, user)
    visitor.goto("/login")
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_label("Password", exact=True).fill(user.password)
    visitor.get_by_role("button", name="Log in").click()
    expect(visitor.get_by_text(re.compile("locked|suspended"))).to_be_visible()


def test_a_user_whose_account_was_deleted_is_signed_out(studio: Studio, admin: Client) -> None:
    admin.auth.admin.delete_user(studio.user.id)
    studio.page.goto("/account")
    studio.page.wait_for_url(re.compile(r"/login\?from=%2Faccount&notice=session_ended"))


def test_another_user_stays_signed_in(studio: Studio, admin: Client, new_user: NewUser) -> None:
    ban(admin, new_user())
    studio.page.goto("/account")
    expect(studio.page.get_by_role("heading", name="Your account")).to_be_visible()
    expect(studio.page.get_by_label("Name")).to_have_value("Ada Tester")
