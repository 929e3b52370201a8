"""If a captcha is set, the forms send a vendor's token with each request, and no other page loads the vendor's script.

The local Auth checks no captcha, so the test checks the browser's requests on their way, as a hosted Auth would.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from local.auth.settings import load_settings
from local.config import StackConfig
from local.site import create_app
from tests.conftest import PASSWORD, User
from tests.local.auth import auth_with
from tests.local.serving import serving
from tests.running import RunningStack
from tests.web.built_sites import built_site
from tests.web.inbox import link_to
from tests.web.navigation import open_hydrated

pytestmark = pytest.mark.own_supabase("its Auth sends mails without a pause")

GUARDED = re.compile(r"/auth/v1/(signup|token\?grant_type=password|otp|magiclink|recover|resend)")

SCRIPTS = {
    "turnstile": "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
    "hcaptcha": "https://js.hcaptcha.com/1/api.js?render=explicit",
}
# Behaves like the vendors' scripts: shows a frame, and returns a token once its question is answered.
SCRIPT = """
window.%(vendor)s = {
  render(place, options) {
    const frame = document.createElement('iframe');
    frame.src = '%(frame)s';
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'I am a person';
    button.onclick = () => {
      sessionStorage.tokens = Number(sessionStorage.tokens ?? 0) + 1;
      options.callback(`good-${sessionStorage.tokens}`);
    };
    const no = document.createElement('button');
    no.type = 'button';
    no.textContent = 'I give up';
    no.onclick = () => options['error-callback']();
    place.append(frame, button, no);
    return 'widget';
  },
  execute() {},
  remove() {},
};
"""


# For what is the same code for both vendors.
ONE_VENDOR = pytest.mark.parametrize("vendor_name", ["turnstile"], indirect=True)


@pytest.fixture(scope="module", params=list(SCRIPTS))
def vendor_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def dist(vendor_name: str) -> Path:
    """The site with the captcha of this vendor, built."""
    return built_site(PUBLIC_CAPTCHA=f"{vendor_name}:site-key")


@pytest.fixture(scope="module")
def site(stack: RunningStack, dist: Path) -> Iterator[str]:
    with serving(lambda _: create_app(StackConfig.load(stack.data_dir / "config.json"), dist)) as url:
        yield url


@pytest.fixture(scope="module")
def auth_url(stack: RunningStack) -> Iterator[str]:
    with auth_with(stack, replace(load_settings(), max_frequency=0.0)) as url:
        yield url


@pytest.fixture
def tokens() -> set[str]:
    """The valid tokens; each works for one request."""
    return {f"good-{number}" for number in range(1, 9)}


@pytest.fixture
def page(
    browser: Browser,
    browser_context_args: dict[str, Any],
    stack: RunningStack,
    site: str,
    auth_url: str,
    tokens: set[str],
    vendor_name: str,
) -> Iterator[Page]:
    """A page of that site, whose requests to Auth need a valid token."""
    context = browser.new_context(**{**browser_context_args, "base_url": site})
    page = context.new_page()
    frame = (
        "https://challenges.cloudflare.com/frame"
        if vendor_name == "turnstile"
        else "https://newassets.hcaptcha.com/frame"
    )
    script = SCRIPT % {"vendor": vendor_name, "frame": frame}
    page.route(SCRIPTS[vendor_name], lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.route(frame, lambda route: route.fulfill(body="<p>Are you a person?", content_type="text/html"))

    def check(route: Route) -> None:
        asked = route.request
        if asked.method == "POST" and GUARDED.search(asked.url):
            token = (asked.post_data_json or {}).get("gotrue_meta_security", {}).get("captcha_token")
            if token not in tokens:
                problem = {"code": "captcha_failed", "message": "captcha protection: request disallowed"}
                headers = {"access-control-allow-origin": "*", "access-control-expose-headers": "*"}
                headers |= {"x-supabase-api-version": "2024-01-01"}
                route.fulfill(status=400, json=problem, headers=headers)
                return
            tokens.remove(token)
        route.continue_(url=asked.url.replace(stack.supabase_url, auth_url))

    page.route(f"{stack.supabase_url}/auth/v1/**", check)
    yield page
    context.close()


def sign_up(page: Page) -> str:
    email = f"{uuid.uuid4().hex}@example.com"
    open_hydrated(page, "/signup").get_by_label("Name").fill("Grace")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    return email


def test_sign_up_and_resending_send_a_token(page: Page, stack: RunningStack) -> None:
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    email = sign_up(page)
    expect(page.frame_locator("#captcha iframe").get_by_text("Are you a person?")).to_be_visible()
    page.get_by_role("button", name="I am a person").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    assert link_to(stack, email, "confirm")
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("button", name="I am a person").click()
    expect(page.get_by_text("Sent. It can take a minute to arrive.")).to_be_visible()
    assert blocked == []


@ONE_VENDOR
def test_a_failed_check_shows_a_message_and_can_be_repeated(page: Page) -> None:
    email = sign_up(page)
    page.get_by_role("button", name="I give up").click()
    expect(page.get_by_role("alert")).to_contain_text("The check that you are human failed")
    expect(page.get_by_label("Email")).to_have_value(email)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("button", name="I am a person").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()


@ONE_VENDOR
def test_a_refused_token_shows_a_message(page: Page, tokens: set[str]) -> None:
    tokens.clear()
    sign_up(page)
    page.get_by_role("button", name="I am a person").click()
    expect(page.get_by_role("alert")).to_contain_text("The check that you are human failed")


@ONE_VENDOR
def test_a_blocked_script_shows_a_message(page: Page, vendor_name: str) -> None:
    page.route(SCRIPTS[vendor_name], lambda route: route.abort())
    sign_up(page)
    expect(page.get_by_role("alert")).to_contain_text("Allow it in your content blocker")


@ONE_VENDOR
def test_the_other_forms_send_a_token_too(page: Page, user: User) -> None:
    open_hydrated(page, "/login").get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill("a wrong password")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("button", name="I am a person").click()
    expect(page.get_by_role("alert")).to_contain_text("Email and password do not match")
    page.get_by_role("button", name="Email me a login link").click()
    page.get_by_role("button", name="Send login link").click()
    page.get_by_role("button", name="I am a person").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    open_hydrated(page, "/forgot-password").get_by_label("Email").fill(user.email)
    page.get_by_role("button", name="Send link").click()
    page.get_by_role("button", name="I am a person").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()


@ONE_VENDOR
def test_the_script_is_not_fetched_before_it_is_needed(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/pricing", "/login", "/signup"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert [url for url in asked if "cloudflare" in url or "hcaptcha" in url] == []


def test_only_the_forms_allow_the_vendor(dist: Path) -> None:
    forms = {"login", "signup", "forgot-password"}
    for html in dist.rglob("*.html"):
        text = html.read_text(encoding="utf-8")
        name = html.parent.name if html.name == "index.html" else html.stem
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        if name in forms:
            assert 'id="captcha"' in text
            assert policy is None
        else:
            assert policy is not None, html
            assert not re.search("cloudflare|hcaptcha", text), html
