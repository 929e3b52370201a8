"""Reading over bare HTTP: what browsers and players rely on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import User
from tests.local.storage import (
    PICTURE,
    storage_api,
)

PNG_HEADERS = {"content-type": "image/png"}


@pytest.fixture
def http(stack: Any, owner: User) -> Iterator[httpx.Client]:
    """The storage API as the owner, speaking plain HTTP."""
    with storage_api(stack, owner) as client:
        yield client


@pytest.fixture
def url(bucket: str, picture: str) -> str:
    return f"object/authenticated/{bucket}/{picture}"


def test_a_player_may_ask_for_ranges(http: httpx.Client, url: str) -> None:
    some = http.get(url, headers={"range": "bytes=100-199"})
    last = http.get(url, headers={"range": "bytes=-5"})
    assert (some.status_code, some.content) == (206, PICTURE[100:200])
    assert some.headers["content-range"] == f"bytes 100-199/{len(PICTURE)}"
    assert (last.status_code, last.content) == (206, PICTURE[-5:])
    assert http.get(url, headers={"range": f"bytes={len(PICTURE)}-"}).status_code == 416
    assert http.get(url).headers["accept-ranges"] == "bytes"


def test_a_copy_that_is_current_is_not_sent_again(http: httpx.Client, url: str) -> None:
    whole = http.get(url)
    by_tag = http.get(url, headers={"if-none-match": whole.headers["etag"]})
    by_date = http.get(url, headers={"if-modified-since": whole.headers["last-modified"]})
    assert (by_tag.status_code, by_tag.content) == (by_date.status_code, by_date.content) == (304, b"")
    assert by_tag.headers["etag"] == whole.headers["etag"]
    assert http.get(url, headers={"if-none-match": '"another"'}).content == PICTURE


def test_a_head_tells_what_a_get_would_bring(http: httpx.Client, url: str) -> None:
    head, get = http.head(url), http.get(url)
    same = ("content-type", "content-length", "etag", "last-modified", "cache-control")
    assert [head.headers[name] for name in same] == [get.headers[name] for name in same]
    assert head.content == b""
    assert http.head(url + ".none").status_code == 400


def test_a_download_is_saved_under_the_name_asked_for(http: httpx.Client, url: str) -> None:
    assert http.get(url).headers.get("content-disposition") is None
    assert http.get(url + "?download").headers["content-disposition"] == "attachment"
    named = http.get(url, params={"download": 'my "pïcture"\r\n.png'}).headers["content-disposition"]
    assert named.endswith("filename*=UTF-8''my%20%22p%C3%AFcture%22%0D%0A.png")


@pytest.mark.parametrize("mimetype", ["text/html", "TEXT/HTML;charset=utf-8", "application/xhtml+xml"])
def test_a_page_that_somebody_uploaded_is_not_run(http: httpx.Client, bucket: str, owner: User, mimetype: str) -> None:
    path = f"{bucket}/{owner.id}/page"
    http.post(f"object/{path}", content=b"<script>alert(1)</script>", headers={"content-type": mimetype})
    headers = http.get(f"object/authenticated/{path}").headers
    assert headers["content-type"].startswith("text/plain")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
