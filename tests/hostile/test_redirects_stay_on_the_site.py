"""An address that comes from outside leads to no other site: in the browser, and in the answers of the service.

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

from tests.conftest import PASSWORD, Sql, User
from tests.running import RunningStack
from tests.web.inbox import link_to
from tests.web.studio import Studio
from tests.web.visits import alive, log_in

EVIL = "evil.example"
# `{site}` is the address of the site under attack.
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
# For ways that take a mail or a password each time: those that the site once followed.
FOLLOWED = ADDRESSES[:4]
QUERIES = ("/login?from=", "/login?next=", "/signup?from=", "/signup?next=")


@pytest.fixture
def evil(visitor: Page) -> list[str]:
    """The addresses of the other site that the visitor's browser went to, filled from now on."""
    return watched(visitor)


def watched(page: Page) -> list[str]:
    """The addresses of the other site that a browser goes to, filled from now on."""
    visited: list[str] = []

    def arrive(route: Route) -> None:
        visited.append(route.request.url)
        route.fulfill(status=200, body="Gotcha", content_type="text/html")

    page.route(lambda url: EVIL in (urlsplit(url).hostname or ""), arrive)
    return visited


def of(address: str, stack: RunningStack) -> str:
    return quote(address.replace("{site}", stack.site_url), safe="")


@pytest.mark.parametrize("query", QUERIES)
def test_a_signed_in_visitor_is_sent_to_the_studio(studio: Studio, query: str) -> None:
    page, visited = studio.page, watched(studio.page)
    for address in ADDRESSES:
        page.goto(f"{query}{of(address, studio.stack)}", wait_until="commit")
        page.wait_for_url(lambda url: urlsplit(url).path not in {"/login", "/signup"}, wait_until="commit")
        assert page.url == f"{studio.stack.site_url}/dashboard", address
    assert visited == []


@pytest.mark.parametrize("address", FOLLOWED)
def test_a_right_password_leads_to_the_studio(
    visitor: Page, evil: list[str], stack: RunningStack, user: User, address: str
) -> None:
    log_in(alive(visitor, f"/login?from={of(address, stack)}"), user.email, user.password)
    visitor.wait_for_url(f"{stack.site_url}/dashboard")
    assert evil == []


@pytest.mark.parametrize("address", FOLLOWED)
def test_signing_up_leads_to_the_studio(visitor: Page, evil: list[str], stack: RunningStack, address: str) -> None:
    email = f"{uuid.uuid4().hex}@example.com"
    alive(visitor, f"/signup?from={of(address, stack)}")
    visitor.get_by_label("Name").fill("Ada")
    visitor.get_by_label("Email").fill(email)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Create account").click()
    visitor.get_by_role("heading", name="Check your mail").wait_for()
    alive(visitor, link_to(stack, email, "confirm")).get_by_role("main").get_by_role("button").click()
    visitor.wait_for_url(f"{stack.site_url}/dashboard")
    assert evil == []


@pytest.mark.parametrize("address", FOLLOWED)
def test_the_link_of_a_mail_leads_to_the_studio(
    visitor: Page, evil: list[str], stack: RunningStack, user: User, address: str
) -> None:
    user.client.auth.sign_in_with_otp({"email": user.email})
    link = urlsplit(link_to(stack, user.email, "sign-in link"))
    token = next(part for part in link.query.split("&") if part.startswith("token_hash="))
    alive(visitor, f"/auth/confirm?{token}&type=email&next={of(address, stack)}")
    visitor.get_by_role("main").get_by_role("button").click()
    visitor.wait_for_url(f"{stack.site_url}/dashboard")
    assert evil == []


@pytest.mark.parametrize("address", FOLLOWED)
def test_a_code_leads_to_the_studio(
    visitor: Page, evil: list[str], stack: RunningStack, user: User, address: str
) -> None:
    alive(visitor, "/login").get_by_role("button", name="Email me a login link").click()
    visitor.get_by_label("Email").fill(user.email)
    visitor.get_by_role("button", name="Send login link").click()
    visitor.get_by_role("heading", name="Check your mail").wait_for()
    token = link_to(stack, user.email, "sign-in link").split("token_hash=")[1].split("&")[0]
    back = quote(f"{stack.site_url}/auth/callback?next={of(address, stack)}", safe="")
    visitor.goto(f"{stack.supabase_url}/auth/v1/verify?token={token}&type=magiclink&redirect_to={back}")
    visitor.wait_for_url(f"{stack.site_url}/dashboard")
    assert evil == []


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address.startswith(("https:", "{site}", "/"))])
def test_auth_sends_nobody_to_another_site(stack: RunningStack, user: User, address: str) -> None:
    """A link that was used already: auth redirects with the reason, to an address that it allows."""
    wanted = of(address, stack)
    answer = httpx.get(f"{stack.supabase_url}/auth/v1/verify?token=used&type=magiclink&redirect_to={wanted}")
    assert answer.status_code == 303
    assert origin_of(answer.headers["location"]) == stack.site_url


def test_the_service_redirects_to_no_other_host(app: Flask) -> None:
    """Odd paths, of which a router likes to make tidy ones."""
    client = app.test_client()
    tried = 0
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<media_id>", "0")
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


def test_stripe_leads_back_to_the_site_whatever_a_request_says(stack: RunningStack, user: User, sql: Sql) -> None:
    (price,) = sql("select id from prices where product_id like 'plan_pro%' and interval = 'month' and active")
    headers = {"Host": EVIL, "Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/", "X-Forwarded-Host": EVIL}
    headers["Authorization"] = f"Bearer {user.access_token}"

    def ask(path: str, **body: str) -> str:
        answer = httpx.post(f"{stack.service_url}/api/{path}?return_url=https://{EVIL}", json=body, headers=headers)
        return str(answer.raise_for_status().json()["url"])

    checkout = ask("create-checkout-session", price_id=price["id"])
    session = of_stripe(stack, f"checkout/sessions/{checkout.rpartition('/')[2]}")
    assert {origin_of(session["success_url"]), origin_of(session["cancel_url"])} == {stack.site_url}
    assert origin_of(checkout) == origin_of(ask("create-customer-portal")) == stack.stripe_url
    assert f'href="{stack.site_url}/account?portal=back"' in httpx.get(ask("create-customer-portal")).text


def of_stripe(stack: RunningStack, path: str) -> dict[str, Any]:
    answer = httpx.get(f"{stack.stripe_url}/v1/{path}", auth=(stack.stripe_secret_key, ""))
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
