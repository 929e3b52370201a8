"""A tab that was opened before a deployment: the scripts that it requests return 404."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.conftest import User
from tests.hostile.test_auth_failures_keep_what_was_typed import NO_STORAGE
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext
from tests.web.navigation import expect_hydrated, log_in, open_hydrated, scroll_to
from tests.web.studio import Studio, collect_live_topics, wait_for

OUTDATED = "Part of this page did not load"


class Deployment:
    """Simulate a deployment: scripts that were not requested before now return 404.

    If `with_new_scripts`, a reloaded page finds the new scripts.
    """

    def __init__(self, page: Page, *, with_new_scripts: bool) -> None:
        self.scripts_are_missing = True
        self.loads = 0
        self._page, self._with_new_scripts = page, with_new_scripts
        page.route("**/_astro/*.js*", self._answer)
        page.on("request", self._on_request)

    def _answer(self, route: Route) -> None:
        if self.scripts_are_missing:
            route.fulfill(status=404, body="<h1>404</h1>", content_type="text/html")
        else:
            route.continue_()

    def _on_request(self, request: Request) -> None:
        if not request.is_navigation_request():
            return
        self.loads += 1
        if self._with_new_scripts:
            self.scripts_are_missing = False


@pytest.fixture
def quiet(browser_errors: BrowserErrors) -> BrowserErrors:
    for expected in ("status of 404", "MIME type", "dynamically imported module", "exception", "Error hydrating"):
        browser_errors.expect(expected)
    return browser_errors


def expect_outdated(page: Page) -> None:
    expect(page.get_by_role("alert").filter(has_text=OUTDATED)).to_be_visible()
    expect(page.get_by_role("button", name="Reload the page").first).to_be_enabled()


def type_sign_up(page: Page) -> None:
    page.get_by_label("Name").fill("Grace")
    page.get_by_label("Email").fill("grace@example.com")
    page.get_by_label("Password", exact=True).fill("correct horse battery")


def test_log_in_reloads_keeps_the_email_and_then_works(
    visitor: Page, quiet: BrowserErrors, stack: RunningStack, user: User
) -> None:
    open_hydrated(visitor, "/login?from=/account")
    deployment = Deployment(visitor, with_new_scripts=True)
    log_in(visitor, user.email, user.password)
    wait_for(visitor, lambda: deployment.loads == 1)
    expect_hydrated(visitor)
    expect(visitor.get_by_label("Email")).to_have_value(user.email)
    # The password is not stored anywhere.
    expect(visitor.get_by_label("Password", exact=True)).to_have_value("")
    assert user.password not in visitor.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    visitor.get_by_label("Password", exact=True).fill(user.password)
    visitor.get_by_role("button", name="Log in", exact=True).click()
    visitor.wait_for_url(f"{stack.site_url}/account")


@pytest.mark.parametrize(
    ("path", "button"),
    [("/login", "Email me a login link"), ("/signup", "Create account")],
)
def test_a_form_reloads_once_and_then_shows_a_message(
    visitor: Page, quiet: BrowserErrors, path: str, button: str
) -> None:
    open_hydrated(visitor, path)
    deployment = Deployment(visitor, with_new_scripts=False)
    email = visitor.get_by_label("Email")
    email.fill("grace@example.com")
    visitor.get_by_label("Password", exact=True).fill("correct horse battery")
    if path == "/signup":
        visitor.get_by_label("Name").fill("Grace")
    visitor.get_by_role("button", name=button, exact=True).click()
    wait_for(visitor, lambda: deployment.loads == 1)
    expect_outdated(visitor)
    expect(email).to_have_value("grace@example.com")
    assert deployment.loads == 1


def test_a_page_whose_own_scripts_are_gone_reloads_once(visitor: Page, quiet: BrowserErrors) -> None:
    deployment = Deployment(visitor, with_new_scripts=False)
    visitor.goto("/pricing")
    wait_for(visitor, lambda: deployment.loads == 2)
    expect_outdated(visitor)
    assert deployment.loads == 2


def test_a_page_reloads_only_once_even_without_storage(
    new_context: NewContext, browser_errors: BrowserErrors, quiet: BrowserErrors
) -> None:
    page = browser_errors.listen(new_context().new_page())
    page.add_init_script(NO_STORAGE)
    deployment = Deployment(page, with_new_scripts=False)
    page.goto("/login")
    wait_for(page, lambda: deployment.loads == 2)
    expect_outdated(page)
    assert deployment.loads == 2


def scroll_to_security(page: Page) -> None:
    scroll_to(page.get_by_role("region", name="Security", exact=True))


def test_the_security_section_hydrates_after_a_deployment(studio: Studio, quiet: BrowserErrors) -> None:
    page = open_account(studio)
    deployment = Deployment(page, with_new_scripts=True)
    page.get_by_label("Name", exact=True).fill("Grace Hopper")
    scroll_to_security(page)
    wait_for(page, lambda: deployment.loads == 1)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Grace Hopper")
    scroll_to_security(page)
    expect(page.get_by_label("New password")).to_be_visible()


def test_the_security_section_shows_a_message_if_it_cannot_hydrate(studio: Studio, quiet: BrowserErrors) -> None:
    page = open_account(studio)
    page.route("**/_astro/AccountSecurity*.js*", lambda route: route.fulfill(status=404))
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    scroll_to_security(page)
    wait_for(page, lambda: loads)
    expect(page.get_by_role("region", name="Plan", exact=True)).to_be_visible()
    scroll_to_security(page)
    expect_outdated(page)
    assert len(loads) == 1


def test_the_dashboard_keeps_the_prompt(studio: Studio, quiet: BrowserErrors) -> None:
    studio.add_rows(1)
    expect(studio.card("Picture 1")).to_be_visible()
    studio.fill("Prompt", "half a thought")
    deployment = Deployment(studio.page, with_new_scripts=True)
    studio.card("Picture 1").click()
    wait_for(studio.page, lambda: deployment.loads == 1)
    expect(studio.field("Prompt")).to_have_value("half a thought")


@pytest.mark.parametrize("failure", ["aborted", "503"])
def test_a_page_does_not_reload_while_the_server_is_unreachable(
    visitor: Page, quiet: BrowserErrors, failure: str
) -> None:
    quiet.expect("ERR_FAILED")
    quiet.expect("status of 503")
    open_hydrated(visitor, "/login")
    loads: list[str] = []
    visitor.on("framenavigated", lambda frame: loads.append(frame.url))
    answer: Callable[[Route], None] = (
        (lambda route: route.abort()) if failure == "aborted" else (lambda route: route.fulfill(status=503))
    )
    visitor.route("**/*", answer)
    log_in(visitor, "grace@example.com", "correct horse battery")
    expect(visitor.get_by_role("alert").first).to_be_visible()
    expect(visitor.get_by_label("Password", exact=True)).to_have_value("correct horse battery")
    assert loads == []


def open_account(studio: Studio) -> Page:
    # On a low screen, the Security section is too far down to load at once.
    studio.page.set_viewport_size({"width": 390, "height": 600})
    topics = collect_live_topics(studio.page)
    studio.page.goto("/account")
    expect(studio.page.get_by_role("region", name="Plan", exact=True)).to_be_visible()
    # The client for Realtime is loaded last.
    wait_for(studio.page, lambda: topics >= {"profile", "subscriptions"})
    return studio.page


def test_a_library_that_cannot_be_loaded_says_it_once_and_is_tried_again(
    unopened_studio: Studio, quiet: BrowserErrors
) -> None:
    studio, page = unopened_studio, unopened_studio.page
    quiet.expect("ERR_")
    studio.add_rows(1)
    library = re.compile(r"/_astro/library\.[^/]*js")
    page.route(library, lambda route: route.fulfill(status=404))
    page.goto("/dashboard")
    page.wait_for_event("framenavigated")
    message = page.get_by_role("alert").filter(has_text="Your library could not be loaded")
    expect(message).to_be_visible()
    notice = page.locator("#outdated")
    expect(notice).to_have_js_property("hidden", False)
    expect(notice).to_be_hidden()
    studio.fill("Prompt", "half a thought")
    page.unroute(library)
    # Without a connection, the page stays.
    page.context.set_offline(True)
    message.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("We could not reach the server.").first).to_be_visible()
    page.context.set_offline(False)
    message.get_by_role("button", name="Try again").click()
    expect(studio.card("Picture 1")).to_be_visible()
    expect(studio.field("Prompt")).to_have_value("half a thought")
