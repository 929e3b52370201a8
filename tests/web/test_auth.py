"""Sign-up, login, links out of mails, guards."""

from __future__ import annotations

import re
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.conftest import PASSWORD, NewUser, Sql, User
from tests.local.auth import auth_with_providers
from tests.running import RunningStack
from tests.web.complaints import Complaints
from tests.web.conftest import NewContext
from tests.web.inbox import link_to, mails_to
from tests.web.studio import Studio, signed_in_state, wait_for

NEW_PASSWORD = "a rather better horse"


def alive(page: Page, path: str) -> Page:
    """Open a page and wait until its islands are alive."""
    page.goto(path)
    expect(page.locator("astro-island[ssr]")).to_have_count(0)
    return page


def log_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


class Scripts:
    """The scripts of a page, which do not arrive before they are let through."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        self.held: list[Route] | None = []
        page.route("**/_astro/*.js", self._hold)
        page.goto(path, wait_until="commit")
        wait_for(page, lambda: self.held)
        page.get_by_label("Email").wait_for()

    def let_through(self) -> None:
        """All that were asked for, and all to come."""
        held, self.held = self.held, None
        for route in held or []:
            route.continue_()

    def _hold(self, route: Route) -> None:
        if self.held is None:
            route.continue_()
        else:
            self.held.append(route)


# ---------------------------------------------------------------- sign-up


def test_a_sign_up_form_says_what_is_missing_at_each_field(visitor: Page) -> None:
    alive(visitor, "/signup").get_by_role("button", name="Create account").click()
    name = visitor.get_by_label("Name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Tell us what to call you.")
    expect(visitor.get_by_label("Email")).to_have_accessible_description("Enter your email address.")
    expect(visitor.get_by_label("Password", exact=True)).to_have_accessible_description("Use at least 10 characters.")
    expect(visitor.get_by_role("alert")).to_have_count(3)


def test_an_error_goes_as_soon_as_it_is_mended(visitor: Page) -> None:
    alive(visitor, "/signup").get_by_role("button", name="Create account").click()
    email = visitor.get_by_label("Email")
    email.fill("ada@")
    expect(email).to_have_accessible_description("This does not look like an email address.")
    email.fill("ada@example.com")
    expect(email).not_to_have_attribute("aria-invalid", "true")


def test_a_form_sent_before_the_scripts_are_there_is_sent_when_they_are(
    visitor: Page, user: User, stack: RunningStack
) -> None:
    scripts = Scripts(visitor, "/login")
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_label("Password", exact=True).fill(user.password)
    visitor.keyboard.press("Enter")
    expect(visitor.locator("astro-island[ssr]")).to_have_attribute("aria-busy", "true")
    assert visitor.url == f"{stack.site_url}/login"
    scripts.let_through()
    visitor.wait_for_url("**/dashboard")


@pytest.mark.parametrize(
    ("path", "button", "then"),
    [
        ("/signup", "Create account", "Check your mail"),
        ("/forgot-password", "Send link", "Check your mail"),
        ("/login", "Email me a login link", "Log in without a password"),
    ],
)
def test_a_button_pressed_before_the_scripts_are_there_does_its_work(
    visitor: Page, path: str, button: str, then: str
) -> None:
    scripts = Scripts(visitor, path)
    for label, value in (("Name", "Grace"), ("Email", f"{uuid.uuid4().hex}@example.com"), ("Password", PASSWORD)):
        if visitor.get_by_label(label, exact=True).count():
            visitor.get_by_label(label, exact=True).fill(value)
    visitor.get_by_role("button", name=button).click()
    scripts.let_through()
    expect(visitor.get_by_role("heading", name=then)).to_be_visible()


def test_a_known_address_is_not_told_apart_from_a_new_one(visitor: Page, user: User) -> None:
    alive(visitor, "/signup").get_by_label("Name").fill("Somebody")
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_visible()


def test_the_confirmation_can_be_sent_again(visitor: Page, stack: RunningStack, sql: Sql) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    alive(visitor, "/signup").get_by_label("Name").fill("Grace")
    visitor.get_by_label("Email").fill(address)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    link_to(stack, address, "confirm")
    # Auth sends one mail a second to an address; the first one is long ago.
    sql("update auth.users set confirmation_sent_at = now() - interval '1 hour' where email = %s", [address])
    visitor.get_by_role("button", name="Send it again").click()
    expect(visitor.get_by_text("Sent. It can take a minute to arrive.")).to_be_visible()
    assert mails_to(stack, address) == 2


# ------------------------------------------------------------------ login


def test_a_wrong_password_is_said_in_plain_words(visitor: Page, complaints: Complaints, user: User) -> None:
    complaints.expect("status of 400")
    log_in(alive(visitor, "/login"), user.email, "not the password")
    expect(visitor.get_by_role("alert")).to_contain_text("Email and password do not match.")
    expect(visitor.get_by_label("Email")).to_have_value(user.email)


def test_an_unconfirmed_address_gets_its_mail_again(
    visitor: Page, complaints: Complaints, stack: RunningStack, sql: Sql, new_user: NewUser
) -> None:
    complaints.expect("status of 400")
    user = new_user()
    sql("update auth.users set email_confirmed_at = null, confirmation_sent_at = null where id = %s", [user.id])
    log_in(alive(visitor, "/login"), user.email, user.password)
    expect(visitor.get_by_role("alert")).to_contain_text("not confirmed yet")
    visitor.get_by_role("button", name="Send it again").click()
    alive(visitor, link_to(stack, user.email, "confirm")).get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/dashboard")


def test_without_a_connection_login_says_so(visitor: Page, complaints: Complaints, user: User) -> None:
    complaints.expect("ERR_FAILED")
    visitor.route("**/auth/v1/**", lambda route: route.abort())
    log_in(alive(visitor, "/login"), user.email, user.password)
    expect(visitor.get_by_role("alert")).to_contain_text("We could not reach the server.")


def test_too_many_tries_are_said_to_be_so(visitor: Page, complaints: Complaints, user: User) -> None:
    complaints.expect("status of 429")
    body = '{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}'
    visitor.route("**/auth/v1/token**", lambda route: route.fulfill(status=429, body=body))
    log_in(alive(visitor, "/login"), user.email, user.password)
    expect(visitor.get_by_role("alert")).to_contain_text("Too many tries.")


def test_the_password_can_be_shown(visitor: Page) -> None:
    password = alive(visitor, "/login").get_by_label("Password", exact=True)
    password.fill("secret")
    expect(password).to_have_attribute("type", "password")
    visitor.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")


# -------------------------------------------------------- other providers


def test_a_provider_that_is_enabled_logs_in_and_leads_on(visitor: Page, stack: RunningStack) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    with auth_with_providers(stack) as enabled:
        visitor.route(
            f"{stack.supabase_url}/auth/v1/**",
            lambda route: route.continue_(url=route.request.url.replace(stack.supabase_url, enabled)),
        )
        alive(visitor, "/login?from=/dashboard%3Fa%3D1")
        expect(visitor.get_by_role("button", name="Continue with Apple")).to_have_count(0)
        visitor.get_by_role("button", name="Continue with GitHub").click()
        visitor.get_by_role("button", name="Cancel").click()
        expect(visitor.get_by_role("alert")).to_contain_text("the other side said no")
        alive(visitor, "/login?from=/dashboard%3Fa%3D1").get_by_role("button", name="Continue with Google").click()
        expect(visitor.get_by_role("heading", name="Continue with Google")).to_be_visible()
        assert Axe().run(visitor).generate_snapshot() == ""
        visitor.get_by_label("E-mail address").fill(address)
        visitor.get_by_role("button", name="Continue", exact=True).click()
        visitor.wait_for_url("**/dashboard?a=1")
        # The session is told of the new user's name and address.
        visitor.get_by_role("button", name="Account menu").wait_for()


def test_no_provider_is_offered_where_none_is_enabled(visitor: Page) -> None:
    with visitor.expect_response("**/auth/v1/settings"):
        visitor.goto("/signup")
    expect(visitor.locator("astro-island[ssr]")).to_have_count(0)
    expect(visitor.get_by_role("button", name=re.compile("^Continue with"))).to_have_count(0)


def test_a_provider_that_says_no_is_told_from_a_dead_link(visitor: Page) -> None:
    visitor.goto("/auth/callback?error=access_denied&error_description=denied")
    expect(visitor.get_by_role("heading", name="You are not logged in")).to_be_visible()
    expect(visitor.get_by_role("alert")).to_contain_text("the other side said no")


# ------------------------------------------------------ links out of mails


def test_a_login_link_logs_in_and_leads_on(visitor: Page, stack: RunningStack, user: User) -> None:
    alive(visitor, "/login?from=/dashboard%3Fa%3D1").get_by_role("button", name="Email me a login link").click()
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_role("button", name="Send login link").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Check your mail")
    alive(visitor, link_to(stack, user.email, "sign-in link")).get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/dashboard?a=1")


def test_a_login_link_for_nobody_says_nothing(visitor: Page, complaints: Complaints, stack: RunningStack) -> None:
    complaints.expect("status of 4")
    address = f"{uuid.uuid4().hex}@example.com"
    alive(visitor, "/login").get_by_role("button", name="Email me a login link").click()
    visitor.get_by_label("Email").fill(address)
    visitor.get_by_role("button", name="Send login link").click()
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_visible()
    assert mails_to(stack, address) == 0


def test_a_forgotten_password_is_set_anew(visitor: Page, stack: RunningStack, user: User) -> None:
    alive(visitor, "/login").get_by_role("link", name="Forgot password?").click()
    expect(visitor.locator("astro-island[ssr]")).to_have_count(0)
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_role("button", name="Send link").click()
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_visible()

    alive(visitor, link_to(stack, user.email, "new password")).get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/update-password")
    expect(visitor.locator("astro-island[ssr]")).to_have_count(0)
    password = visitor.get_by_label("New password")
    password.fill("short")
    visitor.get_by_role("button", name="Save password").click()
    expect(password).to_have_accessible_description("Use at least 10 characters.")
    password.fill(NEW_PASSWORD)
    visitor.get_by_role("button", name="Save password").click()
    expect(visitor.get_by_text("Your new password is saved.")).to_be_visible()
    user.client.auth.sign_in_with_password({"email": user.email, "password": NEW_PASSWORD})


def test_opening_a_link_does_not_use_it_up(
    visitor: Page, new_context: NewContext, stack: RunningStack, user: User
) -> None:
    user.client.auth.sign_in_with_otp({"email": user.email})
    link = link_to(stack, user.email, "sign-in link")
    scanner = new_context().new_page()
    alive(scanner, link)
    alive(visitor, link).get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/dashboard")


def test_a_used_link_says_so_and_leads_on(visitor: Page, complaints: Complaints) -> None:
    complaints.expect("status of 403")
    alive(visitor, "/auth/confirm?token_hash=used&type=recovery").get_by_role("button", name="Continue").click()
    expect(visitor.get_by_role("alert")).to_contain_text("expired or was used before")
    expect(visitor.get_by_role("link", name="Send a new link")).to_have_attribute("href", "/forgot-password")


def test_half_a_link_says_so(visitor: Page) -> None:
    alive(visitor, "/auth/confirm?type=signup")
    expect(visitor.get_by_role("heading", name="This link is not complete")).to_be_visible()


def test_a_code_becomes_a_session_in_the_browser_that_asked(visitor: Page, stack: RunningStack, user: User) -> None:
    alive(visitor, "/login").get_by_role("button", name="Email me a login link").click()
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_role("button", name="Send login link").click()
    token = link_to(stack, user.email, "sign-in link").split("token_hash=")[1].split("&")[0]
    # The link of a project that still has Supabase's own mails.
    back = f"{stack.site_url}/auth/callback?next=/dashboard"
    visitor.goto(f"{stack.supabase_url}/auth/v1/verify?token={token}&type=magiclink&redirect_to={back}")
    visitor.wait_for_url("**/dashboard")


def test_a_code_in_another_browser_says_what_to_do(visitor: Page) -> None:
    visitor.goto("/auth/callback?code=3f2c6d0e-0000-4000-8000-000000000000")
    expect(visitor.get_by_role("alert")).to_contain_text("another browser")
    expect(visitor.get_by_role("link", name="Go to login")).to_be_visible()


def test_an_error_of_the_auth_server_is_explained(visitor: Page) -> None:
    visitor.goto("/auth/callback?error=access_denied&error_code=otp_expired&error_description=%3Cb%3Ex%3C/b%3E")
    expect(visitor.get_by_role("alert")).to_contain_text("This link has expired or was used before.")


# ----------------------------------------------------------------- guards


def test_a_signed_out_visitor_logs_in_and_comes_back(visitor: Page, user: User) -> None:
    visitor.goto("/dashboard?a=1")
    visitor.wait_for_url("**/login?from=%2Fdashboard%3Fa%3D1")
    expect(visitor.locator("astro-island[ssr]")).to_have_count(0)
    log_in(visitor, user.email, user.password)
    visitor.wait_for_url("**/dashboard?a=1")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/%5Cevil.example", "javascript:alert(1)"]
)
def test_login_leads_to_no_other_site(visitor: Page, user: User, target: str) -> None:
    log_in(alive(visitor, f"/login?from={target}"), user.email, user.password)
    visitor.wait_for_url("**/dashboard")


def test_the_way_back_survives_a_change_to_sign_up(visitor: Page) -> None:
    alive(visitor, "/login?from=/dashboard%3Fa%3D1").get_by_role("main").get_by_role("link", name="Sign up").click()
    visitor.wait_for_url("**/signup?from=/dashboard%3Fa%3D1")


@pytest.mark.parametrize("path", ["/login", "/signup"])
def test_a_signed_in_user_is_kept_off(studio: Studio, path: str) -> None:
    studio.page.goto(path, wait_until="commit")
    studio.page.wait_for_url("**/dashboard")


def test_signing_out_forgets_the_session_and_what_was_typed(studio: Studio) -> None:
    studio.fill("Prompt", "my secret plan")
    studio.page.get_by_role("button", name="Account menu").click()
    studio.page.get_by_role("button", name="Sign out").click()
    studio.page.wait_for_url(f"{studio.stack.site_url}/")
    expect(studio.page.get_by_role("link", name="Start for free").first).to_be_visible()
    assert studio.page.evaluate("JSON.stringify(localStorage)").find("secret plan") == -1
    studio.page.goto("/dashboard")
    studio.page.wait_for_url("**/login?from=%2Fdashboard")


def test_a_session_that_has_ended_leads_to_login_and_back_to_what_was_typed(
    new_context: NewContext, complaints: Complaints, stack: RunningStack, sql: Sql, user: User
) -> None:
    complaints.expect("status of 40")
    page = complaints.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    studio = Studio(page, user, stack, sql, complaints).open()
    studio.fill("Prompt", "half a thought")
    sql("delete from auth.sessions where user_id = %s", [user.id])
    page.evaluate("localStorage.session = JSON.stringify({...JSON.parse(localStorage.session), expires_at: 1})")
    page.reload()
    page.wait_for_url("**/login?from=%2Fdashboard&notice=session_ended")
    expect(page.get_by_text("what you typed is kept")).to_be_visible()
    log_in(page, user.email, user.password)
    page.wait_for_url("**/dashboard")
    expect(studio.field("Prompt")).to_have_value("half a thought")
