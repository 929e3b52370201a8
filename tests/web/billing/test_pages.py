"""The pricing, account and premium pages: accessible, in both themes, on phone and desktop, and small."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import Sql
from tests.web.billing.customer import Customer, hold
from tests.web.navigation import scroll_to
from tests.web.test_pages import PHONE, javascript, overflow_pixels, violations

KB_PRICING = 15
KB_ACCOUNT = 152


def check(page: Page) -> None:
    """Assert that axe finds nothing and the page is no wider than a desktop or phone screen."""
    assert violations(page) == []
    assert overflow_pixels(page) == 0
    page.set_viewport_size(PHONE)
    assert overflow_pixels(page) == 0


def test_axe_finds_nothing_on_the_pricing_page(visitor: Page) -> None:
    visitor.goto("/pricing?checkout=cancelled")
    expect(visitor.get_by_role("heading", name="Business")).to_be_visible()
    visitor.locator("summary").first.click()
    check(visitor)


def test_axe_finds_nothing_while_prices_load_and_if_they_fail(visitor: Page) -> None:
    held = hold(visitor, "**/rest/v1/products?*")
    visitor.goto("/pricing")
    expect(visitor.locator("[data-placeholder]").first).to_be_visible()
    check(visitor)
    held[0].fulfill(status=200, body="no json")
    expect(visitor.get_by_role("alert")).to_be_visible()
    check(visitor)


def test_axe_finds_nothing_on_the_pricing_page_of_a_subscriber(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    customer.subscribe("pro")
    customer.page.route("**/api/**", lambda route: route.abort())
    customer.open_pricing().plan("Pro").get_by_role("button").click()
    expect(customer.plan("Pro").get_by_role("alert")).to_be_visible()
    check(customer.page)


def test_axe_finds_nothing_on_a_new_account_page_with_all_errors(customer: Customer) -> None:
    page = customer.page
    customer.open_account("/account?checkout=cancelled")
    expect(page.get_by_text("Checkout was cancelled.")).to_be_visible()
    scroll_to(customer.section("Security"))
    page.get_by_role("button", name="Save password").click()
    page.get_by_label("Name", exact=True).fill(" ")
    customer.section("Profile").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_count(2)
    check(page)

    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    check(page)


def test_axe_finds_nothing_on_the_account_page_of_a_customer_with_a_payment_due(customer: Customer) -> None:
    subscription = customer.subscribe("pro")
    customer.buy_pack(1000)
    for number in range(12):
        customer.sql(
            "select deduct_credits(%s, 10, 'Line', %s)", [customer.user.id, f"axe {customer.user.id} {number}"]
        )
    customer.stripe.decline(customer.customer_id())
    customer.stripe.renew(subscription)
    customer.open_security()
    expect(customer.page.get_by_role("alert")).to_be_visible()
    customer.page.get_by_text("Show as a table").click()
    customer.page.get_by_role("button", name="Show older").click()
    expect(customer.lines()).to_have_count(16)
    check(customer.page)


def test_axe_finds_nothing_on_locked_and_open_premium_content(customer: Customer, sql: Sql) -> None:
    sql("insert into premium_content (title, body, tier) values ('To be read', 'By everyone', 'pro')")
    customer.open_premium()
    check(customer.page)
    customer.subscribe("pro")
    expect(customer.page.get_by_role("article").filter(has_text="To be read").first).to_be_visible()
    check(customer.page)


def test_a_message_with_a_long_address_makes_the_page_no_wider(customer: Customer) -> None:
    page = customer.open_security().page
    page.set_viewport_size(PHONE)
    page.get_by_label("New email address").fill(f"{'a' * 60}@example.com")
    page.get_by_role("button", name="Send confirmation").click()
    expect(page.get_by_text("We sent a link to")).to_be_visible()
    assert overflow_pixels(page) == 0


def test_billing_pages_have_44_pixel_targets_on_a_phone(customer: Customer) -> None:
    customer.page.set_viewport_size(PHONE)
    customer.subscribe("pro")
    for open_page in (customer.open_account, customer.open_pricing, customer.open_premium):
        open_page()
        small = customer.page.evaluate(
            """() => [...document.querySelectorAll('main :is(button, a, input:not(.sr-only, .hidden), summary)')]
              .filter((element) => element.checkVisibility())
              .filter((element) => element.getBoundingClientRect().height < 44)
              .map((element) => element.outerHTML.slice(0, 120))"""
        )
        assert small == []


# The room between the last words of a card and its button, and the button's top.
SHELF = """(cards) => cards.map((card) => {
  const words = [...card.querySelectorAll('p')].filter((each) => each.checkVisibility());
  const {top} = card.querySelector('button').getBoundingClientRect();
  return [Math.round(top - Math.max(...words.map((each) => each.getBoundingClientRect().bottom))), Math.round(top)];
})"""


def test_pack_cards_have_aligned_buttons_and_no_empty_line(customer: Customer) -> None:
    page = customer.open_account().page
    cards = customer.section("Plan").get_by_role("listitem").filter(has=page.get_by_role("button", name="Buy"))
    expect(cards).to_have_count(3)
    assert all(room <= 16 for room, _ in cards.evaluate_all(SHELF))

    def cheaper(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub('"unit_amount": ?4950', '"unit_amount": 4000', answer.text()))

    page.route("**/rest/v1/products?**", cheaper)
    customer.open_account()
    expect(cards.last).to_contain_text("25%")
    measured = cards.evaluate_all(SHELF)
    assert len({top for _, top in measured}) == 1
    assert measured[-1][0] <= 16


# The room below the last words of an element.
ROOM_BELOW = """(element) => {
  const words = document.createRange();
  words.selectNodeContents(element);
  return element.parentElement.getBoundingClientRect().bottom - words.getBoundingClientRect().bottom;
}"""


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_tile_of_monthly_credits_has_no_empty_line(customer: Customer, width: int) -> None:
    customer.page.set_viewport_size({"width": width, "height": 800})
    words = customer.open_account().section("Credits").get_by_text("your monthly credits are set to")
    assert words.evaluate(ROOM_BELOW) <= 8


def test_the_tile_has_no_empty_line_while_a_payment_is_due(customer: Customer) -> None:
    """The text is shorter than the one that it had room for while it was read."""
    customer.sql("update users set credits_reset_at = null where id = %s", [customer.user.id])
    nothing = dict.fromkeys(("begins_at", "credits", "full_credits"))
    due = {**nothing, "payment_due": True, "plan_ends": False, "held_elsewhere": False, "inherited": False}
    customer.page.route("**/rest/v1/rpc/next_month", lambda route: route.fulfill(json=[due]))
    words = customer.open_account().section("Credits").get_by_text("as soon as your payment has arrived")
    assert words.evaluate(ROOM_BELOW) <= 8


# The top and the right end of the words of an element.
WORDS = """(element) => {
  const words = document.createRange();
  words.selectNodeContents(element);
  const {top, right} = words.getBoundingClientRect();
  return [top, right].map(Math.round);
}"""


def test_the_lines_of_the_statement_and_the_receipts_align(customer: Customer) -> None:
    customer.buy_pack(1000)
    page = customer.open_account().page
    line = customer.lines().filter(has_text="Credit pack")
    title, date = line.get_by_text("Credit pack").evaluate(WORDS), line.locator("td time").evaluate(WORDS)
    assert abs(title[0] - date[0]) <= 1
    view = page.get_by_role("link", name="View the receipt of")
    receipts = customer.section("Plan").get_by_role("list").filter(has=view).bounding_box()
    assert receipts is not None
    assert abs(view.evaluate(WORDS)[1] - receipts["x"] - receipts["width"]) <= 1


# The room between the buttons of a notice and its edges: above, to the right and below.
ROOM = """(notice) => [...notice.querySelectorAll('a, button')].map((each) => {
  const [inner, outer] = [each, notice].map((element) => element.getBoundingClientRect());
  return [inner.top - outer.top, outer.right - inner.right, outer.bottom - inner.bottom];
})"""


def test_a_notice_has_room_around_its_buttons_and_the_last_one_at_its_end(customer: Customer) -> None:
    page = customer.page
    page.goto("/pricing")
    customer.plan("Pro").get_by_role("button", name="Subscribe to Pro").click()
    customer.pay()
    notice = page.get_by_role("status").filter(has_text="Payment received.")
    expect(notice.get_by_role("button", name="Dismiss")).to_be_visible()
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        measured = notice.evaluate(ROOM)
        assert all(min(above, below) >= 6 for above, _, below in measured), width
        if width != 768:
            assert measured[-1][1] <= 16, width


def test_the_pricing_page_loads_little_javascript(visitor: Page) -> None:
    def visit() -> None:
        visitor.goto("/pricing")
        expect(visitor.get_by_role("heading", name="Business")).to_be_visible()

    assert javascript(visitor, visit) <= KB_PRICING


def test_the_whole_account_page_loads_little_javascript(customer: Customer) -> None:
    assert javascript(customer.page, customer.open_security) <= KB_ACCOUNT
