"""A page is one file: the example pages in docs/make-it-yours.md are added to the site, and each enforces its own
access."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import NewUser, Sql
from tests.running import ROOT, RunningStack
from tests.web.billing.customer import Customer
from tests.web.billing.stripe_stand_in import Stripe
from tests.web.browser_errors import BrowserErrors
from tests.web.built_sites import built_site, serving_site
from tests.web.conftest import NewContext
from tests.web.studio import signed_in_state
from tests.web.test_pages import violations

PAGES = ("notes.astro", "guides.astro", "briefings.astro")
NEEDED = ("login.astro", "404.astro")
MOST_LINES = 15
SCRIPTED = """---
import App from '@/layouts/App.astro';
---

<App title="Scripted" tier="pro">
  <says-something></says-something>
  <script>
    class SaysSomething extends HTMLElement {
      connectedCallback() {
        this.textContent = 'Something';
      }
    }
    customElements.define('says-something', SaysSomething);
  </script>
</App>
"""
# The page's script does not start this island: the default script starts those of the layout.
FORGOTTEN = """---
import { PremiumArticles } from '@/islands/PremiumArticles';
import App from '@/layouts/App.astro';
---

<App title="Forgotten">
  <PremiumArticles tier="pro" client:page />
</App>
"""


def documented_page(name: str) -> str:
    """The example code in docs/make-it-yours.md for this page."""
    shown = re.search(f"`{name}`:\n\n```astro\n(.*?)```", (ROOT / "docs" / "make-it-yours.md").read_text(), re.DOTALL)
    assert shown is not None
    return shown[1]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the example pages and the pages they link to, built from a copy of the sources."""
    web = tmp_path_factory.mktemp("site") / "web"
    shutil.copytree(ROOT / "web", web, ignore=shutil.ignore_patterns("node_modules", "dist", ".astro"))
    (web / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    for page in (web / "src" / "pages").rglob("*.astro"):
        if page.name not in NEEDED:
            page.unlink()
    for name in PAGES:
        (web / "src" / "pages" / name).write_text(documented_page(name))
    (web / "src" / "pages" / "scripted.astro").write_text(SCRIPTED)
    (web / "src" / "pages" / "forgotten.astro").write_text(FORGOTTEN)
    return built_site(web)


@pytest.fixture(scope="module")
def site(dist: Path, stack: RunningStack) -> Iterator[RunningStack]:
    """The stack with that site."""
    with serving_site(stack, dist) as url:
        yield dataclasses.replace(stack, site_url=url)


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any], site: RunningStack) -> dict[str, Any]:
    """The usual desktop at this site."""
    return {**browser_context_args, "base_url": site.site_url}


@pytest.fixture
def browser_errors(site: RunningStack) -> Iterator[BrowserErrors]:
    """Browser errors."""
    collected = BrowserErrors((site.site_url, site.supabase_url))
    yield collected
    assert collected.unexpected() == []


@pytest.fixture
def customer(
    site: RunningStack, new_context: NewContext, browser_errors: BrowserErrors, new_user: NewUser, sql: Sql
) -> Customer:
    """A new user on the free plan, in a browser of their own."""
    user = new_user()
    assert site.stripe_url is not None
    stripe = Stripe(site.stripe_url, site.stripe_secret_key)
    context = new_context(storage_state=signed_in_state(site, user))
    return Customer(browser_errors.listen(context.new_page()), user, site, sql, stripe, browser_errors)


@pytest.fixture
def articles(sql: Sql) -> Iterator[None]:
    """One article for Pro and one for Business."""
    sql("delete from premium_content")
    sql(
        "insert into premium_content (title, body, tier)"
        " values ('A guide', 'For Pro', 'pro'), ('A briefing', 'For Business', 'business')"
    )
    yield
    sql("delete from premium_content")


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def readable(customer: Customer) -> set[str]:
    """The articles that the database returns to this user."""
    rows = customer.user.client.table("premium_content").select("title").execute().data
    return {str(row["title"]) for row in rows if isinstance(row, dict)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_few_lines(name: str) -> None:
    assert len(documented_page(name).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", ["/notes?a=1", "/guides", "/briefings"])
def test_a_visitor_logs_in_first_and_returns(visitor: Page, path: str) -> None:
    visitor.goto(path)
    visitor.wait_for_url(f"**/login?from={path.replace('/', '%2F').replace('?', '%3F').replace('=', '%3D')}")


@pytest.mark.usefixtures("articles")
def test_the_free_plan_opens_the_signed_in_page_and_sees_invitations_for_the_rest(customer: Customer) -> None:
    page = customer.page
    page.goto("/notes")
    heading(page, "Notes")
    for path, title, plan in (("/guides", "Guides", "Pro or Business"), ("/briefings", "Briefings", "Business")):
        page.goto(path)
        heading(page, title)
        heading(page, f"Open this with {plan}")
        expect(page.locator("astro-slot")).to_have_count(0)
        expect(page.get_by_role("main").get_by_role("link", name=re.compile("^See"))).to_have_attribute(
            "href", "/pricing"
        )
    assert violations(page) == []
    assert readable(customer) == set()


@pytest.mark.usefixtures("articles")
def test_a_page_that_is_forced_open_contains_nothing(customer: Customer) -> None:
    customer.page.route("**/rpc/open_tiers", lambda route: route.fulfill(json=["free", "pro"]))
    customer.page.goto("/guides")
    heading(customer.page, "Guides")
    heading(customer.page, "Nothing here yet")


@pytest.mark.usefixtures("articles")
def test_pro_opens_the_pro_page_with_its_elements_and_not_the_business_page(customer: Customer) -> None:
    page = customer.page
    page.goto("/guides")
    heading(page, "Open this with Pro or Business")
    customer.subscribe("pro")
    heading(page, "A guide")
    page.goto("/briefings")
    heading(page, "Open this with Business")
    assert readable(customer) == {"A guide"}
    page.goto("/scripted")
    expect(page.locator("says-something")).to_have_text("Something")


@pytest.mark.usefixtures("articles")
def test_business_opens_the_pro_page_and_the_business_page(customer: Customer) -> None:
    customer.subscribe("business")
    for path, article in (("/guides", "A guide"), ("/briefings", "A briefing")):
        customer.page.goto(path)
        heading(customer.page, article)
    assert violations(customer.page) == []
    assert readable(customer) == {"A guide", "A briefing"}


def test_a_failed_read_of_the_plan_can_be_retried(customer: Customer) -> None:
    customer.browser_errors.expect("ERR_FAILED")
    customer.page.route_web_socket("**/realtime/**", lambda _: None)
    customer.page.route("**/rpc/open_tiers", lambda route: route.abort())
    customer.page.goto("/guides")
    expect(customer.page.get_by_role("heading", name="Premium could not be loaded", level=2)).to_be_visible()
    customer.page.unroute("**/rpc/open_tiers")
    customer.page.get_by_role("button", name="Try again").click()
    heading(customer.page, "Open this with Pro or Business")


def test_an_island_that_no_script_starts_is_named_in_the_console(customer: Customer) -> None:
    customer.browser_errors.expect("calls startPage with PremiumArticles")
    with customer.page.expect_console_message(lambda message: "startPage" in message.text) as message:
        customer.page.goto("/forgotten")
    assert message.value.text.endswith("PremiumArticles")
