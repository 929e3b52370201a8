"""Pages that the browser translates: each text node is replaced by elements that Preact does not know."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD, NewUser, Sql, User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewPage
from tests.web.dialogs import expect_gone
from tests.web.inbox import link_to
from tests.web.navigation import log_in, open_hydrated, scroll_to
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, picture, signed_in_state, wait_for
from tests.web.translation import left_untranslated, translate

pytestmark = pytest.mark.own_context

PATHS = [
    "/",
    "/pricing",
    "/login",
    "/signup",
    "/forgot-password",
    "/update-password",
    "/auth/callback?error_code=otp_expired",
    "/auth/confirm?token_hash=x&type=email",
    "/auth/confirm",
    "/terms",
    "/privacy",
    "/nowhere",
    "/500",
]
SIGNED_IN = ["/dashboard", "/account", "/premium", "/pricing"]
WAYS = [{"replaces": True}, {"replaces": False}, {"replaces": True, "early": True}]


@pytest.fixture(params=WAYS, ids=["replaced", "moved", "early"])
def translated(request: pytest.FixtureRequest, visitor: Page) -> Page:
    """A signed-out visitor whose browser translates each page."""
    translate(visitor, **request.param)
    return visitor


@pytest.fixture
def studio(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, new_user: NewUser, sql: Sql
) -> Studio:
    """The dashboard of a new user, translated."""
    user = new_user()
    page = new_page(signed_in_state(stack, user))
    translate(page)
    return Studio(browser_errors.listen(page), user, stack, sql, browser_errors).open()


def expect_whole(page: Page) -> None:
    """Assert that nothing broke and the whole page is translated."""
    expect(page.get_by_text("stopped working")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    wait_for(page, lambda: left_untranslated(page) == [])
    assert page.locator("font font").count() > 10


def test_public_pages_survive_translation(translated: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 404")
    for path in PATHS:
        expect_whole(open_hydrated(translated, path))


def test_user_pages_survive_translation(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, user: User
) -> None:
    page = browser_errors.listen(new_page(signed_in_state(stack, user)))
    translate(page)
    for path in SIGNED_IN:
        page.goto(path)
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        expect_whole(page)


# ------------------------------------------------------------------ forms


def test_a_refused_and_then_a_correct_log_in(translated: Page, browser_errors: BrowserErrors, user: User) -> None:
    browser_errors.expect("status of 400")
    open_hydrated(translated, "/login").get_by_role("button", name="Log in", exact=True).click()
    expect(translated.get_by_text("Enter your email address.")).to_be_visible()
    log_in(translated, user.email, "a wrong password")
    expect(translated.get_by_role("alert")).to_be_visible()
    expect_whole(translated)
    log_in(translated, user.email, user.password)
    translated.wait_for_url("**/dashboard")
    expect(translated.get_by_role("heading", level=1)).to_contain_text("Studio")


def test_a_log_in_by_link(translated: Page, browser_errors: BrowserErrors, user: User) -> None:
    browser_errors.expect("status of 429")
    open_hydrated(translated, "/login").get_by_role("button", name="Email me a login link").click()
    translated.get_by_label("Email").fill(user.email)
    translated.get_by_role("button", name="Send login link").click()
    expect(translated.get_by_role("heading", level=1)).to_have_text("Check your mail")
    translated.get_by_role("button", name="Send it again").click()
    expect_whole(translated)


def test_a_sign_up_from_the_form_to_the_dashboard(translated: Page, stack: RunningStack) -> None:
    address = f"{uuid.uuid4().hex}@example.com"
    open_hydrated(translated, "/signup").get_by_role("button", name="Create account").click()
    expect(translated.get_by_role("alert")).to_have_count(3)
    translated.get_by_label("Name").fill("Grace Walker")
    translated.get_by_label("Email").fill(address)
    translated.get_by_label("Password", exact=True).fill(PASSWORD)
    translated.get_by_role("button", name="Create account").click()
    expect(translated.get_by_role("heading", name="Check your mail")).to_be_focused()
    expect(translated.get_by_text(address)).to_be_visible()
    translated.goto(link_to(stack, address, "confirm"))
    translated.get_by_role("button", name="Continue").click()
    translated.wait_for_url("**/dashboard")
    expect(translated.get_by_role("heading", name="Studio")).to_be_visible()


def test_a_forgotten_password(translated: Page, stack: RunningStack, user: User) -> None:
    open_hydrated(translated, "/forgot-password").get_by_label("Email").fill(user.email)
    translated.get_by_role("button", name="Send").click()
    expect(translated.get_by_role("heading", name="Check your mail")).to_be_focused()
    translated.get_by_role("button", name="Use another email address").click()
    expect(translated.get_by_label("Email")).to_be_visible()
    translated.goto(link_to(stack, user.email, "new password"))
    translated.get_by_role("button", name="Continue").click()
    translated.wait_for_url("**/update-password")
    translated.get_by_label("New password", exact=True).fill("a rather better horse")
    translated.get_by_role("button", name="Save password").click()
    expect(translated.get_by_role("button", name="Open your studio")).to_be_visible()
    expect_whole(translated)


# ----------------------------------------------------------------- studio


def test_a_picture_from_the_prompt_to_its_deletion(studio: Studio, pixio: Pixio) -> None:
    page = studio.page
    pixio.hold("held-translated", at="uploading")
    studio.submit()
    expect(page.get_by_role("alert")).to_have_count(1)
    studio.generate("held-translated fox")
    studio.expect_credits(490)
    expect(studio.pane.get_by_text(re.compile(r"^[1-9]\d?%$"))).to_be_visible()
    expect(studio.pane.get_by_text(re.compile(r"0:0[1-9] elapsed"))).to_be_visible()
    pixio.release()
    expect(studio.pane.get_by_role("img", name="held-translated fox")).to_be_visible()
    expect_whole(page)

    page.get_by_label("Search prompts").fill("nothing like it")
    page.get_by_role("button", name="Clear: Words").click()
    page.get_by_role("button", name="Done", exact=True).click()
    studio.card("held-translated fox").click()
    dialog = page.get_by_role("dialog", name="Details")
    expect(dialog.get_by_role("img", name="held-translated fox")).to_be_visible()
    dialog.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete this for good?").get_by_role("button", name="Delete").click()
    expect(studio.cards).to_have_count(0)
    expect_whole(page)


def test_a_cancelled_and_a_failed_generation(studio: Studio, pixio: Pixio) -> None:
    pixio.hold("held-cancel")
    studio.generate("held-cancel fox")
    studio.expect_credits(490)
    studio.pane.get_by_role("button", name="Cancel generation").click()
    question = studio.page.get_by_role("dialog", name="Cancel this generation?")
    question.get_by_role("button", name="Cancel generation").click()
    expect_gone(question)
    expect(studio.pane.get_by_role("heading", name="This generation was cancelled")).to_be_visible()
    studio.expect_credits(500)
    pixio.fault("faulty-translated", end="failed", error="x")
    studio.generate("faulty-translated fox")
    expect(studio.pane.get_by_role("heading", name="This generation failed")).to_be_visible()
    studio.expect_credits(500)
    expect_whole(studio.page)


def test_an_edit_with_a_picture_added_removed_and_picked(studio: Studio) -> None:
    page = studio.page
    studio.choose("Qwen Edit")
    studio.submit()
    expect(page.get_by_role("alert")).to_have_count(2)
    studio.upload("Picture to edit", picture())
    page.get_by_role("button", name="Remove picture: Picture to edit").click()
    page.get_by_role("group", name="Picture to edit").get_by_role("button", name="From library").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    dialog.get_by_text("Uploaded", exact=True).click()
    dialog.get_by_role("button", name="Uploaded picture").click()
    expect_gone(dialog)
    studio.fill("What to change", "Make it winter")
    studio.submit()
    expect(studio.pane.get_by_role("img", name="Make it winter")).to_be_visible()
    studio.expect_credits(485)
    studio.leave_with(3)
    expect(studio.submit_button).to_be_disabled()
    expect_whole(page)


# ---------------------------------------------------------------- account


def test_the_forms_of_the_account(
    new_page: NewPage, browser_errors: BrowserErrors, stack: RunningStack, new_user: NewUser, sql: Sql
) -> None:
    user = new_user()
    sql("select deduct_credits(%s, 10, 'Test', %s)", [user.id, user.id])
    page = browser_errors.listen(new_page(signed_in_state(stack, user)))
    translate(page)
    page.goto("/account")
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(1)
    page.get_by_label("Name", exact=True).fill("Another Name")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.locator("#avatar-note").locator("xpath=../..").locator("input[type=file]").set_input_files(picture())
    expect(page.get_by_role("button", name="Remove", exact=True)).to_be_visible()
    page.get_by_text("Show as a table").click()
    scroll_to(page.locator("#security"))
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("alert")).to_have_count(1)
    page.get_by_label("New password", exact=True).fill("a rather better horse")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect_gone(page.get_by_role("dialog"))
    expect_whole(page)


def test_the_choice_between_monthly_and_yearly_prices(translated: Page) -> None:
    open_hydrated(translated, "/pricing")
    cards = translated.locator("[data-plans]")
    expect(cards).to_contain_text("$29")
    monthly = cards.inner_text()
    translated.locator("[data-interval] label").last.click()
    wait_for(translated, lambda: cards.inner_text() != monthly)
    translated.locator("[data-interval] label").first.click()
    wait_for(translated, lambda: cards.inner_text() == monthly)
    expect_whole(translated)
