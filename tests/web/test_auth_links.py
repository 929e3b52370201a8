"""Mail links, codes, and redirects back from other providers."""

from __future__ import annotations

import re
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import User
from tests.local.auth import auth_with_providers
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext
from tests.web.inbox import link_to, mails_to
from tests.web.navigation import expect_hydrated, open_hydrated

NEW_PASSWORD = "a rather better horse"


# -------------------------------------------------------- other providers


@pytest.mark.own_supabase("its Auth has providers enabled")
def test_an_enabled_provider_logs_in_and_redirects(visitor: Page, stack: RunningStack) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    with auth_with_providers(stack) as enabled:
        visitor.route(
            f"{stack.supabase_url}/auth/v1/**",
            lambda route: route.continue_(url=route.request.url.replace(stack.supabase_url, enabled)),
        )
        open_hydrated(visitor, "/login?from=/dashboard%3Fa%3D1")
        expect(visitor.get_by_role("button", name="Continue with Apple")).to_have_count(0)
        visitor.get_by_role("button", name="Continue with GitHub").click()
        visitor.get_by_role("button", name="Cancel").click()
        expect(visitor.get_by_role("alert")).to_contain_text("the provider refused it")
        open_hydrated(visitor, "/login?from=/dashboard%3Fa%3D1").get_by_role(
            "button", name="Continue with Google"
        ).click()
        expect(visitor.get_by_role("heading", name="Continue with Google")).to_be_visible()
        assert Axe().run(visitor).generate_snapshot() == ""
        visitor.get_by_label("Email address").fill(address)
        visitor.get_by_role("button", name="Continue", exact=True).click()
        visitor.wait_for_url("**/dashboard?a=1")
        # Auth returns the new user's name and address.
        visitor.get_by_role("button", name="Account menu").wait_for()


def test_no_provider_is_offered_where_none_is_enabled(visitor: Page) -> None:
    with visitor.expect_response("**/auth/v1/settings"):
        open_hydrated(visitor, "/signup")
    expect(visitor.get_by_role("button", name=re.compile("^Continue with"))).to_have_count(0)


def test_a_refusal_of_a_provider_is_not_shown_as_an_expired_link(visitor: Page) -> None:
    visitor.goto("/auth/callback?error=access_denied&error_description=denied")
    expect(visitor.get_by_role("heading", name="You are not logged in")).to_be_visible()
    expect(visitor.get_by_role("alert")).to_contain_text("the provider refused it")


# ------------------------------------------------------ links out of mails


def test_a_login_link_logs_in_and_redirects(visitor: Page, stack: RunningStack, user: User) -> None:
    open_hydrated(visitor, "/login?from=/dashboard%3Fa%3D1").get_by_role("button", name="Email me a login link").click()
    expect(visitor.get_by_role("heading", name="Log in without a password")).to_be_focused()
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_role("button", name="Send login link").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Check your mail")
    open_hydrated(visitor, link_to(stack, user.email, "login link"))
    expect(visitor.get_by_text("You asked for a login link.")).to_be_visible()
    visitor.get_by_role("button", name="Log in").click()
    visitor.wait_for_url("**/dashboard?a=1")


def test_a_login_link_for_an_unknown_address_reveals_nothing(
    visitor: Page, browser_errors: BrowserErrors, stack: RunningStack
) -> None:
    browser_errors.expect("status of 4")
    address = f"{uuid.uuid4().hex}@example.com"
    open_hydrated(visitor, "/login").get_by_role("button", name="Email me a login link").click()
    visitor.get_by_label("Email").fill(address)
    visitor.get_by_role("button", name="Send login link").click()
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_visible()
    assert mails_to(stack, address) == 0


def test_a_forgotten_password_is_reset(visitor: Page, stack: RunningStack, user: User) -> None:
    open_hydrated(visitor, "/login").get_by_role("link", name="Forgot password?").click()
    expect_hydrated(visitor)
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_role("button", name="Send link").click()
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_visible()

    open_hydrated(visitor, link_to(stack, user.email, "new password")).get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/update-password")
    expect_hydrated(visitor)
    password = visitor.get_by_label("New password")
    password.fill("short")
    visitor.get_by_role("button", name="Save password").click()
    expect(password).to_have_accessible_description("Use at least 10 characters.")
    password.fill(NEW_PASSWORD)
    visitor.get_by_role("button", name="Save password").click()
    expect(visitor.get_by_text("Your new password is saved.")).to_be_visible()
    expect(visitor.get_by_role("heading", level=1)).to_be_focused()
    user.client.auth.sign_in_with_password({"email": user.email, "password": NEW_PASSWORD})


def test_opening_a_link_does_not_consume_it(
    visitor: Page, new_context: NewContext, stack: RunningStack, user: User
) -> None:
    user.client.auth.sign_in_with_otp({"email": user.email})
    link = link_to(stack, user.email, "login link")
    scanner = new_context().new_page()
    open_hydrated(scanner, link)
    open_hydrated(visitor, link).get_by_role("button", name="Log in").click()
    visitor.wait_for_url("**/dashboard")


def test_a_link_opened_twice_offers_the_studio_of_the_signed_in_user(
    visitor: Page, browser_errors: BrowserErrors, stack: RunningStack, user: User
) -> None:
    browser_errors.expect("status of 403")
    user.client.auth.sign_in_with_otp({"email": user.email})
    link = link_to(stack, user.email, "login link")
    open_hydrated(visitor, link).get_by_role("button", name="Log in").click()
    visitor.wait_for_url("**/dashboard")
    open_hydrated(visitor, link).get_by_role("button", name="Log in").click()
    expect(visitor.get_by_role("heading", name="This link does not work")).to_be_visible()
    expect(visitor.get_by_role("link", name="Go to login")).to_have_count(0)
    visitor.get_by_role("link", name="Open your studio").click()
    visitor.wait_for_url("**/dashboard")


def test_a_used_link_shows_a_message_and_a_way_to_continue(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 403")
    open_hydrated(visitor, "/auth/confirm?token_hash=used&type=recovery").get_by_role("button", name="Continue").click()
    expect(visitor.get_by_role("alert")).to_contain_text("expired or was used before")
    expect(visitor.get_by_role("link", name="Send a new link")).to_have_attribute("href", "/forgot-password")


def test_an_incomplete_link_shows_a_message(visitor: Page) -> None:
    open_hydrated(visitor, "/auth/confirm?type=email")
    expect(visitor.get_by_role("heading", name="This link is not complete")).to_be_visible()


def test_a_code_signs_in_the_browser_that_requested_it(visitor: Page, stack: RunningStack, user: User) -> None:
    open_hydrated(visitor, "/login").get_by_role("button", name="Email me a login link").click()
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_role("button", name="Send login link").click()
    token = link_to(stack, user.email, "login link").split("token_hash=")[1].split("&")[0]
    # The link format of Supabase's default mail templates.
    back = f"{stack.site_url}/auth/callback?next=/dashboard"
    visitor.goto(f"{stack.supabase_url}/auth/v1/verify?token={token}&type=magiclink&redirect_to={back}")
    visitor.wait_for_url("**/dashboard")


def test_a_code_in_another_browser_shows_what_to_do(visitor: Page) -> None:
    visitor.goto("/auth/callback?code=3f2c6d0e-0000-4000-8000-000000000000")
    expect(visitor.get_by_role("alert")).to_contain_text("another browser")
    expect(visitor.get_by_role("link", name="Go to login")).to_be_visible()


def test_an_error_of_the_auth_server_is_explained(visitor: Page) -> None:
    visitor.goto("/auth/callback?error=access_denied&error_code=otp_expired&error_description=%3Cb%3Ex%3C/b%3E")
    expect(visitor.get_by_role("alert")).to_contain_text("This link has expired or was used before.")
