"""The account page: profile, balances, chart, statement, plan, packs."""

from __future__ import annotations

import csv
import io
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from supabase import Client

from tests.conftest import NewUser, User
from tests.web.billing.conftest import NewCustomer
from tests.web.billing.customer import Customer, hold
from tests.web.studio import picture, wait_for
from tests.web.test_pages import PHONE

RECEIPTS = "**/api/receipts"
HISTORY = "**/rest/v1/credit_history?*"


def spend(customer: Customer, amount: int, description: str = "Test") -> None:
    customer.sql("select deduct_credits(%s, %s, %s, %s)", [customer.user.id, amount, description, str(uuid.uuid4())])


def add_generation(customer: Customer, prompt: str, *, days_ago: int = 0, fails: bool = False) -> None:
    """A finished generation with the first model."""
    generation_id = str(uuid.uuid4())
    customer.sql(
        "select start_generations(array[%s]::uuid[], %s, 'krea-flux', array[%s], '[{}]')",
        [generation_id, customer.user.id, prompt],
    )
    if fails:
        customer.sql("select fail_generation(%s, 'failed')", [generation_id])
    else:
        customer.sql("select complete_generation(%s, 'http://x.invalid/x.png', 'x.png')", [generation_id])
    customer.sql("set session_replication_role = replica")  # lines cannot be changed otherwise
    customer.sql(
        "update credit_usage set created_at = created_at - make_interval(days => %s) where generation_id = %s",
        [days_ago, generation_id],
    )
    customer.sql("reset session_replication_role")


# --------------------------------------------------------------- guard


def test_a_visitor_logs_in_first_and_keeps_the_whole_url(visitor: Page) -> None:
    visitor.goto("/account?session_id=cs_test_1")
    visitor.wait_for_url("**/login?from=%2Faccount%3Fsession_id%3Dcs_test_1")


# ------------------------------------------------------------- profile


def test_a_name_is_validated_kept_if_saving_fails_and_shown_once_saved(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    page = customer.open_account().page
    name, save = page.get_by_label("Name"), customer.section("Profile").get_by_role("button", name="Save")
    expect(name).to_have_value("Ada Tester")
    expect(save).to_be_disabled()
    for wrong, words in ((" ", "Tell us what to call you."), ("x" * 101, "under 100 characters")):
        name.fill(wrong)
        save.click()
        expect(name).to_be_focused()
        expect(name).to_have_accessible_description(re.compile(words))

    customer.browser_errors.expect("status of 400")
    name.fill("Grace\u2028Hopper")
    save.click()
    expect(name).to_have_accessible_description(re.compile("invisible character"))

    page.route("**/rest/v1/users?*", lambda route: route.abort())
    name.fill("  Grace Hopper ")
    save.click()
    expect(customer.section("Profile").get_by_role("alert")).to_contain_text("It could not be saved.")
    expect(name).to_have_value("  Grace Hopper ")

    page.unroute("**/rest/v1/users?*")
    save.click()
    expect(page.get_by_text("Saved.").first).to_be_attached()
    page.get_by_role("button", name="Account menu").click()
    expect(page.get_by_text("Grace Hopper")).to_be_visible()
    assert customer.sql("select full_name from users where id = %s", [customer.user.id]) == [
        {"full_name": "Grace Hopper"}
    ]


def files_of(customer: Customer) -> list[str]:
    rows = customer.sql("select name from storage.objects where name like %s", [f"{customer.user.id}/avatar/%"])
    return [str(row["name"]) for row in rows]


def choose_picture(customer: Customer, colour: str) -> None:
    customer.section("Profile").locator("input[type=file]").set_input_files(picture(colour=colour))


def test_a_picture_is_cropped_saved_shown_and_replaced_and_other_files_are_refused(customer: Customer) -> None:
    profile = customer.open_account().section("Profile")
    profile.locator("input[type=file]").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(profile.get_by_role("alert")).to_contain_text("Your browser cannot read this picture")
    assert files_of(customer) == []

    choose_picture(customer, "teal")
    shown = profile.locator("img")
    expect(shown).to_have_js_property("naturalWidth", 384)
    expect(shown).to_have_js_property("naturalHeight", 384)
    expect(customer.page.get_by_role("button", name="Account menu").locator("img")).to_be_visible()
    (first,) = files_of(customer)
    choose_picture(customer, "navy")
    wait_for(customer.page, lambda: files_of(customer) not in ([first], []) and len(files_of(customer)) == 1)
    profile.get_by_role("button", name="Remove").click()
    expect(shown).to_have_count(0)
    expect(customer.page.get_by_role("button", name="Account menu")).to_have_text("A")
    wait_for(customer.page, lambda: files_of(customer) == [])


# ------------------------------------------------------------- credits


def right(element: Locator) -> float:
    """The element's right edge, in pixels from the left."""
    box = element.bounding_box()
    assert box
    return box["x"] + box["width"]


def reset_day(customer: Customer) -> str:
    (row,) = customer.sql(
        "select to_char(credits_reset_at, 'FMMonth FMDD, YYYY') as day from users where id = %s", [customer.user.id]
    )
    return str(row["day"])


def test_both_balances_and_the_next_reset_are_on_the_page_and_in_the_navbar(customer: Customer) -> None:
    customer.buy_pack(1000)
    customer.open_account().expect_total("1,500")
    page, day = customer.page, reset_day(customer)
    balances = customer.section("Credits").get_by_role("definition")
    expect(balances.nth(0)).to_contain_text("500")
    expect(balances.nth(0)).to_contain_text(f"On {day} your monthly credits are set to 500.")
    expect(balances.nth(1)).to_contain_text("1,000")

    pill = page.get_by_role("button", name="show details")
    panel = page.locator("[popover]:popover-open")
    pill.click()
    expect(panel).to_contain_text(re.compile("Monthly.?500.?Purchased.?1,000"))
    expect(panel).to_contain_text(f"On {day} your monthly credits are set to 500. Monthly credits are spent first.")
    for link, heading in (("Statement", "Statement"), ("Buy more", "Credit packs")):
        panel.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()
        expect(panel).to_have_count(0)
        pill.click()


def test_the_balance_updates_without_a_reload_and_a_debt_is_explained(customer: Customer) -> None:
    customer.open_account().expect_total("500")
    spend(customer, 123)
    customer.expect_total("377")
    expect(customer.lines().first).to_contain_text("−123")
    # A pack is suggested to whoever cannot afford the dearest model, of 100 credits.
    customer.page.get_by_role("button", name="show details").click()
    panel = customer.page.locator("[popover]:popover-open")
    spend(customer, 278)
    expect(panel).to_contain_text("Running low: 1,000 credits cost $10.")
    customer.sql("select adjust_credits(%s, 1, 'One more')", [customer.user.id])
    expect(panel).not_to_contain_text("Running low")
    customer.page.keyboard.press("Escape")
    customer.sql("select adjust_credits(%s, -323, 'Payment taken back')", [customer.user.id])
    customer.expect_total("−223")
    expect(customer.section("Credits").get_by_role("alert")).to_contain_text("your balance is negative")
    expect(customer.lines().first).to_contain_text("Payment taken back")


def test_chart_and_statement_show_used_and_refunded_credits(customer: Customer) -> None:
    add_generation(customer, "Today")
    add_generation(customer, "Three days ago", days_ago=3)
    add_generation(customer, "A paper boat", days_ago=3, fails=True)
    add_generation(customer, "Long ago", days_ago=40)
    page = customer.open_account().page
    chart = page.get_by_role("img", name="Credits used per day in the last 30 days: 20 in all.")
    expect(chart).to_be_visible()
    expect(customer.section("Credits")).to_contain_text("20 credits used")
    page.get_by_text("Show as a table").click()
    rows = page.get_by_role("table", name="Used in the last 30 days").locator("tbody tr")
    expect(rows).to_have_count(30)
    expect(rows.nth(0).get_by_role("cell")).to_have_text(["10", "500", "470"])
    expect(rows.nth(3).get_by_role("cell").first).to_have_text("10")

    refund, usage = (customer.lines().filter(has_text="A paper boat").filter(has_text=text) for text in ("+10", "−10"))
    expect(refund.get_by_text("Refund", exact=True)).to_be_visible()
    expect(usage.get_by_text("Krea Flux", exact=True)).to_be_visible()
    # On a phone there is no date column; amounts stay right-aligned.
    page.set_viewport_size(PHONE)
    assert right(usage.get_by_role("cell").last) == pytest.approx(right(usage), abs=1)


def test_the_statement_is_paginated_and_downloaded_completely(customer: Customer, tmp_path: Path) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    for number in range(24):
        spend(customer, number + 1, f'=SUM(A1), "{number + 1}"')
    page = customer.open_account().page
    more = page.get_by_role("button", name="Show older")
    expect(customer.lines()).to_have_count(10)
    expect(customer.lines().first).to_contain_text('"24"')
    page.route(HISTORY, lambda route: route.abort())
    more.click()
    expect(page.get_by_role("alert")).to_contain_text("The rest could not be loaded.")
    page.unroute(HISTORY)
    customer.section("Credits").get_by_role("button", name="Try again").click()
    expect(customer.lines()).to_have_count(20)
    more.click()
    expect(customer.lines()).to_have_count(25)
    expect(customer.lines().last).to_contain_text("Free monthly credits")
    expect(more).to_have_count(0)

    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert re.fullmatch(r"credits-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    download.value.save_as(tmp_path / "credits.csv")
    lines = list(csv.DictReader(io.StringIO((tmp_path / "credits.csv").read_text(encoding="utf-8-sig"))))
    assert len(lines) == 25
    assert lines[0]["Description"] == '\'=SUM(A1), "24"'
    assert sum(int(line["Amount"]) for line in lines) == 500 - sum(range(25))

    spend(customer, 99, "Newest")
    expect(customer.lines().first).to_contain_text("Newest")
    expect(customer.lines()).to_have_count(26)


def test_a_new_account_shows_empty_states_and_no_portal(customer: Customer) -> None:
    customer.page.route(HISTORY, lambda route: route.fulfill(body="[]", content_type="application/json"))
    customer.open_account()
    expect(customer.page.get_by_text("Nothing used in the last 30 days.")).to_be_visible()
    expect(customer.page.get_by_text("Show as a table")).to_have_count(0)
    expect(customer.page.get_by_role("heading", name="Nothing booked yet")).to_be_visible()
    plan = customer.section("Plan")
    expect(plan.get_by_role("button", name=re.compile("Invoices|Manage"))).to_have_count(0)
    expect(plan.get_by_role("link", name="See plans")).to_have_attribute("href", "/pricing")


def test_an_account_with_fewer_or_no_free_credits_reads_why(
    new_customer: NewCustomer, new_user: NewUser, admin: Client
) -> None:
    """A mailbox has one free month: the first account gets it, and the next account gets what was left."""
    mailbox = uuid.uuid4().hex
    first, second = new_user(email=f"{mailbox}@example.com"), new_user(email=f"{mailbox}+2@example.com")
    customer = new_customer(second).open_account()
    why = "Another account with your email address, or an alias of it, has the free credits, so this one gets none."
    for section in ("Plan", "Credits"):
        expect(customer.section(section)).to_contain_text(why)
        expect(customer.section(section)).not_to_contain_text("a month")
    expect(customer.page.locator("#statement")).to_contain_text(why)
    customer.open_pricing()
    expect(customer.plan("Free")).to_contain_text(why)
    expect(customer.plan("Free")).to_contain_text("0 credits a month")

    customer.page.close()  # otherwise it is signed out, with errors
    admin.auth.admin.delete_user(second.id)
    customer.sql("select deduct_credits(%s, 380, 'x', 'y')", [first.id])
    admin.auth.admin.delete_user(first.id)
    third = new_customer(new_user(email=f"{mailbox}+3@example.com")).open_account()
    expect(third.lines()).to_have_text(re.compile(r"The rest of this month from an earlier account.*\+120$"))
    began = "This month began with what an earlier account with your email address had left."
    expect(third.section("Credits")).to_contain_text(began)

    third.page.close()
    customer.sql("select deduct_credits(%s, 120, 'x', 'y')", [third.user.id])
    admin.auth.admin.delete_user(third.user.id)
    fourth = new_customer(new_user(email=f"{mailbox}+4@example.com")).open_account()
    expect(fourth.section("Credits")).to_contain_text(re.compile(f"{began} On .+ your monthly credits are set to 500."))


def test_each_section_shows_its_own_error(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    broken = re.compile(r"/rest/v1/(credit_history|subscriptions|products)\?")
    customer.page.route(broken, lambda route: route.abort())
    customer.open_account().expect_total("500")
    credits_, plan = customer.section("Credits"), customer.section("Plan")
    expect(credits_.get_by_role("alert")).to_contain_text(
        ["The chart could not be loaded.", "Your statement could not be loaded"]
    )
    expect(plan.get_by_role("alert")).to_contain_text(
        ["Your plan could not be loaded", "The packs could not be loaded."]
    )
    customer.page.unroute(broken)
    for section in (credits_, credits_, plan, plan):
        section.get_by_role("button", name="Try again").first.click()
    expect(customer.lines()).to_have_count(1)
    expect(credits_).to_contain_text("Nothing used in the last 30 days.")
    expect(plan).to_contain_text("No charge, no card")
    expect(plan.get_by_role("button", name="Buy 1,000 credits")).to_be_visible()


# ---------------------------------------------------------------- plan


def test_a_second_plan_is_shown_with_a_warning(customer: Customer) -> None:
    customer.subscribe("pro")
    customer.sql(
        "insert into subscriptions (id, user_id, status, price_id, duplicate)"
        " select 'sub_' || gen_random_uuid(), user_id, 'active', price_id, true from subscriptions where user_id = %s",
        [customer.user.id],
    )
    customer.open_account()
    notice = customer.page.get_by_role("alert").filter(has_text="You are paying for two plans.")
    notice.get_by_role("button", name="Manage your plan").click()
    customer.page.wait_for_url("**/p/session/**")


# --------------------------------------------------- whole page


def test_the_account_page_shows_placeholders_while_loading_and_an_error_if_it_fails(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    customer.page.route_web_socket("**/realtime/**", lambda _: None)  # otherwise it reloads automatically
    held = hold(customer.page, "**/rest/v1/users?*")
    customer.page.goto("/account")
    expect(customer.page.get_by_role("status", name="Loading")).to_be_visible()
    wait_for(customer.page, lambda: held)
    customer.page.route("**/rest/v1/users?*", lambda route: route.abort())
    for route in held:
        route.abort()
    expect(customer.page.get_by_role("heading", name="Your account could not be loaded")).to_be_visible()
    customer.page.unroute("**/rest/v1/users?*")
    customer.page.get_by_role("button", name="Try again").click()
    customer.wait_until_loaded()


def test_offline_shows_a_message_and_keeps_the_page(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_INTERNET_DISCONNECTED")
    customer.open_account().page.context.set_offline(True)
    expect(customer.page.get_by_text("You are offline.")).to_be_visible()
    customer.page.get_by_role("button", name="Buy 1,000 credits").click()
    expect(customer.section("Plan").get_by_role("alert")).to_contain_text("We could not reach the server.")
    customer.expect_total("500")
    customer.page.context.set_offline(False)
    customer.page.get_by_role("button", name="Buy 1,000 credits").click()
    customer.page.wait_for_url("**/c/pay/**")


def test_users_see_nothing_of_one_another(customer: Customer, new_customer: NewCustomer, new_user: NewUser) -> None:
    other: User = new_user("Somebody Else")
    add_generation(customer, "My secret")
    stranger = new_customer(other).open_account()
    expect(stranger.lines()).to_have_count(1)
    expect(stranger.page.get_by_role("main")).not_to_contain_text("My secret")


def give_receipts(customer: Customer, *receipts: dict[str, Any]) -> None:
    """Let the service list these receipts. Fields that are not given are those of a paid plan."""
    one = {"kind": "plan", "created": "2026-11-29T10:00:00Z", "amount": 2900, "refunded": 0, "currency": "usd"}
    one |= {"number": "A-1", "page": "https://x.invalid/", "pdf": None}
    listed = [{**one, "id": f"in_{number}", **each} for number, each in enumerate(receipts)]
    customer.page.route(RECEIPTS, lambda route: route.fulfill(json={"receipts": listed}))


def test_receipts_say_what_was_refunded_and_their_amounts_are_in_one_column(customer: Customer) -> None:
    customer.buy_pack()
    pdf = "https://x.invalid/pdf"
    give_receipts(customer, {"pdf": pdf}, {"refunded": 900, "pdf": pdf}, {"refunded": 2900})
    customer.open_account()
    lines = customer.section("Plan").get_by_role("listitem").filter(has_text="A-1")
    expect(lines).to_contain_text(["Plan", re.compile(r"\$9 refunded"), re.compile("Refunded in full")])
    expect(lines.first).not_to_contain_text("efunded")
    ends = lines.get_by_text("$29", exact=True).evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert (len(ends), max(ends) - min(ends) < 1) == (3, True)


@pytest.mark.parametrize("count", [5, 6])
def test_the_newest_receipts_are_shown_and_the_rest_at_a_press(customer: Customer, count: int) -> None:
    customer.buy_pack()
    give_receipts(customer, *[{} for _ in range(count)])
    customer.open_account()
    links = customer.page.get_by_role("link", name="View the receipt of")
    expect(links).to_have_count(5)
    more = customer.page.get_by_role("button", name="Show all 6")
    expect(more).to_have_count(count - 5)
    if count > 5:
        more.click()
        expect(links).to_have_count(6)
        expect(more).to_have_count(0)
