"""The forms of sign-up and login."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import PASSWORD, NewUser, Sql, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.inbox import link_to, mails_to
from tests.web.navigation import log_in, open_hydrated
from tests.web.studio import wait_for


class Scripts:
    """Hold back a page's scripts until they are released."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        self.held: list[Route] | None = []
        page.route("**/_astro/*.js", self._hold)
        page.goto(path, wait_until="commit")
        wait_for(page, lambda: self.held)
        page.get_by_label("Email").wait_for()

    def let_through(self) -> None:
        """Release all held and later requests."""
        held, self.held = self.held, None
        for route in held or []:
            route.continue_()

    def _hold(self, route: Route) -> None:
        if self.held is None:
            route.continue_()
        else:
            self.held.append(route)


# ---------------------------------------------------------------- sign-up


def test_the_sign_up_form_shows_errors_at_each_field(visitor: Page) -> None:
    visitor.set_viewport_size({"width": 390, "height": 844})
    open_hydrated(visitor, "/signup")
    form = visitor.locator("form")
    before = form.bounding_box()
    form.get_by_role("button", name="Create account").click()
    name = visitor.get_by_label("Name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Tell us what to call you.")
    expect(visitor.get_by_label("Email")).to_have_accessible_description("Enter your email address.")
    expect(visitor.get_by_label("Password", exact=True)).to_have_accessible_description("Use at least 10 characters.")
    expect(visitor.get_by_role("alert")).to_have_count(3)
    assert form.bounding_box() == before


@pytest.mark.parametrize(("path", "button"), [("/signup", "Create account"), ("/login", "Log in")])
def test_the_form_keeps_its_height_when_errors_appear(visitor: Page, path: str, button: str) -> None:
    open_hydrated(visitor, path)
    height = "document.querySelector('main').scrollHeight"
    before = visitor.evaluate(height)
    visitor.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    expect(visitor.get_by_role("alert").first).to_be_visible()
    assert visitor.evaluate(height) == before


def test_sign_up_links_the_terms_and_the_privacy_policy(visitor: Page) -> None:
    visitor.goto("/signup")
    form = visitor.get_by_role("main")
    expect(form.get_by_role("link", name="terms")).to_have_attribute("href", "/terms")
    expect(form.get_by_role("link", name="privacy policy")).to_have_attribute("href", "/privacy")


def test_an_error_disappears_once_it_is_corrected(visitor: Page) -> None:
    open_hydrated(visitor, "/signup").get_by_role("button", name="Create account").click()
    email = visitor.get_by_label("Email")
    email.fill("ada@")
    expect(email).to_have_accessible_description("This does not look like an email address.")
    email.fill("ada@example.com")
    expect(email).not_to_have_attribute("aria-invalid", "true")


def test_a_refused_mail_domain_is_shown_at_the_field(visitor: Page, browser_errors: BrowserErrors, sql: Sql) -> None:
    browser_errors.expect("status of 422")
    domain = f"{uuid.uuid4().hex}.example"
    sql("insert into refused_mail_domains (domain) values (%s)", [domain])
    open_hydrated(visitor, "/signup").get_by_label("Name").fill("Grace")
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    email = visitor.get_by_label("Email")
    email.fill(f"grace@mail.{domain}")
    visitor.get_by_role("button", name="Create account").click()
    expect(email).to_have_accessible_description("Addresses of this mail provider are not accepted. Use another one.")


def test_a_form_submitted_before_hydration_is_sent_afterwards(visitor: Page, user: User, stack: RunningStack) -> None:
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
def test_a_click_before_hydration_takes_effect(visitor: Page, path: str, button: str, then: str) -> None:
    scripts = Scripts(visitor, path)
    for label, value in (("Name", "Grace"), ("Email", f"{uuid.uuid4().hex}@example.com"), ("Password", PASSWORD)):
        if visitor.get_by_label(label, exact=True).count():
            visitor.get_by_label(label, exact=True).fill(value)
    visitor.get_by_role("button", name=button).click()
    scripts.let_through()
    expect(visitor.get_by_role("heading", name=then)).to_be_visible()


def test_sign_up_does_not_reveal_whether_an_address_is_known(visitor: Page, user: User) -> None:
    open_hydrated(visitor, "/signup").get_by_label("Name").fill("Somebody")
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    expect(visitor.get_by_role("heading", name="Check your mail")).to_be_visible()


def test_the_confirmation_can_be_sent_again(visitor: Page, stack: RunningStack, sql: Sql) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    open_hydrated(visitor, "/signup").get_by_label("Name").fill("Grace")
    visitor.get_by_label("Email").fill(address)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    link_to(stack, address, "confirm")
    # Auth sends one mail per second to an address; the first one is older.
    sql("update auth.users set confirmation_sent_at = now() - interval '1 hour' where email = %s", [address])
    visitor.get_by_role("button", name="Send it again").click()
    expect(visitor.get_by_text("Sent. It can take a minute to arrive.")).to_be_visible()
    assert mails_to(stack, address) == 2


# ------------------------------------------------------------------ login


def test_a_wrong_password_shows_a_plain_message(visitor: Page, browser_errors: BrowserErrors, user: User) -> None:
    browser_errors.expect("status of 400")
    log_in(open_hydrated(visitor, "/login"), user.email, "not the password")
    expect(visitor.get_by_role("alert")).to_contain_text("Email and password do not match.")
    expect(visitor.get_by_label("Email")).to_have_value(user.email)


def test_an_unconfirmed_user_can_get_the_mail_again(
    visitor: Page, browser_errors: BrowserErrors, stack: RunningStack, sql: Sql, new_user: NewUser
) -> None:
    browser_errors.expect("status of 400")
    user = new_user()
    sql("update auth.users set email_confirmed_at = null, confirmation_sent_at = null where id = %s", [user.id])
    log_in(open_hydrated(visitor, "/login"), user.email, user.password)
    expect(visitor.get_by_role("alert")).to_contain_text("not confirmed yet")
    visitor.get_by_role("button", name="Send it again").click()
    open_hydrated(visitor, link_to(stack, user.email, "confirm")).get_by_role("button", name="Continue").click()
    visitor.wait_for_url("**/dashboard")


def test_login_without_a_connection_shows_a_message(visitor: Page, browser_errors: BrowserErrors, user: User) -> None:
    browser_errors.expect("ERR_FAILED")
    visitor.route("**/auth/v1/**", lambda route: route.abort())
    log_in(open_hydrated(visitor, "/login"), user.email, user.password)
    expect(visitor.get_by_role("alert")).to_contain_text("We could not reach the server.")


def test_too_many_attempts_show_a_message(visitor: Page, browser_errors: BrowserErrors, user: User) -> None:
    browser_errors.expect("status of 429")
    body = '{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}'
    visitor.route("**/auth/v1/token**", lambda route: route.fulfill(status=429, body=body))
    log_in(open_hydrated(visitor, "/login"), user.email, user.password)
    expect(visitor.get_by_role("alert")).to_contain_text("Too many tries.")


def test_the_password_can_be_shown(visitor: Page) -> None:
    password = open_hydrated(visitor, "/login").get_by_label("Password", exact=True)
    password.fill("secret")
    expect(password).to_have_attribute("type", "password")
    visitor.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")


# ------------------------------------------------------- an island that breaks

FAIL_ONCE = """() => {
  const make = document.createElementNS;
  document.createElementNS = () => {
    document.createElementNS = make;
    throw new Error('broken on purpose');
  };
}"""


def test_a_crashed_island_shows_a_message_and_a_way_out(
    visitor: Page, browser_errors: BrowserErrors, user: User
) -> None:
    browser_errors.expect("status of 400")
    open_hydrated(visitor, "/login")
    log_in(visitor, user.email, "a wrong password")
    # A browser extension may remove elements that it does not know: the message is shown again.
    visitor.get_by_role("alert").evaluate("alert => alert.remove()")
    log_in(visitor, user.email, "a wrong password")
    expect(visitor.get_by_role("alert")).to_contain_text("do not match")
    visitor.evaluate(FAIL_ONCE)
    visitor.get_by_role("button", name="Email me a login link").click()
    expect(visitor.get_by_role("alert")).to_contain_text("This part of the page stopped working.")
    visitor.get_by_role("button", name="Reload the page").click()
    log_in(visitor, user.email, user.password)
    visitor.wait_for_url("**/dashboard")
