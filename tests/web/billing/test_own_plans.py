"""A fork adds the plan and the pack of docs/make-it-yours.md: a database row and products in Stripe, without code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.conftest import Sql
from tests.docs.documents import blocks
from tests.running import eventually
from tests.web.billing.conftest import NewOffer
from tests.web.billing.customer import Customer
from tests.web.billing.stripe_stand_in import Stripe

# The plan and the pack of docs/make-it-yours.md.
(OWN,) = [tomllib.loads(code.text) for code in blocks("toml") if code.text.startswith("[[plans]]")]


@pytest.fixture
def team(sql: Sql, stripe: Stripe, new_offer: NewOffer) -> Iterator[str]:
    """Add a tier above Business with an article and a plan; returns the plan's price."""
    (tier,) = [code.text for code in blocks("sql") if "insert into tiers" in code.text]
    sql(tier)
    sql(
        "insert into premium_content (title, body, tier) values ('Brand kit', 'Logos', 'team'), ('Guide', 'One', 'pro')"
    )
    (plan,) = OWN["plans"]
    yield new_offer(plan["name"], "usd", plan["monthly"], "month", tier=plan["tier"], credits=str(plan["credits"]))
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
    expect(customer.section("Plan")).to_contain_text("$179 per month")

    customer.open_premium()
    expect(page.get_by_text("Your plan: Team")).to_be_visible()
    for title in ("Guide", "Brand kit"):
        expect(page.get_by_role("article").get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("heading", name="Open this with")).to_have_count(0)


def test_a_new_pack_is_bought(new_offer: NewOffer, customer: Customer) -> None:
    (pack,) = OWN["packs"]
    new_offer("9,000 credits", "usd", pack["price"], kind="pack", credits=str(pack["credits"]))
    customer.open_account("/account#packs")
    customer.page.get_by_role("button", name="Buy 9,000 credits").click()
    customer.pay()
    customer.expect_total("9,500")
