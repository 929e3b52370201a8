"""The pricing page: what is on sale, for whom, and what it shows if prices cannot be read or bought."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import Sql, User
from tests.running import RunningStack
from tests.web.billing.customer import Customer, hold
from tests.web.billing.stripe_stand_in import Stripe
from tests.web.browser_errors import BrowserErrors
from tests.web.studio import wait_for
from tests.web.test_pages import overflow_pixels

PRODUCTS = "**/rest/v1/products?*"


@pytest.fixture
def anonymous(
    visitor: Page, user: User, stack: RunningStack, sql: Sql, stripe: Stripe, browser_errors: BrowserErrors
) -> Customer:
    """A customer who is not signed in."""
    return Customer(visitor, user, stack, sql, stripe, browser_errors)


@pytest.fixture
def nothing_on_sale(sql: Sql) -> Iterator[None]:
    """Remove all paid plans and packs, as before billing is set up."""
    sql("update products set active = false where id <> 'free'")
    yield
    sql("update products set active = true where id ~ '^(plan|credit_pack)_'")


# ----------------------------------------------------------- what is on sale


def test_the_words_about_plans_and_packs_are_true_for_any_rows_and_ways_to_pay(anonymous: Customer) -> None:
    """They name no number of plans, and a payment can take days."""
    anonymous.open_pricing()
    description = anonymous.page.locator("meta[name=description]")
    expect(description).to_have_attribute("content", re.compile("^Plans that refill your credits every month"))
    expect(anonymous.page.get_by_text("you get its credits as soon as it is paid")).to_be_visible()


def test_four_plans_and_four_packs_leave_no_card_alone(customer: Customer) -> None:
    page = customer.page

    def with_a_fourth(route: Route) -> None:
        rows = route.fetch().json()
        last_of_each = {bool(row["tier"]): row for row in rows}.values()
        route.fulfill(json=[*rows, *({**row, "id": f"{row['id']}_4"} for row in last_of_each)])

    def rows_of(cards: str) -> list[int]:
        """How many cards each row has."""
        expect(page.locator(cards)).to_have_count(4)
        tops = page.locator(cards).evaluate_all("all => all.map(card => card.getBoundingClientRect().top)")
        return [tops.count(top) for top in sorted(set(tops))]

    page.route(PRODUCTS, with_a_fourth)
    for width, expected in ((1280, [4]), (1024, [2, 2])):
        page.set_viewport_size({"width": width, "height": 800})
        customer.open_pricing()
        assert [rows_of("[data-plans] > li"), rows_of("[data-packs] > ul > li")] == [expected, expected]
        customer.open_account()
        assert rows_of("#packs > ul > li") == expected


def test_three_plans_are_compared_by_the_month_and_by_the_year(anonymous: Customer) -> None:
    anonymous.open_pricing()
    for name, price, credits_ in (("Free", "$0", "500"), ("Pro", "$29", "3,000"), ("Business", "$57", "6,000")):
        expect(anonymous.plan(name)).to_contain_text(price)
        expect(anonymous.plan(name)).to_contain_text(f"{credits_} credits a month")
    expect(anonymous.plan("Pro")).to_contain_text("Most popular")
    expect(anonymous.plan("Pro")).to_contain_text("Pay yearly and save $58.")
    expect(anonymous.plan("Business").get_by_role("listitem")).to_have_text(
        ["All models", "Everything in Pro", "Guides for Business", "Twice the credits of Pro"]
    )
    # The switch works by keyboard and shows the yearly saving.
    expect(anonymous.page.get_by_role("radio", name="Yearly")).to_have_accessible_name("Yearly Save 16%")
    anonymous.page.get_by_role("radio", name="Monthly").focus()
    anonymous.page.keyboard.press("ArrowRight")
    expect(anonymous.plan("Pro")).to_contain_text("$24.17")
    expect(anonymous.plan("Pro")).to_contain_text("$290 a year: you save $58")
    expect(anonymous.plan("Business")).to_contain_text("$570 a year: you save $114")
    expect(anonymous.plan("Free")).to_contain_text("for ever")
    anonymous.page.keyboard.press("Tab")
    expect(anonymous.plan("Free").get_by_role("link")).to_be_focused()


def test_the_limits_of_every_plan_and_of_each_model_are_shown(anonymous: Customer) -> None:
    page = anonymous.open_pricing().page
    plans = page.locator("#plans")
    expect(plans).to_contain_text("With every plan, 5 generations run at once, and 20 more may wait in line.")
    expect(plans.get_by_role("link", name="support@example.com")).to_have_attribute(
        "href", "mailto:support@example.com"
    )
    models = page.get_by_role("region", name="What each model costs").get_by_role("listitem")
    expect(models.filter(has_text="Krea Flux")).to_contain_text("Up to 2,048 × 2,048 pixels")
    expect(models.filter(has_text="Wan 2.2")).to_contain_text("Up to 1,024 × 1,024 pixels, 12.5 seconds")
    expect(models.filter(has_text="Upscale")).not_to_contain_text("Up to")


def test_packs_show_what_they_buy_and_what_a_generation_costs(anonymous: Customer) -> None:
    packs = anonymous.open_pricing().page.get_by_role("region", name="Credit packs").get_by_role("listitem")
    expect(packs).to_have_count(3)
    expect(packs.nth(0)).to_contain_text("100 pictures or 10 videos")
    expect(packs.get_by_role("heading").locator("xpath=following-sibling::p[1]")).to_have_text(["$10", "$25", "$49.50"])
    expect(packs.nth(1)).to_contain_text("$10 per 1,000 credits")
    expect(packs.nth(2)).to_contain_text("$9.90 per 1,000 credits")
    expect(packs.filter(has_text="more credits for the same money")).to_have_count(0)  # it would be 0 and 1%
    costs = anonymous.page.get_by_role("region", name="What each model costs").get_by_role("listitem")
    expect(costs).to_have_count(4)
    expect(costs.nth(2)).to_contain_text("100 credits")


def test_a_plan_lists_how_many_models_it_includes(anonymous: Customer, sql: Sql) -> None:
    sql("update models set min_tier = 'pro' where id = 'krea-flux'")
    try:
        anonymous.open_pricing()
        for name, models in (("Free", "3 of 4 models"), ("Pro", "All models"), ("Business", "All models")):
            expect(anonymous.plan(name).get_by_role("listitem").first).to_have_text(models)
        costs = anonymous.page.get_by_role("region", name="What each model costs").get_by_role("listitem")
        expect(costs.filter(has_text="From the Pro plan on")).to_have_count(1)
        expect(costs.nth(0)).to_contain_text("From the Pro plan on")
    finally:
        sql("update models set min_tier = null where id = 'krea-flux'")


def test_a_price_changed_in_stripe_is_shown(anonymous: Customer, sql: Sql) -> None:
    price = anonymous.price("plan_pro", "month")
    sql("update prices set unit_amount = 3150 where id = %s", [price])
    try:
        expect(anonymous.open_pricing().plan("Pro")).to_contain_text("$31.50")
        expect(anonymous.plan("Pro")).to_contain_text("Pay yearly and save $88.")
    finally:
        sql("update prices set unit_amount = 2900 where id = %s", [price])


# -------------------------------------------------------------- for whom


def test_a_signed_in_visitor_sees_the_balance(customer: Customer) -> None:
    customer.open_pricing()
    expect(customer.page.get_by_text("You have 500 credits.")).to_be_visible()


def test_a_plan_says_how_many_unused_free_credits_it_replaces(customer: Customer, sql: Sql) -> None:
    customer.open_pricing()
    expect(customer.plan("Pro")).to_contain_text("Your unused free credits (500) are replaced by 3,000 a month.")
    expect(customer.plan("Free")).not_to_contain_text("replaced")
    sql("select deduct_credits(%s, 500, 'Spent', 'spent')", [customer.user.id])
    customer.open_pricing()
    expect(customer.plan("Pro")).to_contain_text("3,000 credits a month")
    expect(customer.plan("Pro")).not_to_contain_text("replaced")


def test_an_invalid_plan_is_shown_only_to_its_subscribers(customer: Customer, sql: Sql) -> None:
    customer.subscribe("pro")
    invalid = ("plan_pro", "credit_pack_2500")
    try:
        sql('update products set metadata = metadata || \'{"credits": "3,000"}\' where id = any(%s)', [list(invalid)])
        customer.open_pricing()
        expect(customer.plan("Business")).to_be_visible()
        expect(customer.plan("Pro")).to_have_count(0)
        expect(customer.page.get_by_role("heading", name="1,000 credits")).to_be_visible()
        expect(customer.page.get_by_role("heading", name="2,500 credits")).to_have_count(0)
        customer.open_account()
        expect(customer.section("Plan")).to_contain_text("Pro")
    finally:
        for product in invalid:
            sql(
                "update products set metadata = metadata || jsonb_build_object('credits', credits::text) where id = %s",
                [product],
            )


def test_a_visitor_signs_up_or_logs_in_and_keeps_their_choice(anonymous: Customer) -> None:
    anonymous.open_pricing()
    expect(anonymous.plan("Free").get_by_role("link", name="Start for free")).to_have_attribute("href", "/signup")
    price = anonymous.price("plan_pro", "month")
    subscribe = anonymous.plan("Pro").get_by_role("link", name="Subscribe to Pro")
    expect(subscribe).to_have_attribute("href", f"/signup?from=%2Fpricing%3Fprice%3D{price}")
    expect(anonymous.page.get_by_role("link", name="Buy 1,000 credits")).to_have_attribute(
        "href", re.compile("^/signup")
    )
    # Open the page again without a login.
    anonymous.page.goto(f"/pricing?price={anonymous.price('plan_business', 'year')}")
    expect(anonymous.page.get_by_role("radio", name="Yearly")).to_be_checked()
    expect(anonymous.plan("Business").get_by_role("link", name="Subscribe to Business")).to_be_visible()


def test_a_subscribers_plan_is_marked_and_managed_in_the_portal_at_every_width(customer: Customer) -> None:
    customer.subscribe("pro", "year")
    customer.open_pricing()
    # An expired token is refreshed first.
    run_out = "localStorage.session = JSON.stringify({...JSON.parse(localStorage.session), expires_at: 1})"
    customer.page.evaluate(run_out)
    customer.page.reload()
    expect(customer.page.get_by_role("radio", name="Yearly")).to_be_checked()
    expect(customer.plan("Pro").locator("[data-slot=current]")).to_have_text("Your plan · paid yearly")
    expect(customer.plan("Business").get_by_role("button", name="Upgrade to Business")).to_be_visible()
    expect(customer.page.get_by_text("Most popular")).to_have_count(0)
    expect(customer.plan("Free").get_by_role("link")).to_have_count(0)
    for width in (390, 768, 1024, 1280):
        customer.page.set_viewport_size({"width": width, "height": 900})
        assert overflow_pixels(customer.page) == 0
    customer.plan("Pro").get_by_role("button", name="Manage your plan").click()
    customer.page.wait_for_url("**/p/session/**")


def test_a_monthly_subscriber_can_switch_to_yearly(customer: Customer) -> None:
    customer.subscribe("pro")
    customer.open_pricing()
    pro = customer.plan("Pro")
    expect(pro.locator("[data-slot=current]")).to_have_text("Your plan · paid monthly")
    expect(pro.get_by_role("button", name="Manage your plan")).to_be_visible()
    customer.page.get_by_role("radio", name="Yearly").locator("xpath=..").click()
    pro.get_by_role("button", name="Pay yearly instead").click()
    customer.page.wait_for_url("**/p/session/**")


def test_a_plan_that_cannot_be_read_does_not_hide_the_prices(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    customer.page.route("**/rest/v1/subscriptions?*", lambda route: route.abort())
    customer.open_pricing()
    expect(customer.plan("Pro").get_by_role("button", name="Subscribe to Pro")).to_be_visible()
    expect(customer.page.locator("[data-slot=current]:visible")).to_have_count(0)


# ------------------------------------------------------------- five states


def test_placeholders_are_shown_while_prices_load(anonymous: Customer) -> None:
    held = hold(anonymous.page, PRODUCTS)
    anonymous.page.goto("/pricing")
    expect(anonymous.page.get_by_role("status").filter(has_text="Loading plans")).to_be_attached()
    expect(anonymous.page.locator("[data-plans]")).to_have_attribute("aria-busy", "true")
    wait_for(anonymous.page, lambda: held)
    held[0].continue_()
    expect(anonymous.plan("Business")).to_be_visible()
    expect(anonymous.page.locator("[data-plans]")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.usefixtures("nothing_on_sale")
def test_without_paid_plans_the_free_one_is_offered(anonymous: Customer) -> None:
    anonymous.open_pricing()
    expect(anonymous.page.get_by_role("heading", name="No paid plans yet")).to_be_visible()
    expect(anonymous.plan("Free")).to_contain_text("No charge")
    expect(anonymous.plan("Free").get_by_role("link", name="Start for free")).to_be_visible()
    expect(anonymous.page.get_by_role("heading", name="Credit packs")).to_be_hidden()
    expect(anonymous.page.get_by_role("radio", name="Yearly")).to_be_hidden()


def test_a_failed_read_of_prices_can_be_retried(anonymous: Customer) -> None:
    anonymous.browser_errors.expect("ERR_FAILED")
    anonymous.page.route(PRODUCTS, lambda route: route.abort())
    anonymous.page.goto("/pricing")
    expect(anonymous.page.get_by_role("alert")).to_contain_text("The prices could not be loaded")
    anonymous.page.unroute(PRODUCTS)
    anonymous.page.get_by_role("button", name="Try again").click()
    expect(anonymous.plan("Pro")).to_be_visible()
    expect(anonymous.page.get_by_role("heading", name="Credit packs")).to_be_visible()


def test_prices_load_when_the_connection_returns(anonymous: Customer) -> None:
    anonymous.browser_errors.expect("ERR_INTERNET_DISCONNECTED")
    held = hold(anonymous.page, PRODUCTS)
    anonymous.page.goto("/pricing")
    wait_for(anonymous.page, lambda: held)
    anonymous.page.context.set_offline(True)
    held[0].abort("internetdisconnected")
    expect(anonymous.page.get_by_role("alert")).to_contain_text("You are offline.")
    anonymous.page.unroute(PRODUCTS)
    anonymous.page.context.set_offline(False)
    expect(anonymous.plan("Pro")).to_be_visible()


# --------------------------------------------------- what can go wrong


REFUSALS = [
    (503, "billing_unavailable", "Payments are not set up here yet."),
    (429, "rate_limited", "You can try again in 7 seconds."),
    (500, "internal", "That did not work, and nothing was charged."),
]


def test_errors_are_shown_at_the_button_which_then_opens_one_checkout(customer: Customer) -> None:
    customer.browser_errors.expect("status of 50")
    customer.browser_errors.expect("status of 429")
    customer.browser_errors.expect("ERR_FAILED")
    page = customer.open_pricing().page
    expect(customer.plan("Free")).to_contain_text("Your plan")
    expect(customer.plan("Free").get_by_role("link", name="Open your studio")).to_be_visible()
    card = customer.plan("Pro")
    button, problem = card.get_by_role("button", name="Subscribe to Pro"), card.get_by_role("alert")
    expect(card).not_to_contain_text("Your plan")

    for status, code, words in REFUSALS:
        with responding(page, refusal(status, code)):
            button.click()
            expect(problem).to_contain_text(words)
    with responding(page, lambda route: route.abort()):
        button.click()
        expect(problem).to_contain_text("We could not reach the server. Nothing was charged.")
    customer.stripe.fail("POST /v1/checkout/sessions")
    button.click()
    expect(problem).to_contain_text("The payment service is not available")

    customer.stripe.reset()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/api/" in request.url else None)
    button.dblclick()
    page.wait_for_url("**/c/pay/**")
    assert len(requests) == 1


def refusal(status: int, code: str) -> Callable[[Route], None]:
    """An error response of the service."""
    error = {"error": {"code": code, "message": "…"}}
    return lambda route: route.fulfill(status=status, json=error, headers={"retry-after": "7"})


@contextmanager
def responding(page: Page, response: Callable[[Route], None]) -> Iterator[None]:
    """Let the service respond like this until the context ends."""
    page.route("**/api/**", response)
    yield
    page.unroute("**/api/**")


def test_a_removed_price_shows_a_message_at_the_button_and_after_the_login(customer: Customer, sql: Sql) -> None:
    customer.browser_errors.expect("status of 422")
    price = customer.price("plan_pro", "month")
    customer.open_pricing()
    sql("update prices set active = false where id = %s", [price])
    try:
        customer.plan("Pro").get_by_role("button", name="Subscribe to Pro").click()
        expect(customer.plan("Pro").get_by_role("alert")).to_contain_text("This is no longer on sale.")
        customer.page.goto(f"/pricing?price={price}")
        expect(customer.page.get_by_text("What you chose is no longer on sale.")).to_be_visible()
        expect(customer.page).to_have_url(f"{customer.stack.site_url}/pricing")
    finally:
        sql("update prices set active = true where id = %s", [price])


def test_an_ended_session_leads_to_login_and_back_to_the_choice(customer: Customer) -> None:
    customer.browser_errors.expect("status of 401")
    customer.open_pricing()
    body = '{"error": {"code": "unauthorized", "message": "…"}}'
    customer.page.route("**/api/**", lambda route: route.fulfill(status=401, body=body))
    customer.plan("Pro").get_by_role("button", name="Subscribe to Pro").click()
    price = customer.price("plan_pro", "month")
    customer.page.wait_for_url(f"**/login?from=%2Fpricing%3Fprice%3D{price}&notice=session_ended")
