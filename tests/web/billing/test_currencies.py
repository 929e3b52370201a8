"""Currencies with no decimals and with three: every page from the price to the invoice shows the same amount."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.web.billing.conftest import NewOffer
from tests.web.billing.customer import Customer


def test_a_plan_in_yen(customer: Customer, new_offer: NewOffer) -> None:
    new_offer("Studio", "jpy", 4350, "month", tier="pro", credits="3000")
    new_offer("Studio by the year", "jpy", 43_000, "year", tier="pro", credits="3000")
    page = customer.open_pricing().page
    expect(customer.plan("Studio")).to_contain_text("¥4,350")
    expect(customer.plan("Free")).to_contain_text("¥0")
    # One twelfth of the yearly price, in whole yen.
    expect(customer.plan("Studio by the year")).to_contain_text("¥3,583")
    expect(customer.plan("Studio by the year")).to_contain_text("¥43,000 a year")
    customer.plan("Studio").get_by_role("button", name="Subscribe to Studio").click()
    page.wait_for_url("**/c/pay/**")
    expect(page.get_by_text("4,350 JPY").first).to_be_visible()
    expect(page.get_by_text("43.50")).to_have_count(0)
    customer.pay()
    expect(customer.section("Plan")).to_contain_text("¥4,350 per month")
    customer.expect_total("3,000")
    portal = customer.portal_in_a_tab()
    expect(portal.get_by_role("region", name="Invoices")).to_contain_text("4,350 JPY")


def test_a_pack_in_dinars(customer: Customer, new_offer: NewOffer) -> None:
    new_offer("1,000 Credits", "kwd", 3250, kind="pack", credits="1000")
    new_offer("2,000 Credits", "kwd", 6000, kind="pack", credits="2000")
    page = customer.open_pricing().page
    packs = page.get_by_role("region", name="Credit packs").get_by_role("listitem")
    expect(packs.nth(0)).to_contain_text("KWD 3.250")
    expect(packs.nth(1)).to_contain_text("KWD 6")
    expect(packs.nth(1)).to_contain_text("KWD 3 per 1,000 credits")
    customer.open_account("/account#packs")
    expect(customer.section("Plan")).to_contain_text("KWD 3.250")
    page.get_by_role("button", name="Buy 1,000 credits").click()
    page.wait_for_url("**/c/pay/**")
    expect(page.get_by_role("button", name="Pay 3.250 KWD")).to_be_visible()
    customer.pay()
    expect(page.get_by_text("1,000 credits were added")).to_be_visible()
    customer.expect_total("1,500")
    (payment,) = stripe_payments(customer)
    assert (payment["amount"], payment["currency"]) == (3250, "kwd")


def stripe_payments(customer: Customer) -> list[dict[str, Any]]:
    """The customer's payments in Stripe."""
    found: list[dict[str, Any]] = customer.stripe.list("payment_intents", customer=customer.customer_id())
    return found
