"""The main user journey on a phone, by touch."""

from __future__ import annotations

from playwright.sync_api import Locator, ViewportSize, expect

from tests.conftest import User
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext
from tests.web.dialogs import expect_gone
from tests.web.studio import picture

PHONE: ViewportSize = {"width": 390, "height": 844}


def can_be_pressed(dialog: Locator, *names: str) -> None:
    """Assert that nothing covers these buttons, such as a toast."""
    for name in names:
        button = dialog.get_by_role("button", name=name)
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=1)
        button.tap(trial=True, timeout=2000)


def test_a_phone_user_logs_in_and_generates_a_picture(
    new_context: NewContext, browser_errors: BrowserErrors, stack: RunningStack, user: User, browser_name: str
) -> None:
    mobile = {} if browser_name == "firefox" else {"is_mobile": True}  # Firefox cannot emulate it
    page = browser_errors.listen(new_context(has_touch=True, **mobile).new_page())
    page.set_viewport_size(PHONE)
    page.on("filechooser", lambda chooser: chooser.set_files(picture()))
    page.goto("/")
    page.get_by_role("button", name="Open menu").tap()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Log in").tap()
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(user.password)
    page.get_by_role("button", name="Log in", exact=True).tap()
    page.wait_for_url("**/dashboard")

    page.get_by_role("radio", name="Qwen Edit").locator("xpath=..").tap()
    page.get_by_role("group", name="Picture to edit").get_by_text("choose a file").tap()
    expect(page.get_by_role("button", name="Remove picture: Picture to edit")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    page.get_by_label("What to change").fill("Make it winter")
    page.get_by_role("button", name="Generate for 15 credits").tap()
    made = page.get_by_role("region", name="Your generation").get_by_role("img", name="Make it winter")
    expect(made).to_be_in_viewport(ratio=0.9)

    page.get_by_role("button", name="Open: Make it winter").tap()
    dialog = page.get_by_role("dialog", name="Details")
    expect(dialog.get_by_role("img", name="Make it winter")).to_be_in_viewport()
    dialog.get_by_role("button", name="Copy prompt").tap()
    expect(dialog.get_by_role("button", name="Dismiss")).to_be_in_viewport(ratio=1)
    can_be_pressed(dialog, "Close", "Share", "Delete", "Use with Qwen Edit")
    dialog.get_by_role("button", name="Use with Qwen Edit").tap()
    expect_gone(dialog)
    expect(page.get_by_label("What to change")).to_be_focused()
    expect(page.get_by_label("What to change")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
