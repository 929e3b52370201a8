"""The allow-list of redirects."""

from __future__ import annotations

import pytest

from local.auth.redirects import AllowList

SITE = "http://localhost:3000"


def allows(pattern: str, url: str) -> bool:
    return AllowList(SITE, (pattern,)).resolve(url) == url


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("https://app.example.com/welcome", "https://app.example.com/welcome"),
        ("https://*.example.com/", "https://app.example.com/"),
        ("https://app.example.com/*", "https://app.example.com/welcome"),
        ("https://app.example.com/**", "https://app.example.com/a/b.html?c=d#e"),
        ("https://app.example.com/?", "https://app.example.com/a"),
        ("com.example.app://login", "com.example.app://login"),
        ("https://other.example/", SITE),
        ("https://other.example/", f"{SITE}/auth/callback?next=/"),
    ],
)
def test_allowed_addresses(pattern: str, url: str) -> None:
    assert allows(pattern, url)


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("https://app.example.com/welcome", "https://appxexample.com/welcome"),
        ("https://*.example.com/", "https://a.b.example.com/"),
        ("https://*.example.com/", "https://evil.example/.example.com/"),
        ("https://app.example.com/*", "https://app.example.com/a/b"),
        ("https://app.example.com/?", "https://app.example.com/."),
        ("https://app.example.com/**", "https://app.example.com/\nx"),
        ("http://localhost:*", "http://localhost:1@evil"),
        ("https://other.example/", "http://localhost:3001/"),
        ("https://other.example/", "http://localhost:30000/"),
        ("https://other.example/", ""),
    ],
)
def test_refused_addresses(pattern: str, url: str) -> None:
    assert not allows(pattern, url)
