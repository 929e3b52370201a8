"""Every page and file has the headers that forbid framing and scripts from other sites."""

from __future__ import annotations

import httpx

from local.programs import DIST
from tests.running import RunningStack
from tests.web.conftest import NewPage
from tests.web.studio import wait_for

PAGES = sorted(f"/{page.relative_to(DIST).as_posix().removesuffix('index.html')}" for page in DIST.rglob("*.html"))


def directives(policy: str) -> dict[str, list[str]]:
    return {name: allowed for name, *allowed in (rule.split() for rule in policy.split("; "))}


def test_every_page_forbids_framing_sniffing_and_foreign_scripts(stack: RunningStack) -> None:
    assert len(PAGES) > 10
    paths = [
        *PAGES,
        "/nowhere",
        "/_astro/nowhere.js",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/robots.txt",
        "/icon.svg",
        "//evil.example/",
    ]
    with httpx.Client(base_url=stack.site_url, timeout=30) as http:
        for path in paths:
            answer = http.get(path)
            policy = directives(answer.headers["content-security-policy"])
            assert answer.headers["x-frame-options"] == "DENY", path
            assert answer.headers["x-content-type-options"] == "nosniff", path
            assert policy["frame-ancestors"] == policy["base-uri"] == policy["default-src"] == ["'none'"], path
            assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:", "http:"} & set(
                policy["script-src"]
            ), path
            assert policy.get("object-src", ["'none'"]) == policy.get("frame-src", ["'none'"]) == ["'none'"], path
            assert "access-control-allow-origin" not in answer.headers, path
            assert "root:" not in answer.text, path


def test_a_page_of_another_site_cannot_frame_it(new_page: NewPage, stack: RunningStack) -> None:
    page = new_page()
    page.route(
        "http://evil.example/",
        lambda route: route.fulfill(body=f"<iframe src='{stack.site_url}/login'></iframe>", content_type="text/html"),
    )
    page.goto("http://evil.example/")
    wait_for(page, lambda: [frame.url.partition(":")[0] for frame in page.frames] == ["http", "chrome-error"])
