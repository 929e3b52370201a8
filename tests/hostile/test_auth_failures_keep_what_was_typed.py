"""When auth fails, the page says what to do and keeps what was typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import PASSWORD, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext, NewPage
from tests.web.navigation import log_in, open_hydrated, scroll_to
from tests.web.studio import signed_in_state

LETTERS, UMLAUTS, EMOJI = "x", "ü", "😀"
JSON = "application/json"
TRY_AGAIN = re.compile("The server had a problem.*try again")
NO_STORAGE = """
Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});
Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});
"""
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


@dataclass(frozen=True)
class Form:
    """A form of the sign-in pages: its path, its input, and the request that it sends."""

    path: str
    typed: dict[str, str]
    button: str
    request: str
    opened_by: str | None = None

    def fill_in(self, page: Page) -> None:
        open_hydrated(page, self.path)
        if self.opened_by:
            page.get_by_role("button", name=self.opened_by).click()
            page.get_by_role("heading", name="Log in without a password").wait_for()
        for label, value in self.typed.items():
            page.get_by_label(label, exact=True).fill(value)

    def send(self, page: Page) -> None:
        page.get_by_role("button", name=self.button, exact=True).click()

    def expect_typed(self, page: Page) -> None:
        for label, value in self.typed.items():
            expect(page.get_by_label(label, exact=True)).to_have_value(value)
        expect(page.get_by_role("button", name=self.button, exact=True)).to_be_enabled()


ADDRESS = {"Email": "grace@example.com"}
FORMS = (
    Form("/signup", {"Name": "Grace", **ADDRESS, "Password": PASSWORD}, "Create account", "signup"),
    Form("/login", {**ADDRESS, "Password": PASSWORD}, "Log in", "token"),
    Form("/login", ADDRESS, "Send login link", "otp", opened_by="Email me a login link"),
    Form("/forgot-password", ADDRESS, "Send link", "recover"),
)
FAILURES = {
    "two sign-ups at once": (500, {"code": 500, "error_code": "unexpected_failure", "msg": "SECRET"}),
    "no JSON": (500, "<html>SECRET</html>"),
    "bad gateway": (502, "<html>SECRET</html>"),
    "service unavailable": (503, {"message": "SECRET"}),
    "request timeout": (504, {"code": 504, "error_code": "request_timeout", "msg": "SECRET"}),
    "hook timeout": (500, {"code": 500, "error_code": "hook_timeout", "msg": "SECRET"}),
    "Cloudflare timeout": (522, "SECRET"),
}


REFUSALS: dict[str, list[tuple[str, int, str]]] = {
    "signup": [
        ("validation_failed", 400, "cannot accept what was typed"),
        ("user_already_exists", 422, "There is an account with this email address already"),
        ("email_address_invalid", 400, "This email address cannot be used"),
        ("request_entity_too_large", 413, "too long for the server"),
    ],
    "token": [("user_banned", 400, "This account is locked")],
    "otp": [],
    "recover": [("a_future_code", 418, "That did not work")],
}
CHANGE_REFUSALS = [
    ("reauthentication_needed", 400, "You logged in too long ago"),
    ("current_password_required", 400, "Your present password is needed"),
    ("validation_failed", 400, "cannot accept what was typed"),
    ("request_entity_too_large", 413, "too long for the server"),
]


@dataclass(frozen=True)
class Answer:
    """A response of Auth, and the message that the page must show."""

    status: int
    body: object
    message: str | re.Pattern[str]


def refusal(code: str, status: int, message: str = "") -> Answer:
    return Answer(status, {"code": status, "error_code": code, "msg": "SECRET"}, message)


def answers(failures: Iterable[str], refusals: list[tuple[str, int, str]]) -> list[Answer]:
    """These server failures and refusals. Another message follows each one, so that the test sees every message
    change."""
    between = refusal("over_request_rate_limit", 429, "Too many tries")
    failed = [Answer(*FAILURES[name], TRY_AGAIN) for name in failures]
    return [each for one in (*failed, *(refusal(*each) for each in refusals)) for each in (one, between)]


def answer_with(page: Page, request: str, answer: Answer, method: str = "POST") -> None:
    """Make Auth respond like this to requests of this method; pass all others on."""
    text, kind = (answer.body, "text/html") if isinstance(answer.body, str) else (json.dumps(answer.body), JSON)
    headers = {"access-control-allow-origin": "*", "access-control-allow-headers": "*", "content-type": kind}

    def fulfill(route: Route) -> None:
        if route.request.method == method:
            route.fulfill(status=answer.status, headers=headers, body=text)
        else:
            route.continue_()

    page.route(re.compile(rf"/auth/v1/{request}\b"), fulfill)


@pytest.fixture
def quiet(browser_errors: BrowserErrors) -> BrowserErrors:
    browser_errors.expect("status of")
    return browser_errors


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.request)
def test_each_failure_and_refusal_shows_a_message_and_keeps_the_input(
    visitor: Page, quiet: BrowserErrors, form: Form
) -> None:
    form.fill_in(visitor)
    # The forms share the code that reads a failure: all failures for one form, one for the others.
    failures = FAILURES if form.request == "token" else ["bad gateway"]
    for answer in answers(failures, REFUSALS[form.request]):
        answer_with(visitor, form.request, answer)
        form.send(visitor)
        expect(visitor.get_by_role("alert"), str(answer)).to_contain_text(answer.message)
        assert "SECRET" not in visitor.content(), answer
        form.expect_typed(visitor)


@pytest.mark.parametrize("how", [NO_STORAGE, FULL_STORAGE], ids=["blocked", "full"])
def test_without_storage_the_page_asks_to_allow_it(
    new_context: NewContext, browser_errors: BrowserErrors, how: str
) -> None:
    page = browser_errors.listen(new_context().new_page())
    page.add_init_script(how)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for form in FORMS:
        form.fill_in(page)
        form.send(page)
        expect(page.get_by_role("alert"), form.request).to_contain_text("Allow cookies and site data")
        form.expect_typed(page)
        assert [url for url in asked if f"/auth/v1/{form.request}" in url] == []


def test_a_mail_link_stays_valid_without_storage(new_context: NewContext, browser_errors: BrowserErrors) -> None:
    page = browser_errors.listen(new_context().new_page())
    page.add_init_script(NO_STORAGE)
    open_hydrated(page, "/auth/confirm?token_hash=x&type=email").get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Allow cookies and site data")
    expect(page.get_by_role("button", name="Continue")).to_be_enabled()


def test_a_server_failure_is_not_shown_as_an_expired_link(visitor: Page, quiet: BrowserErrors) -> None:
    answer_with(visitor, "verify", Answer(*FAILURES["bad gateway"], TRY_AGAIN))
    open_hydrated(visitor, "/auth/confirm?token_hash=x&type=email").get_by_role("button", name="Continue").click()
    expect(visitor.get_by_role("alert")).to_have_text(TRY_AGAIN)
    expect(visitor.get_by_role("button", name="Continue")).to_be_enabled()


def test_a_code_can_be_retried_after_a_server_failure(visitor: Page, quiet: BrowserErrors, stack: RunningStack) -> None:
    open_hydrated(visitor, "/login")
    visitor.evaluate("localStorage.setItem('session-code-verifier', JSON.stringify('x'.repeat(50)))")
    answer_with(visitor, "token", Answer(*FAILURES["service unavailable"], TRY_AGAIN))
    visitor.goto("/auth/callback?code=3f2c6d0e-0000-4000-8000-000000000000")
    expect(visitor.get_by_role("alert")).to_contain_text(TRY_AGAIN)
    visitor.get_by_role("button", name="Try again").click()
    visitor.wait_for_url(f"{stack.site_url}/auth/callback?code=*")
    expect(visitor.get_by_role("link", name="Go to login")).to_be_visible()


def test_errors_in_a_redirect_show_a_message(visitor: Page) -> None:
    for code in ("bad_oauth_state", "bad_oauth_callback", "flow_state_already_used", "provider_disabled"):
        visitor.goto(f"/auth/callback?error=invalid_request&error_code={code}&error_description=SECRET")
        expect(visitor.get_by_role("alert"), code).to_be_visible()
        expect(visitor.get_by_role("alert"), code).not_to_contain_text("That did not work")
        assert "SECRET" not in visitor.get_by_role("main").inner_text(), code


# ------------------------------------------------ a signed-in user


def change_password(page: Page) -> None:
    page.get_by_label("New password").fill(PASSWORD + " and more")
    page.get_by_role("button", name="Save password").click()


def change_email(page: Page) -> None:
    page.get_by_label("New email address").fill("grace@example.com")
    page.get_by_role("button", name="Send confirmation").click()


@pytest.fixture
def member(new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, user: User) -> Page:
    """A page with a signed-in user."""
    return browser_errors.listen(new_page(signed_in_state(stack, user)))


def open_security(page: Page) -> None:
    page.goto("/account")
    expect(page.get_by_role("region", name="Plan", exact=True)).to_be_visible()
    scroll_to(page.get_by_role("region", name="Security", exact=True))
    expect(page.get_by_label("New password")).to_be_visible()


Change = Callable[[Page], None]


@pytest.mark.parametrize(("change", "field"), [(change_password, "New password"), (change_email, "New email address")])
def test_each_failure_and_refusal_of_a_change_shows_a_message(
    member: Page, quiet: BrowserErrors, change: Change, field: str
) -> None:
    open_security(member)
    for answer in answers(["bad gateway"], CHANGE_REFUSALS):
        answer_with(member, "user", answer, method="PUT")
        change(member)
        expect(member.get_by_role("alert"), str(answer)).to_contain_text(answer.message)
        expect(member.get_by_label(field), str(answer)).not_to_have_value("")


def test_a_session_unknown_to_auth_is_ended(member: Page, quiet: BrowserErrors) -> None:
    session = member.context.storage_state()["origins"][0]["localStorage"][0]["value"]
    for change, code, status in (
        (change_password, "bad_jwt", 403),
        (change_email, "user_not_found", 404),
        (change_password, "session_not_found", 403),
    ):
        member.goto("/robots.txt")
        member.evaluate("session => localStorage.setItem('session', session)", session)
        open_security(member)
        answer_with(member, "user", refusal(code, status), method="PUT")
        change(member)
        member.wait_for_url("**/login?from=%2Faccount&notice=session_ended")
        assert member.evaluate("localStorage.getItem('session')") is None, code


# ----------------------------------------------------------- long passwords


def test_a_password_over_72_bytes_is_refused_in_the_form(
    visitor: Page, new_context: NewContext, browser_errors: BrowserErrors, stack: RunningStack, user: User
) -> None:
    sent: list[str] = []
    page = browser_errors.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    for each in (visitor, page):
        each.on("request", lambda request: sent.append(request.method) if request.method in {"POST", "PUT"} else None)
    open_hydrated(visitor, "/signup").get_by_label("Name").fill("Grace")
    visitor.get_by_label("Email").fill("grace@example.com")
    open_hydrated(page, "/update-password")
    for password in LETTERS * 73, UMLAUTS * 37, EMOJI * 19:
        visitor.get_by_label("Password", exact=True).fill(password)
        visitor.get_by_role("button", name="Create account").click()
        page.get_by_label("New password").fill(password)
        page.get_by_role("button", name="Save password").click()
        for field in (visitor.get_by_label("Password", exact=True), page.get_by_label("New password")):
            expect(field, password).to_have_accessible_description(re.compile("This password is too long"))
            expect(field, password).to_be_focused()
            field.fill("")
    assert sent == []


def test_a_password_of_72_bytes_works(
    visitor: Page, new_context: NewContext, browser_errors: BrowserErrors, stack: RunningStack, user: User
) -> None:
    page = browser_errors.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    visitor.route("**/dashboard", lambda route: route.fulfill(body="", content_type="text/html"))
    for password in LETTERS * 72, UMLAUTS * 36, EMOJI * 18:
        open_hydrated(page, "/update-password").get_by_label("New password").fill(password)
        page.get_by_role("button", name="Save password").click()
        expect(page.get_by_text("Your new password is saved."), password).to_be_visible()
        log_in(open_hydrated(visitor, "/login"), user.email, password)
        visitor.wait_for_url("**/dashboard")
        visitor.evaluate("localStorage.clear()")
