"""Public pages: what the product is, for whom, and what it costs; and what search engines see."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.pictures.__main__ import ASSETS
from tests.pictures.branding import card
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.conftest import NewContext
from tests.web.studio import Studio
from tests.web.test_pages import overflow_pixels, violations

SCREENS: list[ViewportSize] = [{"width": 390, "height": 844}, {"width": 1280, "height": 800}]
INDEXED = ["/", "/login", "/pricing", "/signup"]
HIDDEN = ["/account", "/dashboard", "/forgot-password", "/premium", "/terms", "/privacy", "/nowhere"]
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(sum)));
})"""
PICTURES = """() => [...document.images].map((each) => ({
  address: each.currentSrc,
  sized: [each, ...each.parentElement.querySelectorAll(':scope > source')].every(
    (source) => Number(source.getAttribute('width')) > 0 && Number(source.getAttribute('height')) > 0),
  named: each.hasAttribute('alt'),
  late: each.loading === 'lazy',
  shown: each.checkVisibility(),
  there: each.naturalWidth > 0,
}))"""


def plan(page: Page, name: str) -> Locator:
    cards = page.get_by_role("region", name="Plans that refill").get_by_role("listitem")
    return cards.filter(has=page.get_by_role("heading", name=name, exact=True))


def scroll_through(page: Page) -> None:
    """Scroll from top to bottom, as a reader does."""
    for picture in page.locator("img:visible").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")


# ------------------------------------------------------------- the landing


@pytest.mark.parametrize("screen", SCREENS, ids=["phone", "desktop"])
def test_the_first_screen_shows_product_audience_and_price(visitor: Page, screen: ViewportSize) -> None:
    visitor.set_viewport_size(screen)
    visitor.goto("/")
    prices = visitor.get_by_text("500 credits a month for free, no card needed. Plans from $29 a month.")
    for shown in (
        visitor.get_by_text("Pictures, edits and videos by AI"),
        visitor.get_by_role("heading", level=1),
        visitor.get_by_text("For shops, designers and storytellers"),
        visitor.get_by_role("main").get_by_role("link", name="Start for free").first,
        prices,
        visitor.get_by_role("img", name="A lighthouse over the sea at dusk"),
        visitor.get_by_role("img", name="A meadow of lavender flowers, dreamy"),
    ):
        expect(shown).to_be_in_viewport(ratio=1)
    # A legible picture of the studio: phones get another one, with reserved space as well.
    studio = visitor.get_by_role("img", name="The studio")
    assert studio.evaluate("(image) => image.currentSrc.includes('-phone')") == (screen["width"] < 640)
    assert visitor.evaluate(SHIFTS) < 0.01


def test_a_phone_shows_the_whole_page_within_nine_screens(visitor: Page) -> None:
    visitor.set_viewport_size(SCREENS[0])
    visitor.goto("/")
    expect(plan(visitor, "Business")).to_be_visible()
    assert visitor.evaluate("document.documentElement.scrollHeight") < 9 * SCREENS[0]["height"]
    assert overflow_pixels(visitor) == 0
    # What it makes is a row to swipe, also with the keyboard; the next card shows at its edge.
    cards = visitor.get_by_role("list", name="Three things it does well").get_by_role("listitem")
    cards.first.scroll_into_view_if_needed()
    expect(cards.first).to_be_in_viewport(ratio=0.9)
    expect(cards.nth(1)).to_be_in_viewport(ratio=0.05)
    visitor.get_by_role("list", name="Three things it does well").focus()
    visitor.keyboard.press("ArrowRight")
    expect(cards.nth(1)).to_be_in_viewport(ratio=0.9)


def test_an_example_fills_in_the_form_and_runs_nothing(visitor: Page, unopened_studio: Studio) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name="Start with: A lighthouse over the sea at dusk").click()
    visitor.wait_for_url("**/signup?from=%2Fdashboard%3Fexample%3DA%2Blighthouse*")
    studio = unopened_studio
    studio.page.goto("/")
    studio.page.get_by_role("link", name="Start with: A lighthouse over the sea at dusk").click()
    studio.wait_until_loaded()
    expect(studio.field("Prompt")).to_have_value("A lighthouse over the sea at dusk")
    expect(studio.page).to_have_url(f"{studio.stack.site_url}/dashboard")
    expect(studio.page.get_by_text("Nothing here yet")).to_be_visible()  # the library has no filter
    assert studio.rows() == []


def test_models_and_plans_show_live_prices(visitor: Page) -> None:
    visitor.goto("/")
    models = visitor.get_by_role("region", name="The models, and what they cost").get_by_role("listitem")
    expect(models).to_contain_text(["10 credits", "15 credits", "100 credits"])
    expect(models.first.get_by_role("link", name="Krea Flux")).to_have_attribute("href", "https://www.krea.ai/")
    pixio = visitor.get_by_role("contentinfo").get_by_role("link", name="Runs on Pixio")
    expect(pixio).to_have_attribute("href", "https://api.myapps.ai/")
    visitor.get_by_role("link", name="See plans").click()
    expect(plan(visitor, "Pro")).to_contain_text("$29")
    expect(plan(visitor, "Pro").get_by_role("heading")).to_be_in_viewport()
    visitor.get_by_role("radio", name="Yearly").locator("xpath=..").click()
    expect(plan(visitor, "Pro")).to_contain_text("a year: you save")
    expect(plan(visitor, "Pro").get_by_role("link", name="Subscribe to Pro")).to_have_attribute(
        "href", re.compile("^/signup")
    )
    visitor.get_by_text("What can I try for free?").click()
    free = "All models that need no paid plan. The free plan comes with 500 credits a month, and needs no card."
    expect(visitor.get_by_text(free)).to_be_visible()


def test_the_start_page_works_without_javascript(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    expect(page.get_by_text("Free to start. No card needed.")).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_have_count(8)
    expect(page.get_by_role("main").get_by_role("link", name="Start for free").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_have_modern_formats_sizes_alt_text_and_lazy_loading(visitor: Page, theme: Any) -> None:
    requests: list[str] = []
    visitor.on("request", lambda request: requests.append(request.url))
    visitor.emulate_media(color_scheme=theme)
    visitor.goto("/")
    scroll_through(visitor)
    pictures = visitor.evaluate(PICTURES)
    assert all(each["sized"] and each["named"] for each in pictures)
    shown = [each for each in pictures if each["shown"]]
    assert len(shown) == 15  # four in the first screen, the studio, four of what it makes, six examples
    assert all(each["there"] and each["address"].endswith(".webp") for each in shown)
    assert [each["late"] for each in shown] == [False] * 5 + [True] * 10
    assert {name for name in ("light", "dark") if any(f"studio-{name}" in address for address in requests)} == {theme}


def test_the_picture_follows_the_chosen_theme(visitor: Page) -> None:
    visitor.emulate_media(color_scheme="light")
    visitor.goto("/")
    shown = visitor.get_by_role("img", name="The studio")
    for theme in ("Dark", "Light", "System"):
        visitor.get_by_role("radio", name=theme).first.locator("xpath=..").click()
        expect(shown).to_have_count(1)
        expect(shown).to_have_js_property("complete", value=True)
        assert ("studio-dark" if theme == "Dark" else "studio-light") in shown.evaluate("(image) => image.currentSrc")


def test_the_film_plays_while_visible_and_respects_reduced_motion(visitor: Page) -> None:
    visitor.emulate_media(reduced_motion="no-preference")
    visitor.goto("/")
    film = visitor.get_by_label("A video: a sailboat")
    expect(film).to_have_js_property("paused", value=True)
    film.scroll_into_view_if_needed()
    visitor.wait_for_function("() => document.querySelector('video').currentTime > 0.2")
    visitor.evaluate("scrollTo(0, 0)")
    expect(film).to_have_js_property("paused", value=True)
    visitor.emulate_media(reduced_motion="reduce")
    visitor.reload()
    film.scroll_into_view_if_needed()
    expect(film).to_have_js_property("controls", value=True)
    expect(film).to_have_attribute("poster", re.compile("made-video.*webp$"))
    expect(film).to_have_js_property("paused", value=True)


@pytest.mark.parametrize("path", ["/terms", "/privacy"])
def test_legal_pages_are_marked_as_placeholders(visitor: Page, path: str) -> None:
    visitor.goto("/")
    visitor.get_by_role("contentinfo").locator(f"a[href='{path}']").click()
    visitor.wait_for_url(f"**{path}")
    expect(visitor.get_by_role("note")).to_contain_text("This is a placeholder. It is not a contract")
    assert violations(visitor) == []


# --------------------------------------------------- metadata


def head(stack: RunningStack, path: str) -> dict[str, str]:
    """The content of a page's head: metas by name or property, `title`, and links by `rel`."""
    html = httpx.get(stack.site_url + path).text.partition("</head>")[0]
    found = {"title": re.findall("<title>(.*?)</title>", html)[0]}
    for tag in re.findall("<(?:meta|link) [^>]*>", html):
        attributes = dict(re.findall(r'([\w:-]+)="([^"]*)"', tag))
        name = attributes.get("name") or attributes.get("property") or attributes.get("rel") or ""
        found[name] = unescape(attributes.get("content") or attributes.get("href") or "")
    return found


@pytest.mark.parametrize("path", INDEXED)
def test_a_public_page_has_metadata_for_search_engines_and_link_previews(stack: RunningStack, path: str) -> None:
    metadata = head(stack, path)
    assert metadata["canonical"] == metadata["og:url"] == f"{stack.site_url}{path}"
    assert "robots" not in metadata
    assert 20 <= len(metadata["title"]) <= 70
    assert metadata["title"] == metadata["og:title"]
    assert 50 <= len(metadata["description"]) <= 170
    assert metadata["description"] == metadata["og:description"]
    assert metadata["twitter:card"] == "summary_large_image"


def test_the_social_card_has_the_declared_format_and_size(stack: RunningStack) -> None:
    metadata = head(stack, "/")
    picture = Image.open(io.BytesIO(httpx.get(metadata["og:image"]).raise_for_status().content))
    assert picture.size == (int(metadata["og:image:width"]), int(metadata["og:image:height"])) == (1200, 630)
    assert metadata["og:image:type"] == Image.MIME[str(picture.format)]
    assert metadata["og:image"].startswith(stack.site_url)
    assert metadata["og:image:alt"]
    assert all(words in card(ASSETS) for words in metadata["title"].split(" · "))


@pytest.mark.parametrize("path", HIDDEN)
def test_a_private_page_is_not_indexed(stack: RunningStack, path: str) -> None:
    assert head(stack, path)["robots"] == "noindex"


def test_the_sitemap_lists_public_pages_and_robots_txt_names_it(stack: RunningStack) -> None:
    robots = httpx.get(f"{stack.site_url}/robots.txt").text
    assert "Disallow: /api/" in robots
    (address,) = re.findall("(?m)^Sitemap: (.*)$", robots)
    root = ET.fromstring(httpx.get(address).raise_for_status().text)
    assert [each.text for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        f"{stack.site_url}{path}" for path in INDEXED
    ]


def test_icons_exist_in_the_declared_sizes(stack: RunningStack) -> None:
    metadata = head(stack, "/")
    manifest = httpx.get(stack.site_url + metadata["manifest"]).json()
    assert manifest["name"] in metadata["title"]
    claimed = {icon["src"]: icon["sizes"] for icon in manifest["icons"]}
    for address, sizes in {**claimed, metadata["apple-touch-icon"]: "180x180"}.items():
        icon = Image.open(io.BytesIO(httpx.get(stack.site_url + address).raise_for_status().content))
        assert (icon.format, f"{icon.width}x{icon.height}") == ("PNG", sizes)
    favicon = Image.open(io.BytesIO(httpx.get(f"{stack.site_url}/favicon.ico").raise_for_status().content))
    assert (favicon.format, favicon.info["sizes"]) == ("ICO", {(16, 16), (32, 32), (48, 48)})
    assert httpx.get(f"{stack.site_url}/icon.svg").headers["content-type"].startswith("image/svg")


def test_the_error_page_offers_a_way_to_continue(visitor: Page, browser_errors: BrowserErrors) -> None:
    browser_errors.expect("status of 404")
    visitor.goto("/500")
    visitor.get_by_role("link", name="Go to the start page").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Set it in motion.")
