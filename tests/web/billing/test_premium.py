"""Premium: rows that the plan opens, and invitations to the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Sql
from tests.web.billing.customer import Customer

CONTENT = "**/rest/v1/premium_content?*"


@pytest.fixture(autouse=True)
def articles(sql: Sql) -> Iterator[None]:
    """Two for Pro and one for Business."""
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


def test_without_a_plan_both_parts_are_invitations(customer: Customer) -> None:
    customer.open_premium()
    assert titles(customer) == []
    expect(customer.page.get_by_role("heading", name="Open this with Pro")).to_be_visible()
    expect(customer.page.get_by_role("link", name="See plans")).to_have_attribute("href", "/pricing")
    expect(customer.page.get_by_role("heading", name="Open this with Business")).to_be_visible()


def test_pro_opens_its_part_and_not_that_of_business(customer: Customer) -> None:
    customer.has_plan("pro")
    customer.open_premium()
    assert titles(customer) == ["First", "Second"]
    expect(customer.page.get_by_role("article").first.locator("p")).to_have_text(["One", "more"])
    expect(customer.page.get_by_role("heading", name="Open this with Business")).to_be_visible()
    expect(customer.page.get_by_text("Your plan: Pro")).to_be_visible()


def test_business_opens_everything_and_text_stays_text(customer: Customer) -> None:
    customer.has_plan("business")
    customer.open_premium()
    assert titles(customer) == ["First", "Second", "Big"]
    expect(customer.page.get_by_role("article").last).to_contain_text("<b>Three</b>")
    expect(customer.page.get_by_role("heading", name="Open this with Pro")).to_have_count(0)


def test_what_is_published_appears_without_a_reload(customer: Customer, sql: Sql) -> None:
    customer.has_plan("pro")
    customer.open_premium()
    sql("insert into premium_content (title, body, tier, position) values ('Third', 'New', 'pro', 3)")
    expect(customer.page.get_by_role("article").filter(has_text="Third")).to_be_visible()


def test_what_everybody_may_read_has_a_part_of_its_own(customer: Customer, sql: Sql) -> None:
    sql("insert into premium_content (title, body, tier) values ('A taste', 'Free', 'free')")
    customer.open_premium()
    expect(customer.page.get_by_role("region", name="For everybody").get_by_role("article")).to_contain_text("A taste")


def test_an_empty_part_says_that_something_will_come(customer: Customer, sql: Sql) -> None:
    sql("delete from premium_content")
    customer.has_plan("business")
    customer.open_premium()
    expect(customer.page.get_by_role("heading", name="Nothing here yet")).to_have_count(2)


def test_what_cannot_be_read_is_read_again_on_demand(customer: Customer) -> None:
    customer.complaints.expect("ERR_FAILED")
    customer.has_plan("pro")
    customer.page.route_web_socket("**/realtime/**", lambda _: None)
    customer.page.route(CONTENT, lambda route: route.abort())
    customer.page.goto("/premium")
    expect(customer.page.get_by_role("heading", name="Premium could not be read")).to_be_visible()
    customer.page.unroute(CONTENT)
    customer.page.get_by_role("button", name="Try again").click()
    expect(customer.page.get_by_role("article")).to_have_count(2)


def test_an_ended_plan_closes_its_part_without_a_reload(customer: Customer, sql: Sql) -> None:
    subscription = customer.has_plan("pro")
    customer.open_premium()
    expect(customer.page.get_by_role("article")).to_have_count(2)
    customer.stripe.cancel(subscription)
    expect(customer.page.get_by_role("heading", name="Open this with Pro")).to_be_visible()
    expect(customer.page.get_by_role("article")).to_have_count(0)
