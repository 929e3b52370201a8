"""A user who opens the pricing page, pays and manages their account."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, Route, expect

from tests.conftest import Sql, User
from tests.running import RunningStack, eventually
from tests.web.billing.stripe_stand_in import Stripe
from tests.web.browser_errors import BrowserErrors
from tests.web.navigation import scroll_to
from tests.web.studio import collect_live_topics, wait_for

CARDS = {"good": "Visa •••• 4242", "delayed": "Bank debit", "declined": "Visa •••• 0341"}


@dataclass
class Customer:
    """One user in one browser."""

    page: Page
    user: User
    stack: RunningStack
    sql: Sql
    stripe: Stripe
    browser_errors: BrowserErrors
    live: set[str] = field(default_factory=set)

    # -------------------------------------------------------------- pages

    def open_pricing(self) -> Customer:
        """Open the pricing page and wait until the prices are loaded."""
        self.page.goto("/pricing")
        expect(self.plan("Free")).to_be_visible()
        return self

    def open_account(self, path: str = "/account") -> Customer:
        """Open the account page and wait until it is loaded and subscribed to live updates."""
        topics = collect_live_topics(self.page)
        self.page.goto(path)
        self.wait_until_loaded()
        wait_for(self.page, lambda: topics >= {"profile", "subscriptions"})
        return self

    def wait_until_loaded(self) -> None:
        """Wait until nothing on the account page is loading."""
        expect(self.section("Plan")).to_be_visible()
        expect(self.page.get_by_role("status", name="Loading")).to_have_count(0)

    def open_security(self) -> Customer:
        """Open the account page and scroll to the Security section, which hydrates when visible."""
        self.open_account()
        scroll_to(self.section("Security"))
        expect(self.page.get_by_label("New password")).to_be_visible()
        return self

    def open_premium(self) -> Customer:
        """Open the premium page and wait until it is loaded and subscribed to live updates."""
        topics = collect_live_topics(self.page)
        self.page.goto("/premium")
        expect(self.page.get_by_text("Your plan:")).to_be_visible()
        wait_for(self.page, lambda: topics >= {"subscriptions", "premium"})
        return self

    # ------------------------------------------------------------- pricing

    def plan(self, name: str) -> Locator:
        """A plan's card."""
        cards = self.page.get_by_role("region", name="Plans").get_by_role("listitem")
        return cards.filter(has=self.page.get_by_role("heading", name=name, exact=True))

    def choose_yearly(self) -> None:
        """Switch to the yearly prices."""
        self.page.get_by_role("radio", name="Yearly").locator("xpath=..").click()

    # ------------------------------------------------------------- account

    def section(self, name: str) -> Locator:
        """A section of the account page."""
        return self.page.get_by_role("main").get_by_role("region", name=name, exact=True)

    def expect_total(self, amount: str) -> None:
        """Expect this total of credits on the page and in the navbar."""
        expect(self.page.locator("[data-total]")).to_have_text(amount)
        expect(self.page.get_by_role("button", name="show details")).to_have_text(f"{amount} credits")

    def lines(self) -> Locator:
        """The rows of the statement."""
        return self.page.get_by_role("table", name="Statement").locator("tbody tr")

    def portal_in_a_tab(self) -> Page:
        """Open the portal in a second tab."""
        portal = self.browser_errors.listen(self.page.context.new_page())
        portal.goto(self.post("/api/create-customer-portal"))
        return portal

    # -------------------------------------------------------------- paying

    def pay(self, card: str = "good") -> None:
        """Pay on the checkout page."""
        self.page.wait_for_url("**/c/pay/**")
        self.page.get_by_role("radio", name=CARDS[card]).check()
        self.page.get_by_role("button", name=re.compile(r"^Subscribe$|^Pay ")).click()

    def subscribe(self, plan: str = "pro", interval: str = "month") -> str:
        """Subscribe without the site; returns the subscription's id."""
        price = self.price(f"plan_{plan}", interval)
        session_id = self._paid(self.post("/api/create-checkout-session", price_id=price))
        eventually(self.subscriptions)
        return str(self.stripe.session(session_id)["subscription"])

    def buy_pack(self, credits_: int = 1000) -> None:
        """Buy a pack without the site."""
        self._paid(self.post("/api/purchase-credits", price_id=self.price(f"credit_pack_{credits_}")))
        eventually(lambda: self.sql("select 1 from credit_purchases where user_id = %s", [self.user.id]))

    def buy_pack_by_debit(self, credits_: int = 1000) -> str:
        """Pay for a pack by bank debit, which takes days; returns the checkout's id."""
        return self._paid(self.post("/api/purchase-credits", price_id=self.price(f"credit_pack_{credits_}")), "delayed")

    def post(self, path: str, **body: Any) -> str:
        """Request a Stripe page's URL from the service."""
        headers = {"authorization": f"Bearer {self.user.access_token}"}
        answer = httpx.post(self.stack.service_url + path, json=body, headers=headers, timeout=30).raise_for_status()
        return str(answer.json()["url"])

    # ------------------------------------------------------------ database

    def price(self, product: str, interval: str | None = None) -> str:
        """The id of a price."""
        rows = self.sql(
            "select id from prices where active and product_id = %s and interval is not distinct from %s::pricing_plan_interval",
            [product, interval],
        )
        return str(rows[0]["id"])

    def subscriptions(self) -> list[dict[str, Any]]:
        """This user's subscriptions in the mirror."""
        return self.sql("select * from subscriptions where user_id = %s", [self.user.id])

    def customer_id(self) -> str:
        """The user's customer id in Stripe."""
        (row,) = self.sql("select stripe_customer_id from customers where id = %s", [self.user.id])
        return str(row["stripe_customer_id"])

    def _paid(self, url: str, method: str = "visa") -> str:
        answer = httpx.post(url, data={"action": "pay", "method": method}, timeout=30)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].rpartition("session_id=")[2]


def hold(page: Page, url: str) -> list[Route]:
    """Hold back all requests to this URL; the returned list collects them."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(url, keep)
    return held
