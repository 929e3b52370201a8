"""The allow-list of addresses that a link may lead to."""

from __future__ import annotations

import time

import pytest

from local.auth.redirects import AllowList, with_fragment, with_query

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
        ("https://app.example.com/[a-c]", "https://app.example.com/b"),
        ("https://app.example.com/[!a-c]", "https://app.example.com/d"),
        ("https://{a,b}.example.com/", "https://b.example.com/"),
        ("com.example.app://login", "com.example.app://login"),
        ("https://other.example/", SITE),
        ("https://other.example/", f"{SITE}/auth/callback?next=/"),
    ],
)
def test_it_lets_through(pattern: str, url: str) -> None:
    assert allows(pattern, url)


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("https://app.example.com/welcome", "https://app.example.com/welcome/more"),
        ("https://app.example.com/welcome", "https://appxexample.com/welcome"),
        ("https://*.example.com/", "https://a.b.example.com/"),
        ("https://*.example.com/", "https://evil.example/.example.com/"),
        ("https://app.example.com/*", "https://app.example.com/a/b"),
        ("https://app.example.com/?", "https://app.example.com/."),
        ("https://app.example.com/[!a-c]", "https://app.example.com/b"),
        ("https://{a,b}.example.com/", "https://c.example.com/"),
        ("https://app.example.com/**", "https://app.example.com/\nx"),
        ("http://localhost:*", "http://localhost:1@evil"),
        ("https://app.example.com/**", "https://app.example.com/\u2028"),
        ("https://other.example/", "http://localhost:3001/"),
        ("https://other.example/", "https://localhost:3000/"),
        ("https://other.example/", "http://localhost:30000/"),
        ("https://other.example/", ""),
    ],
)
def test_it_does_not_let_through(pattern: str, url: str) -> None:
    assert not allows(pattern, url)


def test_what_it_does_not_let_through_becomes_the_site() -> None:
    assert AllowList(SITE, ()).resolve("https://evil.example") == SITE
    assert AllowList(SITE, ()).resolve(None) == SITE


def test_no_address_keeps_it_busy() -> None:
    began = time.monotonic()
    AllowList(SITE, ("https://**a**b**c/**",)).resolve("https://" + "ab" * 5000)
    assert time.monotonic() - began < 1


def test_parameters_join_what_is_there() -> None:
    assert with_query("http://a/b?c=d#e", {"code": "1 2"}) == "http://a/b?c=d&code=1+2"
    assert with_fragment("http://a/b?c=d#e", {"error": "x y"}) == "http://a/b?c=d#error=x+y&sb="
