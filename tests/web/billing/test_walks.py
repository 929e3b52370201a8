"""Whole purchases: subscribe, buy, switch, cancel, resume and have a card declined."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Sql, User
from tests.running import RunningStack
from tests.web.billing.conftest import NewCustomer
from tests.web.billing.customer import Customer
from tests.web.billing.stripe_stand_in import Stripe
from tests.web.browser_errors import BrowserErrors
from tests.web.navigation import expect_hydrated, log_in
from tests.web.studio import collect_live_topics, wait_for


def test_a_visitor_chooses_logs_in_and_pays(
    visitor: Page, user: User, stack: RunningStack, sql: Sql, stripe: Stripe, browser_errors: BrowserErrors
) -> None:
    customer = Customer(visitor, user, stack, sql, stripe, browser_errors).open_pricing()
    customer.choose_yearly()
    customer.plan("Pro").get_by_role("link", name="Subscribe to Pro").click()
    visitor.wait_for_url("**/signup?**")
    expect_hydrated(visitor)
    visitor.get_by_role("main").get_by_role("link", name="Log in").click()
    visitor.wait_for_url("**/login?**")
    expect_hydrated(visitor)
    log_in(visitor, user.email, user.password)
    # Read first that the plan replaces free credits; then the button has the focus already.
    words = "Your unused free credits (500) are replaced by 3,000 a month."
    expect(customer.plan("Pro").get_by_text(words)).to_be_in_viewport(ratio=1)
    expect(visitor.get_by_role("status").filter(has_text=f"You chose Pro. {words}")).to_be_visible()
    expect(customer.plan("Pro").get_by_role("button", name="Subscribe to Pro")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect_page(visitor, "Subscribe to Pro", "$290.00")
    customer.pay()
    expect(visitor.get_by_text("Payment received. Your plan is active, and its credits are here.")).to_be_visible()
    expect(customer.section("Plan")).to_contain_text("$290 per year")
    expect(customer.section("Plan")).to_contain_text(re.compile("Renews on .+"))
    customer.expect_total("3,000")
    expect(visitor).to_have_url(f"{stack.site_url}/account")


def test_a_plan_paid_elsewhere_shows_without_a_reload(customer: Customer) -> None:
    customer.open_account().expect_total("500")
    expect(customer.section("Plan")).to_contain_text("No charge, no card")
    customer.subscribe("business")
    customer.expect_total("6,000")
    expect(customer.section("Plan")).to_contain_text("$57 per month")
    expect(customer.lines().first).to_contain_text("Monthly credits of your plan")


def test_a_pack_is_bought_and_its_invoice_is_reachable(customer: Customer) -> None:
    customer.open_account("/account#packs")
    page = customer.page
    expect(page.get_by_role("heading", name="Credit packs")).to_be_in_viewport()
    page.get_by_role("button", name="Buy 2,500 credits").click()
    expect_page(page, "Pay for 2,500 Credits", "$25")
    customer.pay()
    expect(page.get_by_text("Payment received. 2,500 credits were added to your balance.")).to_be_visible()
    expect(page.get_by_text("You have 3,000 credits now.")).to_be_visible()
    expect(page.get_by_role("link", name="Open your studio")).to_have_attribute("href", "/dashboard")
    customer.expect_total("3,000")
    expect(customer.section("Credits")).to_contain_text("Never expire.")
    expect(customer.lines().first).to_contain_text("Credit pack")
    expect(customer.lines().first).to_contain_text("+2,500")
    page.reload()
    receipt = page.get_by_role("link", name="View the receipt of")
    assert "25.00" in httpx.get(str(receipt.get_attribute("href"))).text
    customer.section("Plan").get_by_role("button", name="Invoices and cards").click()
    page.wait_for_url("**/p/session/**")


def test_a_buyer_with_too_few_credits_returns_to_the_prompt(customer: Customer) -> None:
    customer.sql("select deduct_credits(%s, 500, 'All of it', %s)", [customer.user.id, customer.user.id])
    page = customer.page
    page.goto("/dashboard")
    page.get_by_role("textbox", name="Prompt").fill("a lighthouse in a storm")
    page.get_by_role("link", name="Buy credits").click()
    page.get_by_role("button", name="Buy 1,000 credits").click()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_role("link", name="Back to where you were")).to_have_attribute("href", "/dashboard")
    page.get_by_role("button", name="Buy 1,000 credits").click()
    customer.pay()
    expect(page.get_by_text("You have 1,000 credits now.")).to_be_visible()
    assert sections(customer) == ["Credits", "Plan", "Profile", "Security"]
    # The studio is where they were: one link to it is enough.
    expect(page.get_by_role("main").get_by_role("link", name="Open your studio")).to_have_count(0)
    page.get_by_role("link", name="Back to where you were").click()
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value("a lighthouse in a storm")
    expect(page.get_by_role("button", name="Generate")).to_be_enabled()


def test_a_new_subscriber_sees_the_plan_first_and_returns_to_what_it_opens(customer: Customer) -> None:
    page = customer.open_premium().page
    page.goto("/pricing")
    customer.plan("Pro").get_by_role("button", name="Subscribe to Pro").click()
    customer.pay()
    expect(page.get_by_text("Your plan is active")).to_be_visible()
    expect(customer.section("Plan")).to_contain_text("$29 per month")
    assert sections(customer) == ["Plan", "Credits", "Profile", "Security"]
    links = page.get_by_role("navigation", name="Sections of this page").get_by_role("link")
    expect(links).to_have_text(["Plan", "Credits", "Profile", "Security"])
    ways = page.get_by_role("main").get_by_role("link", name=re.compile("^(Open your studio|Back to where you were)$"))
    expect(ways).to_have_text(["Open your studio", "Back to where you were"])
    expect(ways.first).to_have_attribute("href", "/dashboard")
    ways.last.click()
    page.wait_for_url("**/premium")
    expect(page.get_by_text("Your plan: Pro")).to_be_visible()


def test_the_open_account_page_follows_changes_in_the_portal(customer: Customer) -> None:
    customer.browser_errors.expect("status of 502")
    customer.subscribe("pro")
    customer.open_account().expect_total("3,000")
    plan, credits_ = customer.section("Plan"), customer.section("Credits")
    customer.stripe.fail("POST /v1/billing_portal/sessions")
    plan.get_by_role("button", name="Manage your plan").click()
    expect(plan.get_by_role("alert")).to_contain_text("The payment service is not available")
    customer.stripe.reset()

    portal = customer.portal_in_a_tab()
    portal.get_by_role("button", name="Switch to Business / month").click()
    expect(plan).to_contain_text("$57 per month")
    # Only the difference between Business and Pro, not a full month.
    customer.expect_total("6,000")
    expect(customer.lines().first).to_contain_text("Upgrade")
    expect(customer.lines().first).to_contain_text("+3,000")
    expect(credits_).to_contain_text("your monthly credits are set to 6,000.")

    portal.get_by_role("button", name="Cancel plan").click()
    expect(plan).to_contain_text("Cancelled")
    expect(plan).to_contain_text("Until then you keep everything.")
    expect(credits_).to_contain_text("Then you have the free plan, and your monthly credits are set to 500.")
    customer.expect_total("6,000")

    portal.get_by_role("button", name="Don’t cancel").click()
    expect(plan).to_contain_text("Renews on")

    # A downgrade starts with the next period; this month's credits stay.
    portal.get_by_role("button", name="Switch to Pro / month").click()
    expect(plan).to_contain_text(re.compile("Changes to Pro, \\$29 per month, on .+"))
    expect(plan).to_contain_text("$57 per month")
    expect(credits_).to_contain_text("your monthly credits are set to 3,000.")
    portal.get_by_role("link", name="Back to the site").click()
    portal.wait_for_url("**/account?portal=*")
    customer.expect_total("6,000")
    expect(customer.lines()).to_have_count(4)


def test_a_declined_card_shows_an_error_and_another_card_works(customer: Customer) -> None:
    customer.browser_errors.expect("status of 402")
    page = customer.open_pricing().page
    customer.plan("Pro").get_by_role("button", name="Subscribe to Pro").click()
    customer.pay("declined")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_text("Checkout was cancelled. Nothing was charged")).to_be_visible()
    expect(customer.plan("Free")).to_contain_text("Your plan")
    expect(page).to_have_url(f"{customer.stack.site_url}/pricing")
    assert customer.subscriptions() == []
    page.get_by_role("button", name="Buy 1,000 credits").click()
    customer.pay()
    customer.expect_total("1,500")


def test_a_declined_renewal_is_shown_and_paid_with_another_card(customer: Customer) -> None:
    customer.browser_errors.expect("status of 402")
    subscription = customer.subscribe("pro")
    customer.open_account()
    customer.sql("select deduct_credits(%s, 1000, 'A busy month', %s)", [customer.user.id, customer.user.id])
    portal = customer.portal_in_a_tab()
    portal.get_by_role("button", name="Add Visa •••• 0341").click()
    customer.stripe.renew(subscription)
    notice = customer.page.get_by_role("alert").filter(has_text="Your last payment did not go through.")
    expect(notice).to_be_visible()
    expect(customer.section("Plan")).to_contain_text("Payment due")
    expect(customer.section("Credits")).to_contain_text(
        "You get new monthly credits as soon as your payment has arrived."
    )
    customer.expect_total("2,000")
    portal.goto("/pricing")
    expect(portal.get_by_role("region", name="Plans")).to_contain_text("Your plan · payment due")
    expect(portal.get_by_role("button", name="Pay the open invoice")).to_be_visible()

    notice.get_by_role("button", name="Pay the open invoice").click()
    customer.page.wait_for_url("**/p/session/**")
    pay = customer.page.get_by_role("button", name=re.compile("^Pay "))
    pay.click()
    expect(customer.page.get_by_role("alert")).to_contain_text("declined")
    customer.page.get_by_role("button", name="Add Visa •••• 4242").click()
    pay.click()
    customer.page.get_by_role("link", name="Back to the site").click()
    expect(customer.section("Plan")).to_contain_text("Active")
    expect(notice).to_have_count(0)
    expect(customer.section("Credits")).to_contain_text("your monthly credits are set to 3,000.")
    customer.expect_total("3,000")
    expect(customer.lines().first).to_contain_text("+3,000")


@pytest.mark.own_context
def test_a_delayed_payment_is_shown_as_processing_until_it_succeeds(customer: Customer) -> None:
    customer.page.clock.install()
    customer.open_account().page.get_by_role("button", name="Buy 1,000 credits").click()
    topics = collect_live_topics(customer.page)
    customer.pay("delayed")
    expect(customer.page.get_by_text("Your payment is being processed.")).to_be_visible()
    customer.expect_total("500")
    wait_for(customer.page, lambda: topics >= {"profile"})
    # The page checks again when credits arrive, not by a timer.
    customer.page.clock.pause_at(customer.page.evaluate("Date.now() + 100"))
    customer.stripe.settle(payment_of(customer), succeeded=True)
    customer.expect_total("1,500")
    expect(customer.page.get_by_text("Payment received. 1,000 credits were added")).to_be_visible()


def test_a_delayed_payment_that_fails_shows_a_message(customer: Customer) -> None:
    session_id = customer.buy_pack_by_debit()
    customer.stripe.hold_events()
    customer.page.goto(f"/account?session_id={session_id}")
    expect(customer.page.get_by_text("Your payment is being processed.")).to_be_visible()
    customer.stripe.settle(payment_of(customer), succeeded=False)
    expect(customer.page.get_by_text("The payment did not go through.")).to_be_visible(timeout=30_000)
    expect(customer.page.get_by_role("link", name="Back to plans")).to_be_visible()
    customer.expect_total("500")


def test_a_purchase_is_granted_even_if_all_events_are_late(customer: Customer) -> None:
    customer.stripe.hold_events()
    customer.open_pricing().plan("Pro").get_by_role("button", name="Subscribe to Pro").click()
    customer.pay()
    expect(customer.page.get_by_text("Payment received.")).to_be_visible()
    customer.expect_total("3,000")
    expect(customer.section("Plan")).to_contain_text("$29 per month")


def test_an_abandoned_checkout_shows_as_cancelled_and_a_foreign_one_as_unknown(
    customer: Customer, new_customer: NewCustomer, user: User
) -> None:
    customer.browser_errors.expect("status of 404")
    page = customer.open_account().page
    page.get_by_role("button", name="Buy 1,000 credits").click()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_text("Checkout was cancelled. Nothing was charged.")).to_be_visible()
    expect(page).to_have_url(f"{customer.stack.site_url}/account")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Checkout was cancelled.")).to_have_count(0)

    other = new_customer(user)
    url = other.post("/api/purchase-credits", price_id=other.price("credit_pack_1000"))
    page.goto(f"/account?session_id={url.rpartition('/')[2]}")
    expect(page.get_by_text("This checkout is unknown.")).to_be_visible()


def test_a_checkout_is_polled_until_it_expires(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    session_id = customer.post("/api/purchase-credits", price_id=customer.price("credit_pack_1000")).rpartition("/")[2]
    page = customer.page
    page.route("**/api/check-session-status?*", lambda route: route.abort())
    customer.open_account(f"/account?session_id={session_id}")
    notice = page.get_by_role("alert").filter(has_text="We could not check your payment.")
    expect(notice).to_be_visible()
    page.unroute("**/api/check-session-status?*")
    notice.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("Your payment is being processed.")).to_be_visible()
    customer.stripe.expire(session_id)
    expect(page.get_by_text("has expired. Nothing was charged.")).to_be_visible()
    expect(page.get_by_role("link", name="Back to plans")).to_have_attribute("href", "/pricing")


def test_a_subscriber_who_buys_a_second_plan_is_sent_to_the_portal(customer: Customer) -> None:
    customer.browser_errors.expect("status of 409")
    customer.open_pricing()
    customer.subscribe("pro")
    customer.plan("Business").get_by_role("button", name="Subscribe to Business").click()
    message = customer.page.get_by_role("status").filter(has_text="You have a plan already.")
    expect(message).to_be_visible()
    customer.page.goto(f"/pricing?price={customer.price('plan_business', 'month')}")
    message.get_by_role("button", name="Open the billing portal").click()
    customer.page.wait_for_url("**/p/session/**")
    assert len(customer.subscriptions()) == 1


def test_a_pack_chosen_before_the_login_goes_to_checkout_with_unused_free_credits(customer: Customer) -> None:
    customer.page.goto(f"/pricing?price={customer.price('credit_pack_1000')}")
    expect_page(customer.page, "Pay for 1,000 Credits", "$10.00")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_a_plan_that_replaces_free_credits_is_presented_and_not_opened(customer: Customer, width: int) -> None:
    page = customer.page
    page.set_viewport_size({"width": width, "height": 800})
    checkouts: list[str] = []
    page.on("request", lambda request: checkouts.append(request.url) if "/api/" in request.url else None)
    page.goto(f"/pricing?price={customer.price('plan_business', 'month')}", wait_until="networkidle")
    card = customer.plan("Business")
    expect(card.get_by_text("Your unused free credits (500) are replaced by 6,000 a month.")).to_be_in_viewport(ratio=1)
    expect(card.get_by_role("button", name="Subscribe to Business")).to_be_focused()
    assert checkouts == []
    # Not again after a reload.
    page.reload(wait_until="networkidle")
    expect(card).to_be_visible()
    expect(page.get_by_text("You chose Business.")).to_have_count(0)


def test_the_back_button_returns_from_checkout(customer: Customer) -> None:
    customer.sql("select deduct_credits(%s, 500, 'All of it', %s)", [customer.user.id, customer.user.id])
    price = customer.price("plan_pro", "year")
    customer.page.goto(f"/pricing?price={price}")
    customer.page.wait_for_url("**/c/pay/**")
    customer.page.go_back()
    customer.page.wait_for_url("**/pricing")
    expect(customer.page.get_by_role("radio", name="Yearly")).to_be_checked()
    button = customer.plan("Pro").get_by_role("button", name="Subscribe to Pro")
    expect(button).not_to_have_attribute("aria-disabled", "true")
    button.click()
    customer.page.wait_for_url("**/c/pay/**")


def expect_page(page: Page, title: str, price: str) -> None:
    """Expect Stripe's checkout page for this product."""
    page.wait_for_url("**/c/pay/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text(price)


def sections(customer: Customer) -> list[str]:
    """The headings of the account page's sections, from top to bottom."""
    return customer.page.get_by_role("main").get_by_role("heading", level=2).all_text_contents()


def payment_of(customer: Customer) -> str:
    """The payment of the checkout in the URL."""
    session_id = customer.page.url.rpartition("session_id=")[2]
    return str(customer.stripe.session(session_id)["payment_intent"])
