"""The steps from sign-up to invoice. Each step needs the ones before it."""

from __future__ import annotations

import httpx
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.browsers.geometry import check_below, check_dialog, check_toast, press_beside, tab_order
from tests.browsers.person import Person
from tests.conftest import PASSWORD
from tests.running import ROOT
from tests.web.inbox import link_to
from tests.web.pixio_stand_in import Pixio

PROMPT = "A paper boat on a lake"
CARD = f"Open: {PROMPT}"
HELD = "held-browser fox"
VIDEO = "Night becomes day"
PICTURE = ROOT / "web" / "public" / "icon-512.png"
FIELD_PIXELS = 44


def the_start_page_leads_to_the_form(person: Person) -> None:
    person.open("/")
    person.press("link", "Start for free")
    person.arrive("/signup")


def signing_up_asks_to_check_the_mail(person: Person) -> None:
    person.write("Name", "Grace Walker")
    person.write("Email", person.address)
    person.write("Password", PASSWORD)
    person.press("button", "Create account")
    person.see("heading", "Check your mail")


def the_link_in_the_mail_opens_the_dashboard(person: Person) -> None:
    person.open(link_to(person.stack, person.address, "confirm"))
    person.press("button", "Continue")
    person.arrive("/dashboard")
    person.see("heading", "Dashboard")
    person.see("button", "500 credits")


def tab_leads_through_the_dashboard(person: Person) -> None:
    names = tab_order(person)
    wanted = ["Skip to content", "Pricing", "500 credits: show details", "Account menu", "Prompt"]
    places = [next((place for place, name in enumerate(names) if name.startswith(want)), -1) for want in wanted]
    assert -1 not in places, f"{wanted} are not all in {names}"
    assert places == sorted(places), names


def the_credits_open_below_their_button(person: Person) -> None:
    person.press("button", "500 credits")
    person.see("link", "Buy more")
    check_below(person, "#credits-split", person.see("button", "500 credits"))
    person.press_at(8, 500)
    person.miss("link", "Buy more")


def generating_takes_the_credits(person: Person) -> None:
    person.write("Prompt", PROMPT)
    person.press("button", "Generate for 10 credits")
    person.see("button", "490 credits")


def the_picture_arrives_by_itself(person: Person) -> None:
    person.see("picture", PROMPT)
    person.see("button", CARD)


def a_toast_is_a_line_at_the_top(person: Person) -> None:
    check_toast(person, "Copy prompt")
    person.miss("button", "Dismiss")


def a_run_shows_that_it_goes_on(person: Person) -> None:
    Pixio(person.stack.pixio_url).hold("held-browser")
    person.write("Prompt", HELD)
    person.press("button", "Generate for 10 credits")
    person.see("button", "Cancel generation")
    person.read("elapsed")


def a_click_beside_the_question_keeps_the_run(person: Person) -> None:
    person.press("button", "Cancel generation")
    press_beside(person, "Cancel this generation?")
    person.see("button", "Cancel generation")


def escape_keeps_the_run_too(person: Person) -> None:
    person.press("button", "Cancel generation")
    check_dialog(person, "Cancel this generation?")
    person.press_key("ESCAPE")
    person.miss("dialog", "Cancel this generation?")


def cancelling_gives_the_credits_back(person: Person) -> None:
    person.press("button", "Cancel generation")
    check_dialog(person, "Cancel this generation?")
    person.press("button", "Cancel generation")
    person.see("heading", "This generation was cancelled")
    person.see("button", "490 credits")


def the_library_is_filtered_by_status(person: Person) -> None:
    status = person.see("field", "Status")
    assert status.rect["height"] == FIELD_PIXELS, status.rect
    person.run("arguments[0].scrollIntoView({block: 'center'})", status)
    Select(status).select_by_visible_text("Failed")
    person.miss("button", CARD)
    person.see("button", f"Open: {HELD}")
    Select(status).select_by_visible_text("Any status")
    person.see("button", CARD)


def the_library_is_searched(person: Person) -> None:
    person.write("Search prompts", "boat")
    person.miss("button", f"Open: {HELD}")
    person.see("field", "Search prompts").send_keys(Keys.BACKSPACE * len("boat"))
    person.see("button", f"Open: {HELD}")


def the_lightbox_closes_by_a_click_beside_it(person: Person) -> None:
    person.press("button", CARD)
    press_beside(person, "Details")


def the_arrow_keys_lead_through_the_lightbox(person: Person) -> None:
    person.press("button", CARD)
    check_dialog(person, "Details")
    person.press_key("ARROW_LEFT")
    person.read(HELD)
    person.press_key("ARROW_RIGHT")
    person.see("link", "Download")


def the_download_has_the_prompts_name(person: Person) -> None:
    answer = httpx.get(str(person.see("link", "Download").get_attribute("href")))
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    assert "paper boat" in answer.headers["content-disposition"].replace("%20", " ").replace("-", " ")


def a_toast_over_the_lightbox_is_a_line_too(person: Person) -> None:
    check_toast(person, "Copy prompt")
    person.press("button", "Close")
    person.miss("dialog", "Details")


def an_upload_is_edited(person: Person) -> None:
    person.press("radio", "Qwen Edit")
    upload(person, "Picture to edit")
    person.write("What to change", "Make it winter")
    person.press("button", "Generate for 15 credits")
    person.see("picture", "Make it winter")


def a_video_is_made_of_two_pictures(person: Person) -> None:
    person.press("radio", "Wan 2.2")
    upload(person, "First frame")
    upload(person, "Last frame")
    person.write("Prompt", VIDEO)
    person.press("button", "Generate for")
    person.see("video", VIDEO)


def a_video_leaves_the_focus_to_the_lightbox(person: Person) -> None:
    person.press("button", f"Open: {VIDEO}")
    check_dialog(person, "Details")
    video = person.see("video", VIDEO)
    assert not person.run("return arguments[0].matches(':focus')", video), "the video has the focus"
    person.press("button", "Close")
    person.miss("dialog", "Details")


def deleting_asks_first(person: Person) -> None:
    person.press("button", f"Open: {HELD}")
    person.press("button", "Delete")
    press_beside(person, "Delete this for good?")
    person.press("button", "Delete")
    check_dialog(person, "Delete this for good?")
    person.press("button", "Delete")
    person.miss("button", f"Open: {HELD}")


def prices_are_shown_by_the_year(person: Person) -> None:
    person.open("/pricing")
    person.see("button", "Subscribe to Pro")
    person.press("radio", "Yearly")
    person.read("$290")
    person.press("radio", "Monthly")


def subscribing_leads_to_the_checkout(person: Person) -> None:
    person.press("button", "Subscribe to Pro")
    person.arrive("/c/pay/")
    person.see("heading", "Subscribe to Pro")


def paying_brings_the_plan_and_its_credits(person: Person) -> None:
    person.press("radio", "Visa •••• 4242")
    person.press("button", "Subscribe")
    person.arrive("/account")
    person.read("Payment received.")
    person.see("button", "3,000 credits")


def the_account_is_renamed(person: Person) -> None:
    person.open("/account")
    person.write("Name", "Grace Hopper")
    person.press("button", "Save")
    person.press("button", "Account menu")
    person.read("Grace Hopper")


def the_portal_lists_the_invoice(person: Person) -> None:
    person.press("button", "Manage in the portal")
    person.arrive("/p/session/")
    person.see("heading", "Invoices")


def the_invoice_is_paid(person: Person) -> None:
    person.read("$29.00")
    person.read("paid")


def the_theme_is_switched(person: Person) -> None:
    # Not with the Back button: Safari's driver hangs if that leads to a page with a Cross-Origin-Opener-Policy.
    person.open("/account")
    person.press("radio", "Dark")
    scheme = "return getComputedStyle(document.documentElement).colorScheme"
    person.until(lambda: person.run(scheme) == "dark", "the dark theme")
    person.press("radio", "System")


def signing_out_asks_for_the_password_again(person: Person) -> None:
    person.press("button", "Account menu")
    person.press("button", "Sign out")
    person.until(lambda: "/account" not in person.driver.current_url, "another page")
    person.open("/dashboard")
    person.arrive("/login")


def upload(person: Person, title: str) -> None:
    """Choose a picture for the input with this name."""
    slot = "return [...document.querySelectorAll('[data-image-input]')].find((e) => e.textContent.includes(arguments[0]))?.querySelector('input[type=file]')"
    person.until(lambda: person.run(slot, title), f"the place for {title}").send_keys(str(PICTURE))
    person.see("button", f"Remove picture: {title}")
    person.until(lambda: not person.run("return document.querySelector('[data-image-input] progress')"), "the upload")


STEPS = (
    the_start_page_leads_to_the_form,
    signing_up_asks_to_check_the_mail,
    the_link_in_the_mail_opens_the_dashboard,
    tab_leads_through_the_dashboard,
    the_credits_open_below_their_button,
    generating_takes_the_credits,
    the_picture_arrives_by_itself,
    a_toast_is_a_line_at_the_top,
    a_run_shows_that_it_goes_on,
    a_click_beside_the_question_keeps_the_run,
    escape_keeps_the_run_too,
    cancelling_gives_the_credits_back,
    the_library_is_filtered_by_status,
    the_library_is_searched,
    the_lightbox_closes_by_a_click_beside_it,
    the_arrow_keys_lead_through_the_lightbox,
    the_download_has_the_prompts_name,
    a_toast_over_the_lightbox_is_a_line_too,
    an_upload_is_edited,
    a_video_is_made_of_two_pictures,
    a_video_leaves_the_focus_to_the_lightbox,
    deleting_asks_first,
    prices_are_shown_by_the_year,
    subscribing_leads_to_the_checkout,
    paying_brings_the_plan_and_its_credits,
    the_account_is_renamed,
    the_portal_lists_the_invoice,
    the_invoice_is_paid,
    the_theme_is_switched,
    signing_out_asks_for_the_password_again,
)
