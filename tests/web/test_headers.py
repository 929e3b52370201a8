"""The headers of the static site, and that pages send requests only to this site and its Supabase."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page

from local.programs import DIST, ROOT, node
from local.site import read_headers
from tests.running import RunningStack
from tests.web.browser_errors import BrowserErrors
from tests.web.studio import Studio
from web.build import PLACEHOLDERS

PUBLIC = ["/", "/pricing", "/login", "/signup", "/forgot-password", "/terms", "/privacy", "/500", "/nowhere"]
VERCEL = """
import {{ securityHeaders }} from '{module}';
await securityHeaders().hooks['astro:build:done']({{ dir: new URL('file://{dist}/') }});
"""


def policy(text: str) -> dict[str, list[str]]:
    """The directives of a policy with their sources."""
    return {name: allowed for name, *allowed in (rule.split() for rule in text.split("; "))}


def source(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


@pytest.mark.parametrize("path", ["/", "/dashboard", "/nowhere", "/robots.txt", "/social-card.jpg"])
def test_every_response_has_the_built_headers(stack: RunningStack, path: str) -> None:
    built = dict(read_headers((DIST / "_headers").read_text()))["/*"]
    sent = httpx.get(stack.site_url + path).headers
    assert {name for name in built if name not in sent} == set()
    assert sent["x-frame-options"] == "DENY"
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["cross-origin-opener-policy"] == "same-origin"
    assert "max-age=31536000" in sent["strict-transport-security"]
    assert "camera=()" in sent["permissions-policy"]


def test_only_existing_hashed_files_are_cached_forever(stack: RunningStack) -> None:
    files = [file.relative_to(DIST).as_posix() for file in (DIST / "_astro").rglob("*") if file.is_file()]
    for file in files:
        assert httpx.get(f"{stack.site_url}/{file}").headers["cache-control"].endswith("immutable"), file
    for missing in ("/_astro/gone.js", "/_astro/fonts/gone.woff2", "/_astro/", f"/{files[0]}x"):
        answer = httpx.get(stack.site_url + missing)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-cache"), missing


def test_the_policy_allows_exactly_what_was_built(stack: RunningStack) -> None:
    allowed = policy(httpx.get(stack.site_url).headers["content-security-policy"])
    assert allowed["default-src"] == ["'none'"]
    for tag in ("script", "style"):
        inline = set()
        for page in DIST.rglob("*.html"):
            found = re.findall(f"<{tag}(?![^>]*src=)[^>]*>(.+?)</{tag}>", page.read_text(), re.DOTALL)
            inline |= {source(each) for each in found}
        assert set(allowed[f"{tag}-src"]) == {"'self'", *inline}
    origins = {each for name in allowed for each in allowed[name] if "://" in each}
    assert origins == {stack.supabase_url, stack.supabase_url.replace("http", "ws", 1)}
    assert allowed["frame-ancestors"] == allowed["base-uri"] == ["'none'"]


def test_no_built_page_has_an_inline_style_or_handler() -> None:
    for page in DIST.rglob("*.html"):
        tags = re.findall(r"<[a-z][^<>]*\s(?:style|on[a-z]+)=[^<>]*>", page.read_text())
        assert tags == [], page


@pytest.mark.parametrize(("path", "connects"), [("/dashboard", True), ("/account", True), ("/", False)])
def test_pages_of_users_connect_to_supabase_while_they_load(stack: RunningStack, path: str, connects: bool) -> None:
    page = httpx.get(f"{stack.site_url}{path}", follow_redirects=True, trust_env=False).text
    assert (f'<link rel="preconnect" href="{stack.supabase_url}" crossorigin="anonymous">' in page) == connects


def test_pages_contact_no_other_host_and_set_no_cookie(
    visitor: Page, browser_errors: BrowserErrors, stack: RunningStack, unopened_studio: Studio
) -> None:
    browser_errors.expect("status of 404")
    hosts: set[str] = set()
    for page in (visitor, unopened_studio.page):
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    unopened_studio.open()
    for path in PUBLIC:
        visitor.goto(path)
        visitor.evaluate("scrollTo(0, document.body.scrollHeight)")
        visitor.wait_for_load_state("networkidle")
    assert hosts - {""} == {urlsplit(stack.site_url).netloc, urlsplit(stack.supabase_url).netloc}
    assert visitor.context.cookies() == unopened_studio.page.context.cookies() == []


def test_a_build_for_vercel_sends_the_same_headers(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    (dist / "_astro").mkdir(parents=True)
    (dist / "index.html").write_text("<script>let a = 1</script>")
    (dist / "_astro" / "app.js").write_text("let a = 1")
    module = ROOT / "web" / "integrations" / "security-headers.mjs"
    command = [str(node()), "--input-type=module", "--eval", VERCEL.format(module=module, dist=dist)]
    environment = {**PLACEHOLDERS, "VERCEL": "1", "SERVICE_URL": "https://service.example/"}
    subprocess.run(command, env=environment, check=True)
    output = tmp_path / ".vercel" / "output"
    config: dict[str, Any] = json.loads((output / "config.json").read_text())
    everywhere, *_, missing, hit, built = config["routes"]
    assert everywhere["headers"] == dict(read_headers((dist / "_headers").read_text()))["/*"]
    assert source("let a = 1") in everywhere["headers"]["Content-Security-Policy"]
    assert {"src": "/(api|s)/(.*)", "dest": "https://service.example/$1/$2"} in config["routes"]
    assert (missing["status"], missing["dest"]) == (404, "/404.html")
    assert (hit, built["src"]) == ({"handle": "hit"}, "/_astro/(.*)")
    assert built["headers"] == dict(read_headers((dist / "_headers").read_text()))["/_astro/app.js"]
    assert [file.name for file in (output / "static").iterdir() if file.is_file()] == ["index.html"]
    assert (dist / "_redirects").read_text() == (
        "/api/* https://service.example/api/:splat 200\n/s/* https://service.example/s/:splat 200\n"
    )
