"""The site in German, built once in a separate folder."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.built_sites import SOURCE_URL
from tests.web.built_sites import german_site as build_german_site

ENGLISH = re.compile(r"\b(the|your|you|and|are|not|with|of|it|is|this|sign|page)\b", re.IGNORECASE)
SHOWN = re.compile(r"<(script|style)\b.*?</\1>|<(?!meta|img|input|button|nav|a |div|section)[^>]*>", re.DOTALL)
ATTRIBUTES = re.compile(r'\b(?:aria-label|alt|placeholder|title|content)="([^"]*)"')
# Whether the name beside the icon has wrapped to a line that is clipped, or is cut off.
CLIPPED = """(link) => {
  const name = link.lastElementChild;
  return name.getBoundingClientRect().top > link.getBoundingClientRect().top || name.scrollWidth > name.clientWidth;
}"""


@pytest.fixture(scope="module")
def german() -> Path:
    """The built German site."""
    return build_german_site()


@pytest.fixture
def german_site(german: Path) -> Iterator[str]:
    """The URL of the German site, without a backend."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(german))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def words(html: str) -> str:
    """The text of a page, including text for screen readers."""
    return " ".join([re.sub("<[^>]*>", " ", SHOWN.sub(" ", html)), *ATTRIBUTES.findall(html)])


def test_no_page_of_the_german_site_contains_english(german: Path) -> None:
    pages = list(german.rglob("*.html"))
    assert len(pages) >= 13
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert '<html lang="de"' in html, page
        english = [words(html)[max(0, at.start() - 40) : at.end() + 40] for at in ENGLISH.finditer(words(html))]
        assert english == [], page


def test_long_german_words_fit_on_a_phone(page: Page, german: Path, german_site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in sorted(german.rglob("index.html")):
        page.goto(f"{german_site}/{path.parent.relative_to(german)}", wait_until="domcontentloaded")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_a_visitors_header_shows_the_name_of_the_product_on_a_phone(page: Page, german_site: str) -> None:
    page.goto(german_site)
    expect(page.get_by_role("banner").get_by_role("link", name="Gratis starten")).to_be_visible()
    for width in (360, 375, 390):
        page.set_viewport_size({"width": width, "height": 844})
        brand = page.get_by_role("banner").get_by_role("link", name="Pixio Studio")
        assert brand.evaluate(CLIPPED) is False, width


def test_hydrated_islands_are_in_german(page: Page, german_site: str) -> None:
    page.goto(f"{german_site}/signup/")
    expect(page.get_by_role("link", name="Quelltext")).to_have_attribute("href", SOURCE_URL)
    page.get_by_role("button", name="Konto anlegen").click()
    expect(page.get_by_label("E-Mail")).to_have_accessible_description("Gib deine E\u2011Mail-Adresse ein.")
    expect(page.get_by_label("Passwort", exact=True)).to_have_accessible_description("Nimm mindestens 10 Zeichen.")
