"""A fork adds its own plan and pack: a database row and a Stripe product, without code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import Sql
from tests.running import eventually
from tests.web.billing.conftest import NewOffer
from tests.web.billing.customer import Customer
from tests.web.billing.stripe_stand_in import Stripe


@pytest.fixture
def team(sql: Sql, stripe: Stripe, new_offer: NewOffer) -> Iterator[str]:
    """Add a tier above Business with an article and a plan; returns the plan's price."""
    sql("insert into tiers (id, name, rank) values ('team', 'Team', 30)")
    sql(
        "insert into premium_content (title, body, tier) values ('Brand kit', 'Logos', 'team'), ('Guide', 'One', 'pro')"
    )
    yield new_offer("Team", "usd", 19_900, "month", tier="team", credits="20000")
    sql("delete from premium_content where title in ('Brand kit', 'Guide')")
    (product,) = sql("select id from products where tier = 'team'")
    stripe.update("products", product["id"], **{"metadata[tier]": "business"})
    eventually(lambda: not sql("select 1 from products where tier = 'team'"))
    sql("delete from tiers where id = 'team'")


def test_a_plan_of_a_new_tier_is_bought_and_opens_all_lower_tiers(team: str, customer: Customer) -> None:
    page = customer.page
    customer.open_premium()
    expect(page.get_by_role("heading", name="For Pro, Business, and Team")).to_be_visible()
    expect(page.get_by_role("heading", name="Open this with Team")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)

    customer.open_pricing()
    customer.plan("Team").get_by_role("button", name="Subscribe to Team").click()
    customer.pay()
    customer.expect_total("20,000")
    expect(customer.section("Plan")).to_contain_text("$199 per month")

    customer.open_premium()
    expect(page.get_by_text("Your plan: Team")).to_be_visible()
    for title in ("Guide", "Brand kit"):
        expect(page.get_by_role("article").get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("heading", name="Open this with")).to_have_count(0)


def test_a_new_pack_is_bought(new_offer: NewOffer, customer: Customer) -> None:
    new_offer("9,000 credits", "usd", 5_000, kind="pack", credits="9000")
    customer.open_account("/account#packs")
    customer.page.get_by_role("button", name="Buy 9,000 credits").click()
    customer.pay()
    customer.expect_total("9,500")
