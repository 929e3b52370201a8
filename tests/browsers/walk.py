"""The steps from sign-up to invoice. Each step needs the ones before it."""

from __future__ import annotations

import httpx
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.browsers.geometry import check_below, check_dialog, check_toast, close_by_click_beside, tab_order
from tests.browsers.person import Person
from tests.conftest import PASSWORD
from tests.running import ROOT
from tests.web.inbox import link_to
from tests.web.pixio_stand_in import Pixio

PROMPT = "A paper boat on a lake"
CARD_NAME = f"Open: {PROMPT}"
HELD_PROMPT = "held-browser fox"
VIDEO = "Night becomes day"
PICTURE = ROOT / "web" / "public" / "icon-512.png"
FIELD_PIXELS = 44


def the_start_page_leads_to_the_form(person: Person) -> None:
    person.open("/")
    person.click("link", "Start for free")
    person.wait_for_page("/signup")


def signing_up_asks_to_open_the_email(person: Person) -> None:
    person.fill("Name", "Grace Walker")
    person.fill("Email", person.address)
    person.fill("Password", PASSWORD)
    person.click("button", "Create account")
    person.wait_for("heading", "Check your mail")


def the_link_in_the_email_opens_the_dashboard(person: Person) -> None:
    person.open(link_to(person.stack, person.address, "confirm"))
    person.click("button", "Continue")
    person.wait_for_page("/dashboard")
    person.wait_for("heading", "Studio")
    person.wait_for("button", "500 credits")


def tab_visits_the_dashboard_in_order(person: Person) -> None:
    names = tab_order(person)
    expected = ["Skip to content", "Pricing", "500 credits: show details", "Account menu", "Prompt"]
    places = [next((place for place, name in enumerate(names) if name.startswith(start)), -1) for start in expected]
    assert -1 not in places, f"{expected} are not all in {names}"
    assert places == sorted(places), names


def the_credits_open_below_their_button(person: Person) -> None:
    person.click("button", "500 credits")
    person.wait_for("link", "Buy more")
    check_below(person, "#credits-split", person.wait_for("button", "500 credits"))
    person.click_at(8, 500)
    person.wait_until_gone("link", "Buy more")


def generating_debits_the_credits(person: Person) -> None:
    person.fill("Prompt", PROMPT)
    person.click("button", "Generate for 10 credits")
    person.wait_for("button", "490 credits")


def the_picture_appears_without_a_reload(person: Person) -> None:
    person.wait_for("picture", PROMPT)
    person.wait_for("button", CARD_NAME)


def a_toast_is_a_line_at_the_top(person: Person) -> None:
    check_toast(person, "Copy prompt")
    person.wait_until_gone("button", "Dismiss")


def a_generation_shows_the_elapsed_time(person: Person) -> None:
    Pixio(person.stack.pixio_url).hold("held-browser")
    person.fill("Prompt", HELD_PROMPT)
    person.click("button", "Generate for 10 credits")
    person.wait_for("button", "Cancel generation")
    person.wait_for_text("elapsed")


def a_click_beside_the_dialog_does_not_cancel(person: Person) -> None:
    person.click("button", "Cancel generation")
    close_by_click_beside(person, "Cancel this generation?")
    person.wait_for("button", "Cancel generation")


def escape_does_not_cancel(person: Person) -> None:
    person.click("button", "Cancel generation")
    check_dialog(person, "Cancel this generation?")
    person.press_key("ESCAPE")
    person.wait_until_gone("dialog", "Cancel this generation?")


def cancelling_refunds_the_credits(person: Person) -> None:
    person.click("button", "Cancel generation")
    check_dialog(person, "Cancel this generation?")
    person.click("button", "Cancel generation")
    person.wait_for("heading", "This generation was cancelled")
    person.wait_for("button", "490 credits")


def the_library_is_filtered_by_status(person: Person) -> None:
    status = person.wait_for("field", "Status")
    assert status.rect["height"] == FIELD_PIXELS, status.rect
    person.run("arguments[0].scrollIntoView({block: 'center'})", status)
    Select(status).select_by_visible_text("Failed")
    person.wait_until_gone("button", CARD_NAME)
    person.wait_for("button", f"Open: {HELD_PROMPT}")
    Select(status).select_by_visible_text("Any status")
    person.wait_for("button", CARD_NAME)


def the_library_is_searched(person: Person) -> None:
    person.fill("Search prompts", "boat")
    person.wait_until_gone("button", f"Open: {HELD_PROMPT}")
    person.wait_for("field", "Search prompts").send_keys(Keys.BACKSPACE * len("boat"))
    person.wait_for("button", f"Open: {HELD_PROMPT}")


def the_lightbox_closes_by_a_click_beside_it(person: Person) -> None:
    person.click("button", CARD_NAME)
    close_by_click_beside(person, "Details")


def the_arrow_keys_change_the_picture_in_the_lightbox(person: Person) -> None:
    person.click("button", CARD_NAME)
    check_dialog(person, "Details")
    person.press_key("ARROW_LEFT")
    person.wait_for_text(HELD_PROMPT)
    person.press_key("ARROW_RIGHT")
    person.wait_for("link", "Download")


def the_download_has_the_prompts_name(person: Person) -> None:
    response = httpx.get(str(person.wait_for("link", "Download").get_attribute("href")))
    assert response.status_code == 200, response.text
    assert "attachment" in response.headers["content-disposition"]
    assert "paper boat" in response.headers["content-disposition"].replace("%20", " ").replace("-", " ")


def a_toast_over_the_lightbox_is_a_line_at_the_top(person: Person) -> None:
    check_toast(person, "Copy prompt")
    person.click("button", "Close")
    person.wait_until_gone("dialog", "Details")


def an_upload_is_edited(person: Person) -> None:
    person.click("radio", "Qwen Edit")
    upload(person, "Picture to edit")
    person.fill("What to change", "Make it winter")
    person.click("button", "Generate for 15 credits")
    person.wait_for("picture", "Make it winter")


def a_video_is_made_of_two_pictures(person: Person) -> None:
    person.click("radio", "Wan 2.2")
    upload(person, "First frame")
    upload(person, "Last frame")
    person.fill("Prompt", VIDEO)
    person.click("button", "Generate for")
    person.wait_for("video", VIDEO)


def a_video_does_not_take_the_focus_from_the_lightbox(person: Person) -> None:
    person.click("button", f"Open: {VIDEO}")
    check_dialog(person, "Details")
    video = person.wait_for("video", VIDEO)
    assert not person.run("return arguments[0].matches(':focus')", video), "the video has the focus"
    person.click("button", "Close")
    person.wait_until_gone("dialog", "Details")


def deleting_requires_a_confirmation(person: Person) -> None:
    person.click("button", f"Open: {HELD_PROMPT}")
    person.click("button", "Delete")
    close_by_click_beside(person, "Delete this for good?")
    person.click("button", "Delete")
    check_dialog(person, "Delete this for good?")
    person.click("button", "Delete")
    person.wait_until_gone("button", f"Open: {HELD_PROMPT}")


def prices_are_shown_by_the_year(person: Person) -> None:
    person.open("/pricing")
    person.wait_for("button", "Subscribe to Pro")
    person.click("radio", "Yearly")
    person.wait_for_text("$290")
    person.click("radio", "Monthly")


def subscribing_leads_to_the_checkout(person: Person) -> None:
    person.click("button", "Subscribe to Pro")
    person.wait_for_page("/c/pay/")
    person.wait_for("heading", "Subscribe to Pro")


def paying_grants_the_credits_of_the_plan(person: Person) -> None:
    person.click("radio", "Visa •••• 4242")
    person.click("button", "Subscribe")
    person.wait_for_page("/account")
    person.wait_for_text("Payment received.")
    person.wait_for("button", "3,000 credits")


def the_account_is_renamed(person: Person) -> None:
    person.open("/account")
    person.fill("Name", "Grace Hopper")
    person.click("button", "Save")
    person.click("button", "Account menu")
    person.wait_for_text("Grace Hopper")


def the_portal_lists_the_invoice(person: Person) -> None:
    person.click("button", "Manage your plan")
    person.wait_for_page("/p/session/")
    person.wait_for("heading", "Invoices")


def the_invoice_is_paid(person: Person) -> None:
    person.wait_for_text("$29.00")
    person.wait_for_text("paid")


def the_theme_is_switched(person: Person) -> None:
    # Not with the Back button: Safari's driver hangs if that leads to a page with a Cross-Origin-Opener-Policy.
    person.open("/account")
    person.click("radio", "Dark")
    scheme = "return getComputedStyle(document.documentElement).colorScheme"
    person.until(lambda: person.run(scheme) == "dark", "the dark theme")
    person.click("radio", "System")


def signing_out_asks_for_the_password_again(person: Person) -> None:
    person.click("button", "Account menu")
    person.click("button", "Sign out")
    person.until(lambda: "/account" not in person.driver.current_url, "another page")
    person.open("/dashboard")
    person.wait_for_page("/login")


def upload(person: Person, title: str) -> None:
    """Choose a picture for the input with this name."""
    slot = "return [...document.querySelectorAll('[data-image-input]')].find((e) => e.textContent.includes(arguments[0]))?.querySelector('input[type=file]')"
    person.until(lambda: person.run(slot, title), f"the place for {title}").send_keys(str(PICTURE))
    person.wait_for("button", f"Remove picture: {title}")
    person.until(lambda: not person.run("return document.querySelector('[data-image-input] progress')"), "the upload")


STEPS = (
    the_start_page_leads_to_the_form,
    signing_up_asks_to_open_the_email,
    the_link_in_the_email_opens_the_dashboard,
    tab_visits_the_dashboard_in_order,
    the_credits_open_below_their_button,
    generating_debits_the_credits,
    the_picture_appears_without_a_reload,
    a_toast_is_a_line_at_the_top,
    a_generation_shows_the_elapsed_time,
    a_click_beside_the_dialog_does_not_cancel,
    escape_does_not_cancel,
    cancelling_refunds_the_credits,
    the_library_is_filtered_by_status,
    the_library_is_searched,
    the_lightbox_closes_by_a_click_beside_it,
    the_arrow_keys_change_the_picture_in_the_lightbox,
    the_download_has_the_prompts_name,
    a_toast_over_the_lightbox_is_a_line_at_the_top,
    an_upload_is_edited,
    a_video_is_made_of_two_pictures,
    a_video_does_not_take_the_focus_from_the_lightbox,
    deleting_requires_a_confirmation,
    prices_are_shown_by_the_year,
    subscribing_leads_to_the_checkout,
    paying_grants_the_credits_of_the_plan,
    the_account_is_renamed,
    the_portal_lists_the_invoice,
    the_invoice_is_paid,
    the_theme_is_switched,
    signing_out_asks_for_the_password_again,
)
