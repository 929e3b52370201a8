"""Every page: accessible, in both themes, on phone and desktop; small, safe and without console errors."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any, Literal

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response, ViewportSize, expect

from tests.conftest import NewUser
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext, NewStudio
from tests.web.dialogs import expect_gone, press_escape
from tests.web.navigation import expect_hydrated, open_hydrated
from tests.web.pixio_stand_in import Pixio
from tests.web.studio import Studio, picture, with_glass

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PUBLIC = [
    "/",
    "/login",
    "/signup",
    "/forgot-password",
    "/update-password",
    "/auth/callback?error_code=otp_expired",
    "/auth/confirm?token_hash=x&type=email",
    "/auth/confirm",
    "/nowhere",
    "/500",
]
KB = 1000
VIOLATIONS = {"resultTypes": ["violations"]}
THEMES: list[tuple[Literal["light", "dark"], dict[str, Any]]] = [
    ("light", VIOLATIONS),
    ("dark", {"runOnly": ["color-contrast"], **VIOLATIONS}),
]
JAVASCRIPT = {"/": 15, "/login": 50, "/signup": 50, "/forgot-password": 50, "/dashboard": 130, "/s/": 40}


def violations(page: Page) -> list[str]:
    """The axe violations in each theme and width. The themes differ only in colours."""
    found: list[str] = []
    with_glass(page).evaluate(AXE_SCRIPT)
    for theme, options in THEMES:
        page.emulate_media(color_scheme=theme)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            answer = page.evaluate("options => axe.run(options)", options)
            found += [
                f"{theme} {size['width']}: {each['id']}: {each['nodes'][0]['html']}" for each in answer["violations"]
            ]
    return found


def overflow_pixels(page: Page) -> int:
    """The number of pixels by which the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


# --------------------------------------------------------------- everyone


@pytest.mark.parametrize("path", PUBLIC)
def test_axe_finds_nothing_on_a_public_page(visitor: Page, browser_errors: BrowserErrors, path: str) -> None:
    browser_errors.expect("status of 404")
    open_hydrated(visitor, path)
    assert violations(visitor) == []
    visitor.set_viewport_size(PHONE)
    assert overflow_pixels(visitor) == 0


def full(studio: Studio) -> None:
    studio.add_rows(5)
    studio.add_failed("Failed fox")
    studio.generate("A fox")
    expect(studio.pane.get_by_role("img", name="A fox")).to_be_visible()


def refused(studio: Studio) -> None:
    studio.leave_with(3)
    studio.choose("Qwen Edit")
    studio.page.get_by_role("group", name="Picture to edit").locator("input[type=file]").set_input_files(
        {"name": "x.txt", "mimeType": "text/plain", "buffer": b"x"}
    )
    expect(studio.page.get_by_role("alert")).to_have_count(1)


def filled_in(studio: Studio) -> None:
    studio.choose("Wan 2.2")
    studio.upload("First frame", picture())
    studio.submit()
    expect(studio.page.get_by_role("alert")).to_have_count(2)


@pytest.mark.parametrize("state", [full, refused, filled_in])
def test_axe_finds_nothing_on_the_dashboard(studio: Studio, state: Callable[[Studio], None]) -> None:
    state(studio)
    expect_accessible(studio, state.__name__)


def test_axe_finds_nothing_on_an_empty_dashboard_and_its_dialogs(studio: Studio) -> None:
    page = studio.page
    expect_accessible(studio, "empty")
    studio.credits.click()
    expect(page.get_by_text("Purchased credits never expire.")).to_be_visible()
    expect_accessible(studio, "credits split")
    page.keyboard.press("Escape")
    studio.add_rows(3)
    studio.card("Picture 2").click()
    details = page.get_by_role("dialog", name="Details")
    expect(details).to_be_visible()
    expect_accessible(studio, "lightbox")
    page.keyboard.press("Escape")
    expect_gone(details)
    studio.choose("Qwen Edit")
    page.get_by_role("button", name="From library").first.click()
    expect(page.get_by_role("button", name="Picture 3", exact=True)).to_be_visible()
    expect_accessible(studio, "picker")


def expect_accessible(studio: Studio, state: str) -> None:
    """Assert that axe finds nothing and that the page is no wider than the screen."""
    assert violations(studio.page) == [], state
    assert overflow_pixels(studio.page) == 0, state
    studio.page.set_viewport_size(PHONE)
    assert overflow_pixels(studio.page) == 0, state
    studio.page.set_viewport_size(DESKTOP)


def test_axe_finds_nothing_on_sets_that_run_and_wait_and_in_their_dialogs(studio: Studio, pixio: Pixio) -> None:
    page, pane = studio.page, studio.pane
    pixio.hold("held-axe")
    studio.choose_results(4)
    studio.generate("held-axe fox")
    studio.generate("held-axe hare")
    expect(pane.get_by_text("Waiting, 3rd in line").first).to_be_visible()
    expect_accessible(studio, "running and waiting")
    pane.get_by_role("button", name="Cancel generation").last.click()
    expect(page.get_by_role("dialog", name="Cancel this generation?")).to_be_visible()
    assert violations(page) == []
    press_escape(page, "Cancel this generation?")
    for button, dialog in (("Keyboard shortcuts", "Keyboard shortcuts"), ("Recent", "Recent prompts")):
        page.set_viewport_size(DESKTOP)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        expect_accessible(studio, dialog)
        press_escape(page, dialog)
    pixio.release()
    expect(pane.get_by_role("button", name="Show result")).to_have_count(4, timeout=20_000)
    expect_accessible(studio, "set")


def test_pages_have_44_pixel_targets_and_a_menu_on_a_phone(new_studio: NewStudio, new_user: NewUser) -> None:
    studio = new_studio(new_user(), has_touch=True)
    studio.page.set_viewport_size(PHONE)
    small = studio.page.evaluate(
        """() => [...document.querySelectorAll('button, a, input:not(.sr-only), select, label:has(input.sr-only)')]
          .filter((element) => element.checkVisibility() && !element.closest('p, .fixed'))
          .filter((element) => element.getBoundingClientRect().height < 44)
          .map((element) => element.outerHTML.slice(0, 120))"""
    )
    assert small == []
    studio.credits.click()
    expect(studio.page.locator("#credits-split")).to_be_in_viewport(ratio=1)
    studio.page.get_by_role("button", name="Open menu").click()
    expect(
        studio.page.get_by_role("navigation", name="Menu").get_by_role("link", name="Studio", exact=True)
    ).to_be_visible()


# ------------------------------------------------------------------ theme


def test_the_theme_is_applied_at_first_paint_and_persists(
    new_context: NewContext, browser_errors: BrowserErrors
) -> None:
    page = browser_errors.listen(new_context(color_scheme="light").new_page())
    page.goto("/login")
    light = background(page)
    page.get_by_role("radio", name="Dark").first.locator("xpath=..").click()
    dark = background(page)
    assert light != dark
    # The page has the chosen colours before its scripts run.
    page.route("**/*.js*", lambda route: route.abort())
    browser_errors.expect("ERR_FAILED")
    page.reload(wait_until="commit")
    page.wait_for_selector("h1")
    assert background(page) == dark


def test_the_theme_follows_the_system_until_one_is_chosen(visitor: Page) -> None:
    visitor.emulate_media(color_scheme="light")
    visitor.goto("/")
    light = background(visitor)
    visitor.emulate_media(color_scheme="dark")
    assert background(visitor) != light
    visitor.get_by_role("radio", name="Light").first.locator("xpath=..").click()
    assert background(visitor) == light


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


# ------------------------------------------------------- size and sockets


def javascript(page: Page, visit: Callable[[], object]) -> float:
    """The kB of gzipped JavaScript that a visit loads."""
    scripts: list[Response] = []
    page.on("response", lambda response: scripts.append(response) if ".js" in response.url else None)
    visit()
    page.wait_for_load_state("networkidle")
    inline = "".join(page.locator("script:not([src])").all_text_contents())
    return (sum(len(gzip.compress(each.body(), 9)) for each in scripts) + len(gzip.compress(inline.encode()))) / KB


@pytest.mark.parametrize("path", ["/", "/login", "/signup", "/forgot-password"])
def test_a_public_page_loads_little_javascript(visitor: Page, path: str) -> None:
    assert javascript(visitor, lambda: visitor.goto(path)) <= JAVASCRIPT[path]


def test_logging_in_loads_little_javascript(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 400")

    def try_to_log_in() -> None:
        visitor.goto("/login")
        visitor.get_by_label("Email").fill("nobody@example.com")
        visitor.get_by_label("Password", exact=True).fill("not the password")
        expect_hydrated(visitor)
        visitor.get_by_role("button", name="Log in", exact=True).click()
        expect(visitor.get_by_role("alert")).to_be_visible()

    assert javascript(visitor, try_to_log_in) <= JAVASCRIPT["/login"]


def test_the_dashboard_loads_little_javascript_and_opens_one_socket(unopened_studio: Studio) -> None:
    sockets: list[str] = []
    unopened_studio.page.on("websocket", lambda socket: sockets.append(socket.url))
    assert javascript(unopened_studio.page, unopened_studio.open) <= JAVASCRIPT["/dashboard"]
    assert len(sockets) == 1


@pytest.mark.parametrize("path", ["/account", "/premium"])
def test_only_the_dashboard_loads_the_studio(unopened_studio: Studio, path: str) -> None:
    page = unopened_studio.page
    scripts: list[str] = []
    page.on("response", lambda response: scripts.append(response.url))
    page.goto(path)
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    assert any("/islands." in url for url in scripts)
    assert not [url for url in scripts if "/studio." in url or "/library." in url]


# ------------------------------------------------------------------- safe


def test_the_policy_is_a_header_and_forbids_inline_code(stack: RunningStack) -> None:
    headers = httpx.get(f"{stack.site_url}/dashboard").headers
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert not re.search("unsafe|\\*", headers["content-security-policy"])
    assert stack.supabase_url in policy["connect-src"]
    assert stack.supabase_url.replace("http", "ws") in policy["connect-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_the_policy_blocks_foreign_code(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("Content Security Policy")
    visitor.goto("/")
    visitor.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.evil = 1'}))")
    assert visitor.evaluate("window.evil") is None


def test_no_script_contains_the_supabase_url_or_key(stack: RunningStack, visitor: Page) -> None:
    sources: list[Response] = []
    visitor.on("response", lambda response: sources.append(response) if ".js" in response.url else None)
    visitor.goto("/login")
    visitor.get_by_label("Email").focus()
    visitor.wait_for_load_state("networkidle")
    for text in (response.text() for response in sources):
        assert not re.search(f"sb_publishable_[A-Za-z0-9]|supabase.invalid|{stack.supabase_url}", text)


def test_every_page_has_its_title_description_and_language(stack: RunningStack) -> None:
    titles: list[Any] = []
    for path in ("/", "/login", "/signup", "/forgot-password", "/update-password", "/dashboard", "/nowhere"):
        html = httpx.get(stack.site_url + path).text
        assert re.search('<html lang="en"', html)
        assert re.search('<meta name="description" content="[^"]{50,}"', html)
        titles += re.findall("<title>(.+)</title>", html)
    assert len(set(titles)) == 7


def test_an_unknown_address_is_a_404_in_the_sites_layout(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 404")
    response = visitor.goto("/no/such/page")
    assert response is not None
    assert response.status == 404
    expect(visitor.get_by_role("heading", name="Page not found")).to_be_visible()
    expect(visitor.get_by_role("link", name="Go to the start page")).to_have_attribute("href", "/")


def test_links_in_header_and_footer_work(stack: RunningStack, visitor: Page, studio: Studio) -> None:
    visitor.goto("/")
    paths = {
        link.get_attribute("href") for page in (visitor, studio.page) for link in page.locator("a[href^='/']").all()
    }
    for path in paths - {None}:
        assert httpx.get(f"{stack.site_url}{path}").status_code == 200, path
