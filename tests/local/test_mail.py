"""The API of the inbox, and mails that run no scripts. `test_mail_page.py` tests its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.config import StackConfig
from local.mail.app import create_app
from local.mail.messages import deliver
from tests.local.serving import serving


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    return tmp_path / "mails"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[httpx.Client]:
    values: dict[str, Any] = {field.name: "" for field in fields(StackConfig)} | {"data_dir": tmp_path}
    with (
        serving(lambda _: create_app(StackConfig(**values))) as url,
        httpx.Client(base_url=url, verify=False) as client,
    ):
        yield client


def test_mails_are_listed_newest_first_and_deleted(inbox: httpx.Client, mails: Path) -> None:
    assert inbox.get("/api/messages").json() == []
    for subject in ("Hi", "Grüße 🎈"):
        deliver(mails, to=f"{subject}@example.com", subject=subject, html="<p>Zoë</p>")
    newest, oldest = inbox.get("/api/messages").json()
    assert newest.keys() == {"id", "to", "subject", "date", "html"}
    assert [newest["subject"], oldest["subject"]] == ["Grüße 🎈", "Hi"]
    assert inbox.get("/api/messages", params={"to": "Hi@example.com"}).json() == [oldest]
    assert inbox.delete("/api/messages").status_code == 204
    assert inbox.get("/api/messages").json() == []
    assert list(mails.iterdir()) == []


def test_an_unchanged_list_returns_304(inbox: httpx.Client, mails: Path) -> None:
    seen = inbox.get("/api/messages").headers["etag"]
    assert inbox.get("/api/messages", headers={"if-none-match": seen}).status_code == 304
    deliver(mails, to="ada@example.com", subject="Hi", html="")
    assert inbox.get("/api/messages", headers={"if-none-match": seen}).status_code == 200


@pytest.mark.parametrize("name", ["..%2F..%2Fconfig", "1-00000000", "x", "%00", "1" * 5000])
def test_unknown_mails_return_404(inbox: httpx.Client, name: str) -> None:
    assert inbox.get(f"/messages/{name}").status_code == 404


def test_a_mail_is_shown_without_an_origin_and_without_scripts(inbox: httpx.Client, mails: Path) -> None:
    deliver(mails, to="ada@example.com", subject="Hi", html="<!doctype html><p>Hello</p>")
    (found,) = inbox.get("/api/messages").json()
    shown = inbox.get(f"/messages/{found['id']}")
    policy = shown.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.text == '<!doctype html><base target="_blank"><p>Hello</p>'


def test_other_host_names_cannot_read_mails(inbox: httpx.Client) -> None:
    assert inbox.get("/api/messages", headers={"host": "evil.example"}).status_code == 400
