"""Offers: a trial for users who had none, and the credits that an upgrade adds now and later."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.running import eventually
from tests.web.billing.conftest import NewOffer
from tests.web.billing.customer import Customer

CHANGE_PLAN = """
    update subscriptions set price_id = (select id from prices where product_id = %s and interval = 'month' and active)
    where id = %s"""
TRIAL = "7 days free, then $29 a month"


def test_a_trial_is_offered_started_and_shown_until_it_was_used(customer: Customer, new_offer: NewOffer) -> None:
    new_offer("Studio", "usd", 2900, "month", trial_days=7, tier="pro", credits="3000")
    new_offer("Studio by the year", "usd", 29_000, "year", tier="pro", credits="3000")
    page = customer.open_pricing().page
    studio = customer.plan("Studio")
    expect(studio).to_contain_text(TRIAL)
    expect(customer.plan("Studio by the year")).not_to_contain_text("free, then")
    studio.get_by_role("button", name="Subscribe to Studio").click()
    page.wait_for_url("**/c/pay/**")
    expect(page.get_by_text("7 days free, then $29.00 / month.")).to_be_visible()
    customer.pay()
    expect(page.get_by_text("Your trial has begun, and the credits of the plan are here.")).to_be_visible()
    plan = customer.section("Plan")
    expect(plan).to_contain_text("Trial")
    expect(plan).to_contain_text(re.compile(r"Free until \w+\s\d+,\s\d{4}, then \$29 per month"))
    customer.expect_total("3,000")

    # After a trial, it is no longer offered to this user; signed-out visitors still see it.
    customer.stripe.cancel(customer.subscriptions()[0]["id"])
    eventually(lambda: not customer.subscriptions()[0]["live"])
    customer.open_pricing()
    expect(studio.get_by_role("button", name="Subscribe to Studio")).to_be_visible()
    expect(studio).not_to_contain_text("free, then")
    page.evaluate("localStorage.clear()")
    customer.open_pricing()
    expect(studio).to_contain_text(TRIAL)


def test_an_upgrade_shows_the_credits_it_adds_before_and_after(customer: Customer) -> None:
    subscription = customer.subscribe("pro")
    page = customer.open_pricing().page
    offered = re.compile(r"3,000 more credits now, 6,000 a month from \w+\s\d+,\s\d{4}")
    expect(customer.plan("Business")).to_contain_text(offered)
    expect(customer.plan("Pro")).not_to_contain_text("Upgrade")
    customer.open_account()
    plan = customer.section("Plan")
    expect(plan).to_contain_text(re.compile(f"Upgrade to Business: {offered.pattern}"))
    # On the customer's clock, half of the month has passed.
    customer.stripe.wait(customer.customer_id(), days=15)
    notice = upgraded_in_the_portal(customer)
    expect(notice).to_contain_text(re.compile(r"1,[456]\d\d credits added for .+, 6,000 from \w+\s\d+,\s\d{4}\."))
    expect(plan).not_to_contain_text("Upgrade to")
    (line,) = customer.sql(
        "select amount from credit_grants where kind = 'upgrade' and subscription_id = %s", [subscription]
    )
    expect(notice).to_contain_text(f"{line['amount']:,} credits")
    page.reload()
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)
    expect(page).to_have_url(f"{customer.stack.site_url}/account")


def test_an_upgrade_is_confirmed_once_and_not_for_a_cancelled_plan(customer: Customer) -> None:
    subscription = customer.subscribe("pro")
    page, plan = customer.open_account().page, customer.section("Plan")
    notice = upgraded_in_the_portal(customer)
    notice.get_by_role("button", name="Dismiss").click()
    plan.get_by_role("button", name="Manage your plan").click()
    page.get_by_role("link", name="Back to the site").click()
    expect(plan).to_contain_text("Business")
    page.wait_for_load_state("networkidle")
    expect(notice).to_have_count(0)

    page.evaluate("localStorage.removeItem('upgrade-dismissed')")
    page.reload()
    expect(notice).to_be_visible()
    customer.sql("update subscriptions set cancel_at_period_end = true where id = %s", [subscription])
    expect(notice).to_have_count(0)


def test_an_upgrade_is_not_confirmed_for_a_later_month_or_plan(customer: Customer) -> None:
    subscription = customer.subscribe("pro")
    page = customer.open_account().page
    notice = upgraded_in_the_portal(customer)
    expect(notice).to_be_visible()
    customer.sql(CHANGE_PLAN, ["plan_pro", subscription])
    expect(customer.section("Plan")).to_contain_text("$29 per month")
    expect(page.get_by_text("You have Pro now")).to_have_count(0)
    customer.sql(CHANGE_PLAN, ["plan_business", subscription])
    expect(notice).to_be_visible()
    customer.stripe.renew(subscription)
    expect(notice).to_have_count(0)


def test_a_scheduled_change_is_shown_on_both_cards(customer: Customer) -> None:
    customer.subscribe("business")
    customer.open_account()
    plan, portal = customer.section("Plan"), customer.portal_in_a_tab()
    page = customer.page.context.new_page()
    cards = Customer(page, customer.user, customer.stack, customer.sql, customer.stripe, customer.browser_errors)
    business, pro, free = (cards.plan(name) for name in ("Business", "Pro", "Free"))
    portal.get_by_role("button", name="Cancel plan").click()
    expect(plan).to_contain_text("Cancelled")
    cards.open_pricing()
    expect(business).to_contain_text(re.compile(r"Your plan until \w+\s\d+,\s\d{4}"))
    expect(free).to_contain_text("Scheduled")
    expect(free).to_contain_text(re.compile(r"Starts on \w+\s\d+,\s\d{4}"))

    portal.get_by_role("button", name="Don’t cancel").click()
    expect(plan).to_contain_text("Renews on")
    portal.get_by_role("button", name="Switch to Pro / month").click()
    expect(plan).to_contain_text("Changes to Pro")
    cards.open_pricing()
    expect(business).to_contain_text("Your plan")
    expect(pro).to_contain_text("Scheduled")
    expect(pro).to_contain_text(re.compile(r"From \w+\s\d+,\s\d{4}: \$29 a month"))
    expect(free).not_to_contain_text("Scheduled")
    for card in (business, pro):
        expect(card.get_by_role("button", name="Manage your plan")).to_be_visible()


def test_a_plan_that_ends_is_kept_before_it_is_switched(customer: Customer) -> None:
    """The portal offers no other plan while the plan ends."""
    customer.subscribe("business")
    customer.open_account()
    customer.portal_in_a_tab().get_by_role("button", name="Cancel plan").click()
    expect(customer.section("Plan")).to_contain_text("Cancelled")
    expect(customer.section("Plan")).to_contain_text("Opens Stripe: keep the plan, change cards, see invoices.")
    customer.open_pricing()
    pro = customer.plan("Pro")
    expect(pro).to_contain_text(
        re.compile(r"Your plan ends on \w+\s\d+,\s\d{4}\. To switch to Pro, first keep your plan\.")
    )
    expect(customer.plan("Business")).not_to_contain_text("To switch")
    expect(customer.page.get_by_role("button", name=re.compile("Switch to|Upgrade to|Manage"))).to_have_count(0)
    expect(customer.plan("Business").get_by_role("button", name="Keep your plan")).to_be_visible()
    pro.get_by_role("button", name="Keep your plan").click()
    customer.page.get_by_role("button", name="Don’t cancel").click()
    expect(customer.page.get_by_role("button", name="Switch to Pro / month")).to_be_visible()


def test_a_scheduled_plan_shows_the_price_that_will_be_paid(customer: Customer) -> None:
    """The yearly prices are shown to whoever pays yearly, and the scheduled price is a monthly one."""
    customer.subscribe("business", "year")
    customer.open_account()
    customer.portal_in_a_tab().get_by_role("button", name="Switch to Pro / month").click()
    expect(customer.section("Plan")).to_contain_text("Changes to Pro, $29 per month")
    customer.open_pricing()
    expect(customer.plan("Pro")).to_contain_text("$290 a year")
    expect(customer.plan("Pro")).to_contain_text(re.compile(r"From \w+\s\d+,\s\d{4}: \$29 a month"))


def test_a_scheduled_change_is_confirmed_on_the_way_back_from_the_portal(customer: Customer) -> None:
    customer.subscribe("business")
    customer.open_account()
    page = customer.page
    customer.section("Plan").get_by_role("button", name="Manage your plan").click()
    page.get_by_role("button", name="Switch to Pro / month").click()
    page.get_by_role("link", name="Back to the site").click()
    notice = page.get_by_role("status").filter(has_text="Your plan changes to Pro ($29 per month) on")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)
    page.reload()
    expect(customer.section("Plan")).to_contain_text("Changes to Pro")
    expect(notice).to_have_count(0)


def upgraded_in_the_portal(customer: Customer) -> Locator:
    """The notice shown after the return from the portal."""
    page = customer.page
    customer.section("Plan").get_by_role("button", name="Manage your plan").click()
    page.get_by_role("button", name="Switch to Business / month").click()
    page.get_by_role("link", name="Back to the site").click()
    return page.get_by_role("status").filter(has_text="You have Business now:")
