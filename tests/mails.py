"""The mails that a Supabase sent: from the inbox of the local stack, or from Mailpit in Docker."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx

from tests.running import RunningStack

LINK = re.compile(r'href="(https?://[^"]+)"')

Mail = dict[str, Any]


def mails_to(stack: RunningStack, address: str) -> list[Mail]:
    """All mails to this address, newest first: `id`, `to`, `subject`, `html` and `links` of each."""
    with httpx.Client(base_url=stack.inbox_url, trust_env=False) as http:
        own = http.get("/api/messages", params={"to": address})
        if own.status_code != 404:
            return [_with_links(mail) for mail in own.json()]
        found = http.get("/api/v1/search", params={"query": f'to:"{address}"'}).raise_for_status().json()["messages"]
        mails = [http.get(f"/api/v1/message/{one['ID']}").raise_for_status().json() for one in found]
    return [_of_mailpit(mail) for mail in mails if [to["Address"] for to in mail["To"]] == [address]]


def _of_mailpit(mail: Mail) -> Mail:
    (to,) = mail["To"]
    return _with_links({"id": mail["ID"], "to": to["Address"], "subject": mail["Subject"], "html": mail["HTML"]})


def _with_links(mail: Mail) -> Mail:
    """The mail with the URLs that it links to, in order."""
    return {**mail, "links": [unescape(link) for link in LINK.findall(mail["html"])]}
