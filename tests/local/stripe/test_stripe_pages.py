"""The hosted pages in a real browser: without JavaScript, by keyboard and name, in both themes and small."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.local.stripe.shop import BAD, Shop
from tests.local.stripe.stand_in import StandIn, WebhookReceiver

# Fixtures of pytest-playwright.
pytestmark = pytest.mark.filterwarnings("ignore:Session-scoped fixtures:pytest.PytestRemovedIn10Warning")

SCREENS: list[tuple[Any, int]] = [("light", 1280), ("dark", 390)]


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"java_script_enabled": False, "locale": "en-US"}


def pages_of(stand_in: StandIn, shop: Shop) -> list[str]:
    """The URLs of one page of each kind, with data."""
    subscription = shop.subscribed()
    shop.charge(shop.sold(method="delayed"))
    shop.add_card(str(subscription.customer), BAD)
    stand_in.renew(subscription.id)
    checkout = shop.checkout(shop.pack, allow_promotion_codes=True)
    portal = shop.portal(str(subscription.customer)).url
    return [str(checkout.url), portal, stand_in.url]


def test_guest_pays_and_returns_to_the_site(page: Page, shop: Shop, webhooks: WebhookReceiver) -> None:
    site = webhooks.url.removesuffix("/hook")
    session = shop.checkout(shop.pack, success_url=f"{site}/done?s={{CHECKOUT_SESSION_ID}}")
    page.goto(str(session.url))
    page.get_by_label("Email").fill("grace@example.com")
    page.get_by_label("is declined").check()
    page.get_by_role("button", name="Pay $10.00").click()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    page.get_by_label("Visa •••• 4242: succeeds").check()
    page.get_by_role("button", name="Pay $10.00").click()
    expect(page.get_by_role("heading", name="The site")).to_be_visible()
    assert page.url == f"{site}/done?s={session.id}"
    assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    # After payment the page links to the success URL only, not to the cancel URL.
    page.goto(str(session.url))
    expect(page.get_by_role("link", name="Back to the site")).to_have_attribute("href", f"{site}/done?s={session.id}")
    expect(page.get_by_role("link", name="Back")).to_have_count(1)


def test_portal_leads_to_the_dashboard_where_a_subscription_is_renewed(
    page: Page, stand_in: StandIn, shop: Shop
) -> None:
    customer = shop.customer("visa", email="newcomer@example.com")
    subscription = shop.subscribe(customer)
    page.goto(shop.portal(customer).url)
    page.get_by_role("link", name="Simulate time").click()
    page.get_by_role("button", name="Next renewal: newcomer@example.com").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    assert shop.invoice(subscription).billing_reason == "subscription_cycle"


def test_axe_finds_no_violation_on_any_page_in_both_themes_and_on_a_phone(
    browser: Browser, stand_in: StandIn, shop: Shop
) -> None:
    found = []
    with browser.new_context() as context:
        looking = context.new_page()
        for address in pages_of(stand_in, shop):
            looking.goto(address)
            for scheme, width in SCREENS:
                looking.emulate_media(color_scheme=scheme)
                looking.set_viewport_size({"width": width, "height": 800})
                response = Axe().run(looking).response
                found += [(address, each["id"], each["nodes"][0]["html"]) for each in response["violations"]]
                assert looking.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert found == []
