"""The account page: profile, balances, chart, statement, plan, packs."""

from __future__ import annotations

import csv
import io
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import NewUser, User
from tests.web.billing.conftest import NewCustomer
from tests.web.billing.customer import Customer
from tests.web.studio import picture, wait_for

HISTORY = "**/rest/v1/credit_history?*"


def spend(customer: Customer, amount: int, description: str = "Test") -> None:
    customer.sql("select deduct_credits(%s, %s, %s, %s)", [customer.user.id, amount, description, str(uuid.uuid4())])


def run(customer: Customer, prompt: str, *, days_ago: int = 0, fails: bool = False) -> None:
    """A run of the first model, long done."""
    run_id = str(uuid.uuid4())
    customer.sql("select start_generation(%s, %s, 'krea-flux', %s, '{}')", [run_id, customer.user.id, prompt])
    if fails:
        customer.sql("select fail_generation(%s, 'failed')", [run_id])
    else:
        customer.sql("select complete_generation(%s, 'http://x.invalid/x.png', 'x.png')", [run_id])
    customer.sql(
        "update credit_usage set created_at = created_at - make_interval(days => %s) where media_id = %s",
        [days_ago, run_id],
    )


# --------------------------------------------------------------- guard


def test_a_visitor_logs_in_first_and_loses_nothing_of_the_address(visitor: Page) -> None:
    visitor.goto("/account?session_id=cs_test_1")
    visitor.wait_for_url("**/login?from=%2Faccount%3Fsession_id%3Dcs_test_1")


# ------------------------------------------------------------- profile


def test_a_new_name_is_saved_and_shown(customer: Customer) -> None:
    customer.open_account()
    name = customer.page.get_by_label("Name")
    expect(name).to_have_value("Ada Tester")
    name.fill("  Grace Hopper ")
    customer.section("Profile").get_by_role("button", name="Save").click()
    expect(customer.page.get_by_text("Saved.").first).to_be_attached()
    customer.page.get_by_role("button", name="Account menu").click()
    expect(customer.page.get_by_text("Grace Hopper")).to_be_visible()
    assert customer.sql("select full_name from users where id = %s", [customer.user.id]) == [
        {"full_name": "Grace Hopper"}
    ]


@pytest.mark.parametrize(("name", "words"), [(" ", "Tell us what to call you."), ("x" * 101, "under 100 characters")])
def test_a_name_that_cannot_be_is_said_at_the_field(customer: Customer, name: str, words: str) -> None:
    field = customer.open_account().page.get_by_label("Name")
    field.fill(name)
    customer.section("Profile").get_by_role("button", name="Save").click()
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(re.compile(words))


def test_a_name_that_cannot_be_saved_is_kept_in_the_form(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    customer.open_account()
    customer.page.route("**/rest/v1/users?*", lambda route: route.abort())
    customer.page.get_by_label("Name").fill("Grace")
    customer.section("Profile").get_by_role("button", name="Save").click()
    expect(customer.page.get_by_role("alert")).to_contain_text("It could not be saved.")
    expect(customer.page.get_by_label("Name")).to_have_value("Grace")


def files_of(customer: Customer) -> list[str]:
    rows = customer.sql("select name from storage.objects where name like %s", [f"{customer.user.id}/avatar/%"])
    return [str(row["name"]) for row in rows]


def choose_picture(customer: Customer, colour: str) -> None:
    customer.section("Profile").locator("input[type=file]").set_input_files(picture(colour=colour))


def test_a_picture_is_cut_saved_shown_and_replaced(customer: Customer) -> None:
    customer.open_account()
    choose_picture(customer, "teal")
    shown = customer.section("Profile").locator("img")
    expect(shown).to_have_js_property("naturalWidth", 384)
    expect(shown).to_have_js_property("naturalHeight", 384)
    expect(customer.page.get_by_role("button", name="Account menu").locator("img")).to_be_visible()
    (first,) = files_of(customer)
    choose_picture(customer, "navy")
    wait_for(customer.page, lambda: files_of(customer) not in ([first], []) and len(files_of(customer)) == 1)
    customer.section("Profile").get_by_role("button", name="Remove").click()
    expect(shown).to_have_count(0)
    wait_for(customer.page, lambda: files_of(customer) == [])


def test_what_is_no_picture_is_refused(customer: Customer) -> None:
    customer.open_account().section("Profile").locator("input[type=file]").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(customer.section("Profile").get_by_role("alert")).to_contain_text("not a picture we can read")
    assert files_of(customer) == []


# ------------------------------------------------------------- credits


def test_both_balances_and_the_next_reset_are_told(customer: Customer) -> None:
    customer.has_pack(1000)
    customer.open_account().expect_total("1,500")
    credits_ = customer.section("Credits")
    expect(credits_.get_by_role("definition").nth(0)).to_contain_text("500")
    expect(credits_.get_by_role("definition").nth(1)).to_contain_text("1,000")
    (row,) = customer.sql(
        "select to_char(credits_reset_at, 'FMMonth FMDD, YYYY') as day from users where id = %s", [customer.user.id]
    )
    expect(credits_).to_contain_text(f"On {row['day']} they are set to 500.")


def test_the_balance_moves_without_a_reload(customer: Customer) -> None:
    customer.open_account().expect_total("500")
    spend(customer, 123)
    customer.expect_total("377")
    expect(customer.lines().first).to_contain_text("-123")


def test_the_pill_says_what_it_is_made_of_and_leads_to_more(customer: Customer) -> None:
    customer.open_account()
    customer.page.get_by_role("button", name="show details").click()
    expect(customer.page.get_by_text(re.compile("Monthly credits reset on .+"))).to_be_visible()
    expect(customer.page.get_by_role("link", name="Statement")).to_have_attribute("href", "/account#credits")
    customer.page.locator("#credits [href='/account#packs'], [popover] [href='/account#packs']").first.click()
    expect(customer.page.get_by_role("heading", name="Credit packs")).to_be_in_viewport()


def test_an_address_that_points_to_the_packs_leads_there(customer: Customer) -> None:
    customer.open_account("/account#packs")
    expect(customer.page.get_by_role("heading", name="Credit packs")).to_be_in_viewport()


def test_the_chart_tells_each_day_and_has_a_table(customer: Customer) -> None:
    run(customer, "Today")
    run(customer, "Three days ago", days_ago=3)
    run(customer, "Failed", days_ago=3, fails=True)
    run(customer, "Long ago", days_ago=40)
    customer.open_account()
    chart = customer.page.get_by_role("img", name="Credits used per day in the last 30 days: 20 in all.")
    expect(chart).to_be_visible()
    expect(customer.section("Credits")).to_contain_text("20 credits used")
    customer.page.get_by_text("Show as a table").click()
    rows = customer.page.get_by_role("table", name="Used in the last 30 days").locator("tbody tr")
    expect(rows).to_have_count(30)
    expect(rows.nth(0).get_by_role("cell")).to_have_text(["10", "500", "470"])
    expect(rows.nth(3).get_by_role("cell").first).to_have_text("10")


def test_without_use_the_chart_says_so(customer: Customer) -> None:
    customer.open_account()
    expect(customer.page.get_by_text("Nothing used in the last 30 days.")).to_be_visible()


def test_the_statement_names_model_prompt_and_refund(customer: Customer) -> None:
    run(customer, "A paper boat", fails=True)
    customer.open_account()
    expect(customer.lines()).to_have_count(3)
    refund, usage = customer.lines().filter(has_text="Refund"), customer.lines().filter(has_text="-10")
    expect(refund).to_contain_text("Krea Flux")
    expect(refund).to_contain_text("+10")
    expect(usage).to_contain_text("A paper boat")


def test_the_statement_is_read_page_by_page(customer: Customer) -> None:
    for number in range(24):
        spend(customer, number + 1, f"Line {number + 1}")
    customer.open_account()
    expect(customer.lines()).to_have_count(10)
    expect(customer.lines().first).to_contain_text("Line 24")
    more = customer.page.get_by_role("button", name="Show older")
    more.click()
    expect(customer.lines()).to_have_count(20)
    more.click()
    expect(customer.lines()).to_have_count(25)
    expect(customer.lines().last).to_contain_text("Free monthly credits")
    expect(more).to_have_count(0)
    spend(customer, 99, "Newest")
    expect(customer.lines().first).to_contain_text("Newest")
    expect(customer.lines()).to_have_count(26)


def test_older_lines_that_cannot_be_read_can_be_tried_again(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    for _ in range(11):
        spend(customer, 1)
    customer.open_account()
    customer.page.route(HISTORY, lambda route: route.abort())
    customer.page.get_by_role("button", name="Show older").click()
    expect(customer.page.get_by_role("alert")).to_contain_text("The rest could not be read.")
    customer.page.unroute(HISTORY)
    customer.section("Credits").get_by_role("button", name="Try again").click()
    expect(customer.lines()).to_have_count(12)


def test_the_whole_statement_is_downloaded_as_csv(customer: Customer, tmp_path: Path) -> None:
    for number in range(12):
        spend(customer, 5, f'=SUM(A1), "{number}"')
    customer.open_account()
    with customer.page.expect_download() as download:
        customer.page.get_by_role("button", name="Download CSV").click()
    assert re.fullmatch(r"credits-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    download.value.save_as(tmp_path / "credits.csv")
    text = (tmp_path / "credits.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 13
    assert lines[0]["Description"] == '\'=SUM(A1), "11"'
    assert sum(int(line["Amount"]) for line in lines) == 440


def test_a_statement_and_a_chart_that_cannot_be_read_say_so(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    customer.page.route(HISTORY, lambda route: route.abort())
    customer.open_account()
    credits_ = customer.section("Credits")
    expect(credits_.get_by_role("alert")).to_contain_text(
        ["The chart could not be read.", "Your statement could not be read."]
    )
    customer.page.unroute(HISTORY)
    for _ in range(2):
        credits_.get_by_role("button", name="Try again").first.click()
    expect(customer.lines()).to_have_count(1)
    expect(customer.page.get_by_text("Nothing used in the last 30 days.")).to_be_visible()


def test_an_empty_statement_says_what_will_be_there(customer: Customer) -> None:
    customer.page.route(HISTORY, lambda route: route.fulfill(body="[]", content_type="application/json"))
    customer.open_account()
    expect(customer.page.get_by_role("heading", name="Nothing booked yet")).to_be_visible()


def test_a_debt_is_explained(customer: Customer) -> None:
    customer.sql("select adjust_credits(%s, -600, 'Payment taken back')", [customer.user.id])
    customer.open_account()
    expect(customer.section("Credits").get_by_role("alert")).to_contain_text("your balance is below zero")


# ---------------------------------------------------------------- plan


def test_two_plans_are_not_paid_in_silence(customer: Customer) -> None:
    customer.has_plan("pro")
    customer.sql(
        "insert into subscriptions (id, user_id, status, price_id, duplicate)"
        " select 'sub_' || gen_random_uuid(), user_id, 'active', price_id, true from subscriptions where user_id = %s",
        [customer.user.id],
    )
    customer.open_account()
    notice = customer.page.get_by_role("alert").filter(has_text="You are paying for two plans.")
    notice.get_by_role("button", name="Manage in the portal").click()
    customer.page.wait_for_url("**/p/session/**")


def test_who_has_only_bought_a_pack_reaches_the_invoices(customer: Customer) -> None:
    customer.has_pack(1000)
    customer.open_account().section("Plan").get_by_role("button", name="Invoices and cards").click()
    customer.page.wait_for_url("**/p/session/**")


def test_who_has_bought_nothing_is_shown_no_portal(customer: Customer) -> None:
    customer.open_account()
    expect(customer.section("Plan").get_by_role("button", name=re.compile("Invoices|Manage"))).to_have_count(0)
    expect(customer.section("Plan").get_by_role("link", name="See plans")).to_have_attribute("href", "/pricing")


def test_a_portal_that_does_not_answer_is_said_so(customer: Customer) -> None:
    customer.complaints.expect("status of 502")
    customer.has_plan("pro")
    customer.stripe.fail("POST /v1/billing_portal/sessions")
    customer.open_account().section("Plan").get_by_role("button", name="Manage in the portal").click()
    expect(customer.section("Plan").get_by_role("alert")).to_contain_text("The payment service does not answer")


def test_a_plan_and_packs_that_cannot_be_read_say_so(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    broken = re.compile(r"/rest/v1/(subscriptions|products)\?")
    customer.page.route(broken, lambda route: route.abort())
    customer.open_account()
    plan = customer.section("Plan")
    expect(plan.get_by_role("alert")).to_contain_text(["Your plan could not be read", "The packs could not be read."])
    customer.page.unroute(broken)
    for _ in range(2):
        plan.get_by_role("button", name="Try again").first.click()
    expect(plan).to_contain_text("No charge, no card")
    expect(plan.get_by_role("button", name="Buy 1,000 credits")).to_be_visible()


def test_an_outcome_that_cannot_be_asked_for_is_asked_again(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    url = customer.post("/api/purchase-credits", price_id=customer.price("credit_pack_1000"))
    customer.page.route("**/api/check-session-status?*", lambda route: route.abort())
    customer.open_account(f"/account?session_id={url.rpartition('/')[2]}")
    notice = customer.page.get_by_role("alert").filter(has_text="We could not ask about your payment.")
    expect(notice).to_be_visible()
    customer.page.unroute("**/api/check-session-status?*")
    notice.get_by_role("button", name="Check again").click()
    expect(customer.page.get_by_text("Your payment is on its way.")).to_be_visible()


# --------------------------------------------------- whole page


def test_while_it_is_read_the_page_keeps_its_places(customer: Customer) -> None:
    customer.page.route("**/rest/v1/users?*", lambda _: None)
    customer.page.goto("/account")
    expect(customer.page.get_by_role("status", name="Loading")).to_be_visible()
    customer.page.unroute("**/rest/v1/users?*")
    customer.page.reload()
    customer.account_is_there()


def test_an_account_that_cannot_be_read_says_so(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    customer.page.route("**/rest/v1/users?*", lambda route: route.abort())
    customer.page.goto("/account")
    expect(customer.page.get_by_role("heading", name="Your account could not be read")).to_be_visible()
    customer.page.unroute("**/rest/v1/users?*")
    customer.page.get_by_role("button", name="Try again").click()
    customer.account_is_there()


def test_offline_is_said_and_the_page_stays(customer: Customer) -> None:
    customer.complaints.expect("ERR_INTERNET_DISCONNECTED")
    customer.open_account().page.context.set_offline(True)
    expect(customer.page.get_by_text("You are offline.")).to_be_visible()
    customer.page.get_by_role("button", name="Buy 1,000 credits").click()
    expect(customer.section("Plan").get_by_role("alert")).to_contain_text("We could not reach the server.")
    customer.expect_total("500")
    customer.page.context.set_offline(False)
    customer.page.get_by_role("button", name="Buy 1,000 credits").click()
    customer.page.wait_for_url("**/c/pay/**")


def test_strangers_see_nothing_of_one_another(customer: Customer, new_customer: NewCustomer, new_user: NewUser) -> None:
    other: User = new_user("Somebody Else")
    run(customer, "My secret")
    stranger = new_customer(other).open_account()
    expect(stranger.lines()).to_have_count(1)
    expect(stranger.page.get_by_role("main")).not_to_contain_text("My secret")
