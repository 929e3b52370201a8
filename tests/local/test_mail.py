"""The inbox: mails as JSON, and mail content that can do no harm."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from local.config import StackConfig
from local.mail import create_app
from local.mail.outbox import deliver
from tests.local.coroutines import finish
from tests.running import RunningStack

HTML = """<!doctype html><html><head><title>T</title><style>p{}</style></head><body>
<p>Hello <b>Ada</b>,</p><p><a href="http://a.example/x?b=1&amp;c=2">confirm</a> or <a href="javascript:alert(1)">not</a>
<script>alert(1)</script></p></body></html>"""


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    return tmp_path / "mails"


class Inbox:
    """The inbox, asked without a network."""

    def __init__(self, config: StackConfig) -> None:
        self._transport = httpx.ASGITransport(create_app(config))

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return finish(self._ask("GET", path, headers))

    def delete(self, path: str) -> httpx.Response:
        return finish(self._ask("DELETE", path, None))

    async def _ask(self, method: str, path: str, headers: dict[str, str] | None) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, headers=headers)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    nothing = dict.fromkeys(StackConfig.__dataclass_fields__, "")
    config = StackConfig(**{**nothing, "data_dir": tmp_path, "site_url": "http://localhost:3000"})  # type: ignore[arg-type]
    return Inbox(config)


def mail(html: str = HTML, subject: str = "Confirm", to: str = "ada@example.com") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Auth <noreply@localhost>", to, subject
    message["Date"] = "Sun, 22 Nov 2026 08:00:00 +0000"
    message.set_content(html, subtype="html")
    return message


def send(mails: Path, *messages: EmailMessage) -> None:
    for message in messages:
        finish(deliver(mails, message))


def test_an_empty_inbox_is_an_empty_list(inbox: Inbox) -> None:
    assert inbox.get("/api/messages").json() == []


def test_a_mail_tells_everything_a_test_needs(inbox: Inbox, mails: Path) -> None:
    send(mails, mail())
    (found,) = inbox.get("/api/messages").json()
    assert set(found) == {"id", "from", "to", "subject", "date", "html", "text", "links"}
    assert (found["from"], found["to"]) == ("Auth <noreply@localhost>", "ada@example.com")
    assert datetime.fromisoformat(found["date"]).utcoffset() is not None
    assert found["html"].splitlines() == HTML.splitlines()
    assert found["text"].splitlines() == ["Hello Ada,", "confirm or not"]
    assert found["links"] == ["http://a.example/x?b=1&c=2"]
    assert inbox.get(f"/api/messages/{found['id']}").json() == found


def test_mails_are_listed_newest_first(inbox: Inbox, mails: Path) -> None:
    send(mails, *(mail(subject=str(number)) for number in range(5)))
    assert [found["subject"] for found in inbox.get("/api/messages").json()] == ["4", "3", "2", "1", "0"]


def test_letters_of_any_language_arrive(inbox: Inbox, mails: Path) -> None:
    send(mails, mail("<p>Zoë 🎈 日本語</p>", subject="Grüße 🎈"))
    (found,) = inbox.get("/api/messages").json()
    assert (found["subject"], found["text"]) == ("Grüße 🎈", "Zoë 🎈 日本語")


def test_a_plain_mail_has_its_links_too(inbox: Inbox, mails: Path) -> None:
    message = mail()
    message.set_content("Go to https://a.example/x?b=1 now")
    send(mails, message)
    (found,) = inbox.get("/api/messages").json()
    assert (found["html"], found["links"]) == ("", ["https://a.example/x?b=1"])
    assert "Go to https://a.example/x?b=1 now" in inbox.get(f"/messages/{found['id']}").text


def test_a_mail_half_written_is_not_listed(inbox: Inbox, mails: Path) -> None:
    send(mails, mail())
    (whole,) = mails.iterdir()
    (mails / f".{whole.stem}.part").write_bytes(b"From: ")
    (mails / "notes.eml").write_bytes(b"From: ")
    assert len(inbox.get("/api/messages").json()) == 1


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"Date: nonsense\n\nx", b"Content-Type: text/html; charset=nonsense\nDate: x\n\nx"]
)
def test_a_broken_mail_hides_no_other(inbox: Inbox, mails: Path, content: bytes) -> None:
    send(mails, mail())
    (mails / "00000000000000000001-00000000.eml").write_bytes(content)
    assert [found["subject"] for found in inbox.get("/api/messages").json()] == ["Confirm", "(cannot be read)"]


def test_emptying_leaves_nothing(inbox: Inbox, mails: Path) -> None:
    send(mails, mail(), mail())
    assert inbox.delete("/api/messages").status_code == 204
    assert inbox.get("/api/messages").json() == []
    assert list(mails.iterdir()) == []


def test_who_has_the_list_already_gets_no_second_copy(inbox: Inbox, mails: Path) -> None:
    send(mails, mail())
    etag = inbox.get("/api/messages").headers["etag"]
    assert inbox.get("/api/messages", headers={"if-none-match": etag}).status_code == 304
    send(mails, mail())
    assert inbox.get("/api/messages", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("name", ["..%2F..%2Fconfig", "1-00000000", "x", "%00", "1" * 5000])
def test_what_is_no_mail_is_not_found(inbox: Inbox, name: str) -> None:
    assert inbox.get(f"/api/messages/{name}").status_code == 404
    assert inbox.get(f"/messages/{name}").status_code == 404


def test_a_mail_is_shown_without_an_origin_and_without_scripts(inbox: Inbox, mails: Path) -> None:
    send(mails, mail())
    (found,) = inbox.get("/api/messages").json()
    shown = inbox.get(f"/messages/{found['id']}")
    policy = shown.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert '<base target="_blank">' in shown.text


def test_the_page_runs_its_own_script_only(inbox: Inbox) -> None:
    page = inbox.get("/")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert 'href="http://localhost:3000/signup"' in page.text
    for name in ("inbox.js", "inbox.css"):
        assert inbox.get(f"/static/{name}").status_code == 200


def test_no_other_name_for_this_machine_reads_mails(inbox: Inbox) -> None:
    assert inbox.get("/api/messages", headers={"host": "evil.example"}).status_code == 400


def test_the_stack_serves_it(stack: RunningStack) -> None:
    assert "Inbox" in httpx.get(stack.inbox_url).text
