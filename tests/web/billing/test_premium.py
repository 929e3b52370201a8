"""Premium content: articles that the plan opens, and upgrade invitations for the rest."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from storage3.exceptions import StorageApiError
from supabase import Client

from tests.conftest import Sql
from tests.web.billing.customer import Customer
from tests.web.studio import picture as some_picture
from tests.web.test_pages import violations

PNG = some_picture()["buffer"]
CONTENT = "**/rest/v1/premium_content?*"


@pytest.fixture(autouse=True)
def articles(sql: Sql) -> Iterator[None]:
    """Two articles for Pro and one for Business."""
    sql("delete from premium_content")
    sql(
        "insert into premium_content (title, body, tier, position) values"
        " ('Second', 'Two', 'pro', 2), ('First', E'One\n\nmore', 'pro', 1), ('Big', '<b>Three</b>', 'business', 1)"
    )
    yield
    sql("delete from premium_content")


def titles(customer: Customer) -> list[str]:
    return customer.page.get_by_role("article").get_by_role("heading").all_text_contents()


def test_a_visitor_logs_in_first(visitor: Page) -> None:
    visitor.goto("/premium")
    visitor.wait_for_url("**/login?from=%2Fpremium")


def expect_locked(customer: Customer, *locked: str) -> None:
    """Assert that exactly these sections are invitations."""
    for tier, plans in (("Pro", "Pro or Business"), ("Business", "Business")):
        heading = customer.page.get_by_role("heading", name=f"Open this with {plans}", exact=True)
        expect(heading).to_have_count(1 if tier in locked else 0)


def test_premium_content_follows_the_plan_without_a_reload(customer: Customer, sql: Sql) -> None:
    customer.open_premium()
    expect_locked(customer, "Pro", "Business")
    assert titles(customer) == []
    inside = customer.page.get_by_role("list", name="What it contains")
    expect(inside.first.get_by_role("listitem")).to_have_text(["First", "Second"])
    expect(inside.last.get_by_role("listitem")).to_have_text(["Big"])
    # The heading names the plans; nothing below it names them in other words.
    expect(customer.page.get_by_text("Subscribe to")).to_have_count(0)
    expect(customer.page.get_by_role("link", name="See plans")).to_have_attribute("href", "/pricing")

    subscription = customer.subscribe("pro")
    articles = customer.page.get_by_role("article")
    expect(articles).to_have_count(2)
    expect_locked(customer, "Business")
    expect(customer.page.get_by_text("Your plan: Pro")).to_be_visible()
    assert titles(customer) == ["First", "Second"]
    expect(articles.first.locator("p")).to_have_text(["One", "more"])

    sql("insert into premium_content (title, body, tier, position) values ('Third', 'New', 'pro', 3)")
    expect(articles.filter(has_text="Third")).to_be_visible()

    customer.stripe.cancel(subscription)
    expect_locked(customer, "Pro", "Business")
    expect(articles).to_have_count(0)


def test_business_opens_everything_escapes_text_and_shows_an_empty_state(customer: Customer, sql: Sql) -> None:
    sql("insert into premium_content (title, body, tier) values ('A taste', 'Free', 'free')")
    customer.subscribe("business")
    customer.open_premium()
    assert titles(customer) == ["A taste", "First", "Second", "Big"]
    expect_locked(customer)
    everybody = customer.page.get_by_role("region", name="For everybody")
    expect(everybody.get_by_role("article")).to_contain_text("A taste")
    expect(customer.page.get_by_role("article").last).to_contain_text("<b>Three</b>")

    sql("delete from premium_content")
    expect(customer.page.get_by_role("heading", name="Nothing here yet")).to_have_count(1)
    expect(customer.page.get_by_role("main").get_by_role("region")).to_have_count(0)


def test_a_tier_without_articles_has_no_section(customer: Customer, sql: Sql) -> None:
    sql("delete from premium_content where tier = 'business'")
    customer.open_premium()
    expect_locked(customer, "Pro")
    expect(customer.page.get_by_role("main").get_by_role("region")).to_have_count(1)


def test_public_articles_are_shown_without_a_plan(customer: Customer, sql: Sql) -> None:
    sql("insert into premium_content (title, body, tier) values ('A taste', 'Free', 'free')")
    customer.open_premium()
    assert titles(customer) == ["A taste"]
    expect_locked(customer, "Pro", "Business")


def test_a_failed_read_of_premium_content_can_be_retried(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    customer.subscribe("pro")
    customer.page.route_web_socket("**/realtime/**", lambda _: None)
    customer.page.route(CONTENT, lambda route: route.abort())
    customer.page.goto("/premium")
    expect(customer.page.get_by_role("heading", name="Premium could not be loaded")).to_be_visible()
    expect(customer.page.get_by_role("main").locator(".skeleton:visible")).to_have_count(0)
    customer.page.unroute(CONTENT)
    customer.page.get_by_role("button", name="Try again").click()
    expect(customer.page.get_by_role("article")).to_have_count(2)


def test_a_file_opens_with_the_plan_only(customer: Customer, sql: Sql, admin: Client) -> None:
    bucket = admin.storage.from_("premium-content")
    picture = f"{uuid.uuid4()}.png"
    bucket.upload(picture, PNG, {"content-type": "image/png"})
    bucket.upload(f"{picture}.txt", b"A list", {"content-type": "text/plain"})
    sql(
        "update premium_content set picture_path = %s, picture_alt = 'A chart', download_path = %s where title = 'First'",
        [picture, f"{picture}.txt"],
    )
    own = customer.user.client.storage.from_("premium-content")
    for path in (picture, f"{picture}.txt"):
        with pytest.raises(StorageApiError):
            own.create_signed_url(path, 60)
    customer.subscribe("pro")
    customer.open_premium()
    expect(customer.page.get_by_role("img", name="A chart")).to_have_js_property("naturalWidth", 640)
    with customer.page.expect_download() as download:
        customer.page.get_by_role("button", name="Download: First").click()
    assert download.value.path().read_bytes() == b"A list"
    assert violations(customer.page) == []
