"""The mails that a Supabase has sent: from the inbox of the cloud on one machine, or from Mailpit in Docker."""

from __future__ import annotations

from typing import Any

import httpx

from local.mail.html import links_of
from tests.running import RunningStack

Mail = dict[str, Any]


def mails_to(stack: RunningStack, address: str) -> list[Mail]:
    """All mails to this address, newest first: `id`, `to`, `subject`, `html`, `text` and `links` of each."""
    with httpx.Client(base_url=stack.inbox_url, trust_env=False) as http:
        own = http.get("/api/messages")
        if own.status_code != 404:
            return [mail for mail in own.json() if mail["to"] == address]
        found = http.get("/api/v1/search", params={"query": f'to:"{address}"'}).raise_for_status().json()["messages"]
        mails = [http.get(f"/api/v1/message/{one['ID']}").raise_for_status().json() for one in found]
    return [_of_mailpit(mail) for mail in mails if [to["Address"] for to in mail["To"]] == [address]]


def _of_mailpit(mail: Mail) -> Mail:
    html, text = mail["HTML"], mail["Text"]
    (to,) = mail["To"]
    return {
        "id": mail["ID"],
        "to": to["Address"],
        "subject": mail["Subject"],
        "html": html,
        "text": text,
        "links": links_of(html, text),
    }
