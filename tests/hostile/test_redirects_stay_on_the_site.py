"""No URL from outside redirects to another site: in the browser and in the service's responses.

The rule itself has a property test in `web/src/lib/paths.test.ts`.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from flask import Flask
from playwright.sync_api import Page, Route

from tests.conftest import PASSWORD, NewUser, Sql, User
from tests.running import RunningStack
from tests.web.inbox import link_to
from tests.web.navigation import log_in, open_hydrated
from tests.web.studio import signed_in_state

EVIL = "evil.example"
# `{site}` is the URL of the attacked site.
ADDRESSES = (
    f"/.//{EVIL}",
    f"/..//{EVIL}",
    f"/dashboard/..//{EVIL}",
    f"{{site}}//{EVIL}/x",
    f"{{site}}/.//{EVIL}/x",
    f"/%2e//{EVIL}",
    f"/dashboard/%2E%2e//{EVIL}",
    f"/./\\{EVIL}",
    f"/.\t//{EVIL}",
    f"//{EVIL}/x",
    f"/\\{EVIL}",
    f"https://{EVIL}/",
    f"{{site}}@{EVIL}/",
    f"{{site}}.{EVIL}/",
    "javascript:location='https://evil.example'",
    "data:text/html,<script>location='https://evil.example'</script>",
    f"/auth/callback?next=/.//{EVIL}",
    f"{{site}}/auth/callback?next=%2F.%2F%2F{EVIL}",
)
# The other forms share one check, which has its own test: one relative and one absolute URL that the site once
# followed.
FOLLOWED = (ADDRESSES[0], ADDRESSES[3])
SIGN_IN_PATHS = {"/login", "/signup", "/auth/confirm", "/auth/callback"}
QUERIES = ("/login?from=", "/login?next=", "/signup?from=", "/signup?next=")


@pytest.fixture
def redirected(visitor: Page, stack: RunningStack) -> RedirectedBrowser:
    return RedirectedBrowser(visitor, stack)


class RedirectedBrowser:
    """A browser that follows redirects. A blank page replaces the dashboard, which takes long to load."""

    def __init__(self, page: Page, stack: RunningStack) -> None:
        self.page, self.stack = page, stack
        self.visited: list[str] = []
        page.route(lambda url: EVIL in (urlsplit(url).hostname or ""), self._arrive)
        page.route(f"{stack.site_url}/dashboard", lambda route: route.fulfill(body="", content_type="text/html"))

    def _arrive(self, route: Route) -> None:
        self.visited.append(route.request.url)
        route.fulfill(status=200, body="Gotcha", content_type="text/html")

    def expect_dashboard(self, *context: str) -> None:
        """Assert that the browser is at the dashboard and visited no other site."""
        self.page.wait_for_url(lambda url: urlsplit(url).path not in SIGN_IN_PATHS)
        assert self.page.url == f"{self.stack.site_url}/dashboard", context
        assert self.visited == [], context

    def sign_out(self) -> None:
        """Remove the session."""
        self.page.evaluate("localStorage.clear()")


def url_parameter(address: str, stack: RunningStack) -> str:
    return quote(address.replace("{site}", stack.site_url), safe="")


def test_a_signed_in_user_is_redirected_to_the_dashboard(
    redirected: RedirectedBrowser, stack: RunningStack, user: User
) -> None:
    redirected.page.goto("/robots.txt")
    (local,) = signed_in_state(stack, user)["origins"]
    (session,) = local["localStorage"]
    redirected.page.evaluate("session => localStorage.setItem('session', session)", session["value"])
    for query in QUERIES:
        for address in ADDRESSES if query == QUERIES[0] else FOLLOWED:
            redirected.page.goto(f"{query}{url_parameter(address, stack)}", wait_until="commit")
            redirected.expect_dashboard(query, address)


def test_a_correct_password_redirects_to_the_dashboard(
    redirected: RedirectedBrowser, stack: RunningStack, user: User
) -> None:
    for address in FOLLOWED:
        log_in(
            open_hydrated(redirected.page, f"/login?from={url_parameter(address, stack)}"), user.email, user.password
        )
        redirected.expect_dashboard(address)
        redirected.sign_out()


def test_a_sign_up_redirects_to_the_dashboard(redirected: RedirectedBrowser, stack: RunningStack) -> None:
    page = redirected.page
    for address in FOLLOWED:
        email = f"{uuid.uuid4().hex}@example.com"
        open_hydrated(page, f"/signup?from={url_parameter(address, stack)}")
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Create account").click()
        page.get_by_role("heading", name="Check your mail").wait_for()
        open_hydrated(page, link_to(stack, email, "confirm")).get_by_role("main").get_by_role("button").click()
        redirected.expect_dashboard(address)
        redirected.sign_out()


def test_a_mail_link_redirects_to_the_dashboard(
    redirected: RedirectedBrowser, stack: RunningStack, new_user: NewUser
) -> None:
    for address in FOLLOWED:
        user = new_user()
        user.client.auth.sign_in_with_otp({"email": user.email})
        link = urlsplit(link_to(stack, user.email, "login link"))
        token = next(part for part in link.query.split("&") if part.startswith("token_hash="))
        open_hydrated(redirected.page, f"/auth/confirm?{token}&type=email&next={url_parameter(address, stack)}")
        redirected.page.get_by_role("main").get_by_role("button").click()
        redirected.expect_dashboard(address)
        redirected.sign_out()


def test_a_code_redirects_to_the_dashboard(
    redirected: RedirectedBrowser, stack: RunningStack, new_user: NewUser
) -> None:
    page = redirected.page
    for address in FOLLOWED:
        user = new_user()
        open_hydrated(page, "/login").get_by_role("button", name="Email me a login link").click()
        page.get_by_label("Email").fill(user.email)
        page.get_by_role("button", name="Send login link").click()
        page.get_by_role("heading", name="Check your mail").wait_for()
        token = link_to(stack, user.email, "login link").split("token_hash=")[1].split("&")[0]
        back = quote(f"{stack.site_url}/auth/callback?next={url_parameter(address, stack)}", safe="")
        page.goto(f"{stack.supabase_url}/auth/v1/verify?token={token}&type=magiclink&redirect_to={back}")
        redirected.expect_dashboard(address)
        redirected.sign_out()


def test_auth_redirects_to_no_other_site(stack: RunningStack) -> None:
    """For a used link, Auth redirects with the reason to an allowed URL."""
    for address in ADDRESSES:
        if address.startswith(("https:", "{site}", "/")):
            wanted = url_parameter(address, stack)
            answer = httpx.get(f"{stack.supabase_url}/auth/v1/verify?token=used&type=magiclink&redirect_to={wanted}")
            assert answer.status_code == 303, address
            assert origin_of(answer.headers["location"]) == stack.site_url, address


def test_the_service_redirects_to_no_other_host(app: Flask) -> None:
    """Some routers redirect an unusual path to a normalised one."""
    client = app.test_client()
    tried = 0
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<generation_id>", "0")
        for odd in (
            path,
            f"/{path}",
            path.replace("/api/", "/api//"),
            f"{path}/",
            f"//{EVIL}{path}",
            f"/{EVIL}/..{path}",
        ):
            answer = client.get(f"http://localhost{odd}")
            there = answer.headers.get("Location", "")
            assert urlsplit(urljoin("http://localhost/", there)).netloc == "localhost", (odd, there)
            tried += 1
    assert tried > 50


def test_stripe_returns_to_the_site_whatever_a_request_contains(stack: RunningStack, user: User, sql: Sql) -> None:
    (price,) = sql("select id from prices where product_id like 'plan_pro%' and interval = 'month' and active")
    headers = {"Host": EVIL, "Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/", "X-Forwarded-Host": EVIL}
    headers["Authorization"] = f"Bearer {user.access_token}"

    def ask(path: str, **body: str) -> str:
        answer = httpx.post(f"{stack.service_url}/api/{path}?return_url=https://{EVIL}", json=body, headers=headers)
        return str(answer.raise_for_status().json()["url"])

    checkout = ask("create-checkout-session", price_id=price["id"])
    session = stripe_object(stack, f"checkout/sessions/{checkout.rpartition('/')[2]}")
    assert {origin_of(session["success_url"]), origin_of(session["cancel_url"])} == {stack.site_url}
    assert origin_of(checkout) == origin_of(ask("create-customer-portal")) == stack.stripe_url
    assert f'href="{stack.site_url}/account?portal=back"' in httpx.get(ask("create-customer-portal")).text


def stripe_object(stack: RunningStack, path: str) -> dict[str, Any]:
    answer = httpx.get(f"{stack.stripe_url}/v1/{path}", auth=(stack.stripe_secret_key, ""))
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
