"""When auth fails, the page says what to do and keeps what was typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import PASSWORD, User
from tests.running import RunningStack
from tests.web.complaints import Complaints
from tests.web.conftest import NewContext
from tests.web.studio import Studio, signed_in_state
from tests.web.visits import alive, log_in

TRY_AGAIN = re.compile("The server had a problem.*try again")
NO_STORAGE = """
Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});
Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});
"""
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


@dataclass(frozen=True)
class Form:
    """A form of the sign-in pages: where it is, what is typed into it, and the request that it sends."""

    path: str
    typed: dict[str, str]
    button: str
    request: str
    first: str | None = None

    def send(self, page: Page) -> None:
        alive(page, self.path)
        if self.first:
            page.get_by_role("button", name=self.first).click()
            page.get_by_role("heading", name="Log in without a password").wait_for()
        for label, value in self.typed.items():
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name=self.button, exact=True).click()

    def expect_typed(self, page: Page) -> None:
        for label, value in self.typed.items():
            expect(page.get_by_label(label, exact=True)).to_have_value(value)
        expect(page.get_by_role("button", name=self.button, exact=True)).to_be_enabled()


ADDRESS = {"Email": "grace@example.com"}
FORMS = (
    Form("/signup", {"Name": "Grace", **ADDRESS, "Password": PASSWORD}, "Create account", "signup"),
    Form("/login", {**ADDRESS, "Password": PASSWORD}, "Log in", "token"),
    Form("/login", ADDRESS, "Send login link", "otp", first="Email me a login link"),
    Form("/forgot-password", ADDRESS, "Send link", "recover"),
)
FAILURES = {
    "a race on the index of addresses": (500, {"code": 500, "error_code": "unexpected_failure", "msg": "SECRET"}),
    "no JSON": (500, "<html>SECRET</html>"),
    "a gateway": (502, "<html>SECRET</html>"),
    "nobody at home": (503, {"message": "SECRET"}),
    "too late": (504, {"code": 504, "error_code": "request_timeout", "msg": "SECRET"}),
    "a hook": (500, {"code": 500, "error_code": "hook_timeout", "msg": "SECRET"}),
    "Cloudflare": (522, "SECRET"),
}


def answer_with(page: Page, request: str, status: int, body: object) -> None:
    text, kind = (body, "text/html") if isinstance(body, str) else (json.dumps(body), "application/json")
    headers = {"access-control-allow-origin": "*", "access-control-allow-headers": "*", "content-type": kind}
    headers["access-control-allow-methods"] = "*"

    def answer(route: Route) -> None:
        route.fulfill(status=204 if route.request.method == "OPTIONS" else status, headers=headers, body=text)

    page.route(re.compile(rf"/auth/v1/{request}\b"), answer)


def refuse(page: Page, request: str, code: str, status: int = 400) -> None:
    answer_with(page, request, status, {"code": status, "error_code": code, "msg": "SECRET"})


@pytest.fixture
def quiet(complaints: Complaints) -> Complaints:
    complaints.expect("status of")
    return complaints


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.request)
def test_a_failure_of_the_server_says_try_again(visitor: Page, quiet: Complaints, form: Form, failure: str) -> None:
    answer_with(visitor, form.request, *FAILURES[failure])
    form.send(visitor)
    expect(visitor.get_by_role("alert")).to_have_text(TRY_AGAIN)
    assert "SECRET" not in visitor.content()
    form.expect_typed(visitor)


@pytest.mark.parametrize(
    ("form", "code", "status", "words"),
    [
        (FORMS[0], "validation_failed", 400, "cannot accept what was typed"),
        (FORMS[0], "user_already_exists", 422, "There is an account with this email address already"),
        (FORMS[0], "email_address_invalid", 400, "This email address cannot be used"),
        (FORMS[0], "request_entity_too_large", 413, "too long for the server"),
        (FORMS[1], "user_banned", 400, "This account is locked"),
        (FORMS[1], "over_request_rate_limit", 429, "Too many tries"),
        (FORMS[3], "over_request_rate_limit", 429, "Too many tries"),
        (FORMS[3], "a_code_to_come", 418, "That did not work"),
    ],
)
def test_a_refusal_has_words_and_keeps_what_was_typed(
    visitor: Page, quiet: Complaints, form: Form, code: str, status: int, words: str
) -> None:
    refuse(visitor, form.request, code, status)
    form.send(visitor)
    expect(visitor.get_by_role("alert")).to_contain_text(words)
    form.expect_typed(visitor)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.request)
@pytest.mark.parametrize("how", [NO_STORAGE, FULL_STORAGE], ids=["blocked", "full"])
def test_without_storage_the_page_says_what_is_needed(
    new_context: NewContext, complaints: Complaints, user: User, form: Form, how: str
) -> None:
    page = complaints.listen(new_context().new_page())
    page.add_init_script(how)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if f"/auth/v1/{form.request}" in request.url else None)
    form.send(page)
    expect(page.get_by_role("alert")).to_contain_text("Allow cookies and site data")
    form.expect_typed(page)
    assert asked == []


def test_a_link_of_a_mail_is_not_used_up_without_storage(new_context: NewContext, complaints: Complaints) -> None:
    page = complaints.listen(new_context().new_page())
    page.add_init_script(NO_STORAGE)
    alive(page, "/auth/confirm?token_hash=x&type=email").get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Allow cookies and site data")
    expect(page.get_by_role("button", name="Continue")).to_be_enabled()


def test_a_failure_of_the_server_does_not_call_a_link_dead(visitor: Page, quiet: Complaints) -> None:
    answer_with(visitor, "verify", *FAILURES["a gateway"])
    alive(visitor, "/auth/confirm?token_hash=x&type=email").get_by_role("button", name="Continue").click()
    expect(visitor.get_by_role("alert")).to_have_text(TRY_AGAIN)
    expect(visitor.get_by_role("button", name="Continue")).to_be_enabled()


def test_a_code_may_be_tried_again_after_a_failure_of_the_server(
    visitor: Page, quiet: Complaints, stack: RunningStack
) -> None:
    alive(visitor, "/login")
    visitor.evaluate("localStorage.setItem('session-code-verifier', JSON.stringify('x'.repeat(50)))")
    answer_with(visitor, "token", *FAILURES["nobody at home"])
    visitor.goto("/auth/callback?code=3f2c6d0e-0000-4000-8000-000000000000")
    expect(visitor.get_by_role("alert")).to_contain_text(TRY_AGAIN)
    visitor.get_by_role("button", name="Try again").click()
    visitor.wait_for_url(f"{stack.site_url}/auth/callback?code=*")
    expect(visitor.get_by_role("link", name="Go to login")).to_be_visible()


@pytest.mark.parametrize(
    "code", ["bad_oauth_state", "bad_oauth_callback", "flow_state_already_used", "provider_disabled"]
)
def test_what_comes_back_with_a_visitor_has_words(visitor: Page, code: str) -> None:
    visitor.goto(f"/auth/callback?error=invalid_request&error_code={code}&error_description=SECRET")
    expect(visitor.get_by_role("alert")).to_be_visible()
    expect(visitor.get_by_role("alert")).not_to_contain_text("That did not work")
    assert "SECRET" not in visitor.get_by_role("main").inner_text()


# ------------------------------------------------ somebody who is signed in


def change_password(page: Page) -> None:
    page.get_by_label("New password").fill(PASSWORD + " and more")
    page.get_by_role("button", name="Save password").click()


def change_email(page: Page) -> None:
    page.get_by_label("New email address").fill("grace@example.com")
    page.get_by_role("button", name="Send confirmation").click()


Change = Callable[[Page], None]
CHANGES = pytest.mark.parametrize("change", [change_password, change_email])


def refuse_change(page: Page, status: int, body: object) -> None:
    """Auth refuses changes of a user who can still be read."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}

    def answer(route: Route) -> None:
        if route.request.method == "PUT":
            route.fulfill(status=status, headers=headers, body=text)
        else:
            route.continue_()

    page.route(re.compile(r"/auth/v1/user\b"), answer)


def open_security(studio: Studio) -> Page:
    page = studio.page
    page.goto("/account")
    expect(page.get_by_role("region", name="Plan", exact=True)).to_be_visible()
    page.get_by_role("region", name="Security", exact=True).scroll_into_view_if_needed()
    expect(page.get_by_label("New password")).to_be_visible()
    return page


@CHANGES
@pytest.mark.parametrize("failure", FAILURES)
def test_a_change_may_be_tried_again_after_a_failure_of_the_server(
    studio: Studio, quiet: Complaints, change: Change, failure: str
) -> None:
    page = open_security(studio)
    refuse_change(page, *FAILURES[failure])
    change(page)
    expect(page.get_by_role("alert")).to_have_text(TRY_AGAIN)
    typed = page.get_by_label("New password" if change is change_password else "New email address")
    expect(typed).not_to_have_value("")


@CHANGES
@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("reauthentication_needed", 400, "You logged in too long ago"),
        ("current_password_required", 400, "Your present password is needed"),
        ("validation_failed", 400, "cannot accept what was typed"),
        ("request_entity_too_large", 413, "too long for the server"),
        ("over_request_rate_limit", 429, "Too many tries"),
    ],
)
def test_a_refused_change_has_words(
    studio: Studio, quiet: Complaints, change: Change, code: str, status: int, words: str
) -> None:
    page = open_security(studio)
    refuse_change(page, status, {"code": status, "error_code": code, "msg": "SECRET"})
    change(page)
    expect(page.get_by_role("alert")).to_contain_text(words)


@CHANGES
@pytest.mark.parametrize(("code", "status"), [("bad_jwt", 403), ("user_not_found", 404), ("session_not_found", 403)])
def test_a_session_that_auth_does_not_know_any_more_is_ended(
    studio: Studio, quiet: Complaints, change: Change, code: str, status: int
) -> None:
    page = open_security(studio)
    refuse_change(page, status, {"code": status, "error_code": code, "msg": "SECRET"})
    change(page)
    page.wait_for_url("**/login?from=%2Faccount&notice=session_ended")
    assert page.evaluate("localStorage.getItem('session')") is None


# ----------------------------------------------------------- long passwords


@pytest.mark.parametrize("password", ["x" * 73, "ü" * 37, "😀" * 19], ids=["letters", "umlauts", "emoji"])
def test_a_password_over_72_bytes_is_refused_at_the_field_before_it_is_sent(
    visitor: Page, new_context: NewContext, complaints: Complaints, stack: RunningStack, user: User, password: str
) -> None:
    sent: list[str] = []
    page = complaints.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    for each in (visitor, page):
        each.on("request", lambda request: sent.append(request.method) if request.method in {"POST", "PUT"} else None)
    alive(visitor, "/signup").get_by_label("Name").fill("Grace")
    visitor.get_by_label("Email").fill("grace@example.com")
    visitor.get_by_label("Password", exact=True).fill(password)
    visitor.get_by_role("button", name="Create account").click()
    alive(page, "/update-password").get_by_label("New password").fill(password)
    page.get_by_role("button", name="Save password").click()
    for field in (visitor.get_by_label("Password", exact=True), page.get_by_label("New password")):
        expect(field).to_have_accessible_description(re.compile("This password is too long"))
        expect(field).to_be_focused()
    assert sent == []


@pytest.mark.parametrize("password", ["x" * 72, "ü" * 36, "😀" * 18], ids=["letters", "umlauts", "emoji"])
def test_a_password_of_72_bytes_works(
    visitor: Page, new_context: NewContext, complaints: Complaints, stack: RunningStack, user: User, password: str
) -> None:
    page = complaints.listen(new_context(storage_state=signed_in_state(stack, user)).new_page())
    alive(page, "/update-password").get_by_label("New password").fill(password)
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("Your new password is saved.")).to_be_visible()
    log_in(alive(visitor, "/login"), user.email, password)
    visitor.wait_for_url("**/dashboard")
