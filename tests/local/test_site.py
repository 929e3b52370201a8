"""The server of `web/dist`: paths of a static host, and placeholders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from local.config import StackConfig
from local.site import create_app
from tests.local.coroutines import finish
from tests.running import RunningStack

HEADERS = """\
/*
  Content-Security-Policy: connect-src http://supabase.invalid ws://supabase.invalid
  X-Frame-Options: DENY

/_astro/*
  Cache-Control: public, max-age=31536000, immutable
"""
FILES = {
    "index.html": '<meta name="supabase-url" content="http://supabase.invalid">',
    "login/index.html": '<meta name="supabase-key" content="sb_publishable_placeholder">',
    "about.html": "about",
    "404.html": "no such page",
    "_astro/app.js": "let placeholder = 'http://supabase.invalid'",
    "_astro/long.css": "a { color: red }" * 100,
    "sitemap.xml": "<loc>http://site.invalid/</loc>",
    "_headers": HEADERS,
}


Get = Callable[[str], httpx.Response]


@pytest.fixture
def get(stack: RunningStack, tmp_path: Path) -> Get:
    """Return a function that gets a path of a small site."""
    dist = tmp_path / "dist"
    for name, text in FILES.items():
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text(text)
    (tmp_path / "secret.html").write_text("not public")
    app = create_app(StackConfig.load(stack.data_dir / "config.json"), dist)

    async def answer(path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site") as client:
            return await client.get(path)

    return lambda path: finish(answer(path))


@pytest.mark.parametrize(("path", "text"), [("/about", "about"), ("/about.html", "about"), ("/about/", "about")])
def test_pages_have_no_extension(get: Get, path: str, text: str) -> None:
    assert get(path).text == text


def test_placeholders_are_replaced_by_address_and_key(get: Get, stack: RunningStack) -> None:
    assert stack.supabase_url in get("/").text
    assert stack.publishable_key in get("/login").text
    assert get("/sitemap.xml").text == f"<loc>{stack.site_url}/</loc>"
    assert get("/sitemap.xml").headers["content-type"].startswith("application/xml")
    policy = get("/").headers["content-security-policy"]
    assert policy == f"connect-src {stack.supabase_url} {stack.supabase_url.replace('http', 'ws', 1)}"


def test_every_response_has_the_headers_of_the_site(get: Get) -> None:
    assert {get(path).headers["x-frame-options"] for path in ("/", "/nowhere", "/_astro/app.js")} == {"DENY"}
    assert get("/_astro/app.js").headers["cache-control"].endswith("immutable")
    assert get("/login").headers["cache-control"] == "no-cache"


def test_an_unknown_path_shows_the_404_page(get: Get) -> None:
    answer = get("/nowhere")
    assert (answer.status_code, answer.text) == (404, "no such page")


@pytest.mark.parametrize(
    "path", ["/_headers", "/../secret", "/%2e%2e/secret.html", "/..%2fsecret.html", "/%00", "/" + "x" * 5000]
)
def test_files_outside_the_site_are_not_served(get: Get, path: str) -> None:
    assert get(path).status_code == 404
